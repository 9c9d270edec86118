"""Who is served next and how much each may ask for, so that nobody is starved by somebody else."""

from agent.fairness.pool import FairPool
from agent.fairness.queue import Claim, FairQueue

__all__ = ["Claim", "FairPool", "FairQueue"]
