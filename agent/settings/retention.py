"""The settings that say for how long models are kept; zero is for ever."""

from pydantic import Field

from agent.domain.sessions.retention import Retention
from knowledge.vocabulary import Value


class RetentionSettings(Value):
    """After how many days whole models go for good; off until they are set."""

    keep_deleted_days: int = Field(
        default=1, ge=1, le=36_500, description="Days for which a deleted model can be brought back."
    )
    keep_archived_days: int = Field(
        default=0, ge=0, le=36_500, description="Days after which a model that was put away is removed; 0: never."
    )
    keep_unused_days: int = Field(
        default=0, ge=0, le=36_500, description="Days after which a model that nobody changes is removed; 0: never."
    )

    @property
    def retention(self) -> Retention:
        """The three as one value."""
        return Retention(deleted=self.keep_deleted_days, archived=self.keep_archived_days, unused=self.keep_unused_days)
