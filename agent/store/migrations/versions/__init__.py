"""What each version of the tables adds to the one before; a step only adds, or says what it takes away."""
