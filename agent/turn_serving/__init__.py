"""What runs in the processes that work on turns: the template they are copied from, and the work itself."""
