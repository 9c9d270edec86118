"""Find catalog entries by meaning and by words: passages, vectors, the index, and what ranks the hits."""
