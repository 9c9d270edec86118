"""The ledger and the standings of frameworks as rows to search."""
