"""On which terms a portfolio runs durably: which database, which version of everything, and how fast."""

from pathlib import Path

from pydantic import Field

from knowledge.vocabulary import Value

APPLICATION = "threatparley"
WORKFLOW = "draft"
QUEUE, ASKING_QUEUE = "threatparley_by_rules", "threatparley_by_model"
"""The queues: the second one is for items that a language model is asked for, and keeps to a rate for each tenant."""
POLL_SECONDS = 0.25


class Terms(Value):
    """What all processes of a run agree on."""

    database: str = Field(repr=False, description="Address of the database: SQLite, or PostgreSQL.")
    version: str = Field(description="Digest of catalog, rules, prompts and model; others' items are left to them.")
    places: Path = Field(description="Folder in which the processes of this machine take numbers.")
    tenant: str = Field(default="default", min_length=1, max_length=100, description="Whose items these are.")
    at_once: int | None = Field(default=None, ge=1, description="Most items at work in all processes; none: no limit.")
    asks_model: bool = Field(default=False, description="A language model is asked.")
    per_minute: int = Field(default=30, ge=1, description="Most items a tenant begins in a minute where one is asked.")

    @property
    def queue(self) -> str:
        """The queue that the items go to."""
        return ASKING_QUEUE if self.asks_model else QUEUE
