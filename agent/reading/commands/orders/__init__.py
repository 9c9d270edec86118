"""Typed orders about threats, measures and assumptions."""
