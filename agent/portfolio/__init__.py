"""Many systems in one run: items, what runs them, and the journal by which a run goes on."""

from agent.portfolio.items import Item, ItemFile, Opener, Outcome, Runner, Standing, Unusable, Work
from agent.portfolio.journal import Entry, Journal
from agent.portfolio.portfolio_run import run_all

__all__ = [
    "Entry", "Item", "ItemFile", "Journal", "Opener", "Outcome", "Runner", "Standing", "Unusable", "Work", "run_all"
]  # fmt: skip
