"""One module a format: reading files into frames and writing frames into files."""
