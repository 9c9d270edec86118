"""Files of the catalog on their way in: parsed, kept, read into entries, and laid over by a user's own."""
