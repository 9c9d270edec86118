"""A threat told in the names of one system: who, where, by what way, and what follows."""
