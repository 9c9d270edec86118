"""A siege: many kills in a row, and a table of what became of what had been accepted."""
