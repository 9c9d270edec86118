"""The errors of the agent, each with a message for the person who meets it.

ThreatparleyError (knowledge.errors)
└── AgentError
    ├── InputError         what came in cannot be used: too long, unreadable, malformed
    ├── SessionNotFound    no session has this address, as far as the person who asks may know
    ├── SignInNeeded       only somebody who signed in can do this
    ├── RoleTooLow         what somebody is to a model does not allow this
    ├── InviteRefused      an invitation that is unknown, used, expired or withdrawn
    ├── SessionBusy        another turn of this session is still at work
    ├── VersionConflict    the session has moved on since the caller read it
    ├── StoreUnavailable   the store cannot be reached, is damaged, full or read-only
    ├── OverLimit          one person asks for more than they may; when it is free again stands beside it
    ├── SettingsError      a setting is missing, malformed or contradicts another
    │   └── FolderNotTrusted   the working folder sets what needs its user's yes
    └── AnalystError       an analyst could not do a step
"""

import traceback
from pathlib import Path

from knowledge.errors import ThreatparleyError


class AgentError(ThreatparleyError):
    """Base of the agent's errors."""


class InputError(AgentError):
    """What came in cannot be used; the message says what was expected."""


class SessionNotFound(AgentError):
    """No session has this address; the same answer whether it never was or belongs to someone else."""


class SignInNeeded(AgentError):
    """Only somebody who signed in can do this; the message says where to go on."""


class RoleTooLow(AgentError):
    """What somebody is to a model does not allow this; nothing was changed, and the message says who can help."""


class InviteRefused(AgentError):
    """An invitation that is unknown, used, expired or withdrawn; the message says what to ask for."""


class SessionBusy(AgentError):
    """Another turn of this session is still at work; nothing was lost, try again shortly."""


class VersionConflict(AgentError):
    """The session has moved on since the caller read it; nothing was written."""


class StoreUnavailable(AgentError):
    """The store cannot be reached, is damaged, full or read-only; the message says what is safe."""


class OverLimit(AgentError):
    """One person asks for more than the settings allow; nothing was accepted and nothing is lost."""

    def __init__(self, message: str, limit: str, retry_seconds: int) -> None:
        """``limit`` names it in a word; ``retry_seconds`` is 0 where time alone does not help."""
        super().__init__(message)
        self.limit, self.retry_seconds = limit, retry_seconds


class SettingsError(AgentError):
    """A setting is missing, malformed or contradicts another."""


class FolderNotTrusted(SettingsError):
    """The files of the working folder set what needs a yes first; ``digest`` names exactly what was shown."""

    def __init__(self, message: str, folder: Path, digest: str) -> None:
        super().__init__(message)
        self.folder, self.digest = folder, digest


class AnalystError(AgentError):
    """An analyst could not do a step."""


class DrawingError(AgentError):
    """A picture cannot be drawn; the tables say the same."""


def trace_of(failure: BaseException) -> str:
    """Where an error and what lies behind it came from, for a log; their words may repeat what an owner wrote."""
    behind = failure.__cause__ or (None if failure.__suppress_context__ else failure.__context__)
    before = f"{trace_of(behind)}which led to\n" if behind is not None else ""
    return f"{before}{type(failure).__name__}\n{''.join(traceback.format_tb(failure.__traceback__))}"
