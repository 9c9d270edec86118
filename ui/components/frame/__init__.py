"""What stands on every page: header, help, settings, keys, errors and style."""
