"""Commands that make a model or add to it."""
