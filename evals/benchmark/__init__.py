"""Measures of speed and size, on this machine, of the product as it is installed."""
