"""DREAD scores from published tables, and what measures take off the risk."""
