"""Threat models of other tools."""
