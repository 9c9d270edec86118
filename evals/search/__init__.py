"""How well the knowledge base finds what is asked for in other words."""
