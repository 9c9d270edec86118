"""One line per session, for a list of recent ones."""

from datetime import datetime

from pydantic import Field

from knowledge.vocabulary import Value


class SessionLine(Value):
    """What a list of sessions shows of one."""

    id: str = Field(description="Its address.")
    name: str = Field(description="What the system is called; empty while it has no name.")
    version: int = Field(ge=0, description="Number of the newest version.")
    changed_at: datetime = Field(description="When something was last said or changed.")
    threats: int = Field(ge=0, description="How many threats its model holds.")
