"""How well descriptions are read: gold readings, benches over marked texts, and what the reader learns from."""
