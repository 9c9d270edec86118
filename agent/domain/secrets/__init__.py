"""Secrets that people paste: how they are known, and how each is masked."""
