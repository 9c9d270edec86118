"""Threats as chains over the data flow diagram, and the measures that cut them."""
