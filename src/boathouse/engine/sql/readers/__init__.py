"""Tables as DuckDB reads them, one file a format."""
