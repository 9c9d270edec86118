"""Plain sentences of owners, each with what must, may and must not come of it."""
