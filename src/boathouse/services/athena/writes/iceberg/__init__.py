"""Statements that write Iceberg tables, through PyIceberg, which is imported by the first of them."""
