"""The gate of the command line: what it finds, what fails, and its templates."""
