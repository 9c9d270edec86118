"""Setups of containers, clusters and clouds."""
