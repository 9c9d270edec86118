"""Tests that mirror the code of the same name."""
