"""Analysts do the thinking: they read words, ask, draft and word the answer."""

from agent.analyst.base import Analyst, Assessor, Heard, Proposal

__all__ = ["Analyst", "Assessor", "Heard", "Proposal"]
