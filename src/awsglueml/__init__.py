"""AWS Glue's machine-learning transforms: their names, each of which says at the call that it is not here."""
