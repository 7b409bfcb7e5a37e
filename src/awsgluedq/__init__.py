"""AWS Glue Data Quality's Python library, written anew from its documented behaviour."""
