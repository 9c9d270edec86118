"""For how long whole models are kept, and which moments that comes to."""

from datetime import datetime, timedelta

from pydantic import Field

from knowledge.vocabulary import Value

BLANK_HOURS = 24
"""For how long a page is kept on which nothing was ever said."""


class Retention(Value):
    """Days after which models go for good; zero is never."""

    deleted: int = Field(default=1, ge=1, description="Days after a model was deleted.")
    archived: int = Field(default=0, ge=0, description="Days after a model was put away.")
    unused: int = Field(default=0, ge=0, description="Days after anything was last said or changed in a model.")

    def before(self, now: datetime) -> "Over":
        """The moments before which things are over."""
        return Over(
            deleted=now - timedelta(days=self.deleted),
            blank=now - timedelta(hours=BLANK_HOURS),
            archived=now - timedelta(days=self.archived) if self.archived else None,
            unused=now - timedelta(days=self.unused) if self.unused else None,
        )


class Over(Value):
    """What may be removed: what was deleted, opened and left blank, put away or last used before a moment."""

    deleted: datetime
    blank: datetime
    archived: datetime | None = None
    unused: datetime | None = None
