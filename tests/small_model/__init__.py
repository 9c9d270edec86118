"""A real language model of 1.5 billion parameters on this machine's processor, for contributors without an endpoint."""
