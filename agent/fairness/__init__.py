"""Who is served next and how much each may ask for, so that nobody is starved by somebody else."""

from agent.fairness.allowance import Allowance, Allowances, Used
from agent.fairness.pool import FairPool
from agent.fairness.queue import Claim, FairQueue

__all__ = ["Allowance", "Allowances", "Claim", "FairPool", "FairQueue", "Used"]
