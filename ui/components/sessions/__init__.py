"""Models as a whole: the list of them, sharing, who else is here, and what changed meanwhile."""
