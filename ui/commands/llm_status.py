"""What the terminal says of the language model's part: where texts go, what was used, what a draft would take."""

from collections.abc import Iterator

from agent.domain import Session
from agent.facilitator import Facilitator
from agent.llm.costs.usage import ModelAccount
from agent.settings import Settings


def opening_lines(settings: Settings, facilitator: Facilitator, session: Session) -> Iterator[str]:
    """Before anything is said: where texts go, and what may be spent."""
    yield settings.destination_of(session.model.offline)
    account = asked_for(settings, facilitator, session)
    if account is not None:
        yield f"{account.used()} {account.limits()}"
        yield from (line for line in (account.reached, account.note) if line)


def draft_line(account: ModelAccount | None) -> str:
    """What a full draft would take of the language model, where one is asked."""
    return f"A full draft takes of the language model: {account.estimate}." if account else ""


def asked_for(settings: Settings, facilitator: Facilitator, session: Session) -> ModelAccount | None:
    """The account of a session for which a language model is asked."""
    return facilitator.account(session) if settings.asks_model else None
