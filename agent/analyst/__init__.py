"""Analysts do the thinking: they read words, ask, draft and word the answer."""

from agent.analyst.base import Analyst, Assessed, Assessor, Heard, Proposal

__all__ = ["Analyst", "Assessed", "Assessor", "Heard", "Proposal"]
