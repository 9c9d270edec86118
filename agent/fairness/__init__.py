"""Who is served next and how much each may ask for, so that nobody is starved by somebody else."""

from agent.fairness.fair_queue import Claim, FairQueue
from agent.fairness.rate_limits import Allowance, Allowances, Used
from agent.fairness.thread_pool import FairPool

__all__ = ["Allowance", "Allowances", "Claim", "FairPool", "FairQueue", "Used"]
