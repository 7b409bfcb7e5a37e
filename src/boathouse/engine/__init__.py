"""The engines that do the work: Spark for jobs, DuckDB for queries."""
