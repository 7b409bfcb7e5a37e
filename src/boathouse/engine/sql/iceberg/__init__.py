"""Iceberg tables: what their metadata files say, and the files that are written for them."""
