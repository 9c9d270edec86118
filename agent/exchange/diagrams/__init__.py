"""The data-flow diagram: its parts, where they lie, and each way to draw it."""
