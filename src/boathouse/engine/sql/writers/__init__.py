"""Rows as files of a table, one file a format."""
