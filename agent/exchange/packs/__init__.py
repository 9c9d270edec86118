"""Evidence packs for auditors: what of a model answers which requirement."""
