"""The metrics, one file each: every one gives values with reasons."""
