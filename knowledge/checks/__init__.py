"""Verify the catalog as a whole: what loading cannot see, and what only a person used to look at."""

from knowledge.checks.finding import Finding, Severity
from knowledge.checks.suite import CheckResult, Options, run_checks

__all__ = ["CheckResult", "Finding", "Options", "Severity", "run_checks"]
