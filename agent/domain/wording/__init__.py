"""Names, texts and links as they may be shown."""
