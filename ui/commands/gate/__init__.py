"""Commands that judge a model: the gate, differences, signatures, changes of the catalog."""
