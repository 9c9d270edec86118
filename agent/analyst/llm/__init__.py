"""The analyst that asks a language model, and what keeps its answers in bounds."""
