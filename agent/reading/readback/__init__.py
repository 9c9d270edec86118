"""The owner's text read back: each sentence with what was understood in it, and what can be mended."""
