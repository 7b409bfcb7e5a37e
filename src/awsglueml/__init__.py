"""AWS Glue's machine learning, by other means; a transform that has none says so at the call."""
