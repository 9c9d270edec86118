"""A case given to the analyst: which cases, in which modes, answered by whom, and what came of each."""
