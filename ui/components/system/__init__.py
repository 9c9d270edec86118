"""The system under study: diagram, tables of its parts, and facts."""
