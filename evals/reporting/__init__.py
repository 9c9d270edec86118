"""The figures of a run for people: tables, a page with plots, and comparisons of two runs."""
