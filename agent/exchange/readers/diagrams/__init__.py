"""Drawings: draw.io and Mermaid."""
