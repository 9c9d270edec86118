"""Several files as one system."""
