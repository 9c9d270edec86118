"""Tests of a threat model as files that tools run."""
