"""DynamoDB: its tables as frames, frames into its tables."""
