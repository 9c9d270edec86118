"""Commands on the knowledge base."""
