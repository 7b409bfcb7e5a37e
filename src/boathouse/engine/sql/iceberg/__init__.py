"""Iceberg tables: what their metadata files say, for the reader and for the tables of metadata."""
