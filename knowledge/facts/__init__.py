"""The parts of a fact and what follows from it: choices, controls, kinds of components, implications."""
