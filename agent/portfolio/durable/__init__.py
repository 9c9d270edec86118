"""The durable engine: items are workflows in a database, which any number of processes and machines work off."""

from agent.portfolio.durable.runner import DurableRunner
from agent.portfolio.durable.terms import Terms

__all__ = ["DurableRunner", "Terms"]
