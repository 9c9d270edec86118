"""Bills of materials, and cards of models and data sets."""
