"""The durable engine: items are workflows in a database, which any number of processes and machines work off."""

from agent.portfolio.durable.run_terms import Terms
from agent.portfolio.durable.runner import DurableRunner

__all__ = ["DurableRunner", "Terms"]
