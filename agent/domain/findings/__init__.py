"""What is seen in a model as a whole: paths, gaps, accepted risks, trials, and the order of threats."""
