"""Many systems at once: drafted one by one, a line for each."""
