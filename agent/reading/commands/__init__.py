"""Orders and requests in the owner's words, as typed edits and wishes."""
