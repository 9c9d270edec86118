"""Commands for whoever keeps an installation: its store, its audit record and its people."""
