"""The commands of `boathouse`, one a file: what each takes, and what it does."""
