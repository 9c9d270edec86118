"""The gate: whether a threat model that lives in a repository still holds, decided from files alone."""
