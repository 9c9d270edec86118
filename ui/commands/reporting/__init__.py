"""Commands that show a model or write it as a document."""
