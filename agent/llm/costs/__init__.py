"""Tokens and prices: estimated, limited, counted and told."""
