"""AWS Glue's data integration transforms, over DataFrames, written anew from their documented behaviour."""
