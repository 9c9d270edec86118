"""The parts, people, flows and boundaries that a text tells of."""
