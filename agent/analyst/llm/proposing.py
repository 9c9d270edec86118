"""Changes that a model took from a message, as typed orders that the owner may accept; nothing happens before."""

import re
from collections.abc import Iterable, Iterator

from agent.analyst.llm.checks import has_markup, objection
from agent.analyst.llm.diary import Diary
from agent.analyst.llm.glossary import Glossary, names_in
from agent.analyst.llm.quoting import verbatim
from agent.analyst.llm.replies import Order
from agent.analyst.rules.reading_orders import order_in
from agent.domain import Session, apply
from knowledge import Catalog

MOST_ORDERS = 5
INTRODUCTION = "I take this as a wish to change the model. Nothing is changed until you agree:"
_ASKED = "it was asked for in the conversation"
_CLOSING = "Answer *accept all* or *accept 1*; or say it in your own words."
_LINE = re.compile(r"^\d{1,2}\. `([^`\n]{1,600})`$", re.MULTILINE)
_ACCEPTED = re.compile(r"(?:please )?accept(?: (?P<which>all|(?:[#\d]|,| |and){1,30}))?[.!]?", re.IGNORECASE)


def proposal_text(lines: Iterable[str]) -> str:
    """The orders as a numbered list with how to accept them."""
    numbered = "\n".join(f"{place}. `{line}`" for place, line in enumerate(lines, start=1))
    return f"{INTRODUCTION}\n\n{numbered}\n\n{_CLOSING}"


def accepted(text: str, session: Session) -> str | None:
    """The orders of the last reply that a message accepts, a line each; none where it accepts nothing."""
    match = _ACCEPTED.fullmatch(text.strip())
    reply = session.turns[-1].reply if session.turns else None
    if match is None or reply is None or INTRODUCTION not in reply.text:
        return None
    offered = _LINE.findall(reply.text.partition(INTRODUCTION)[2])
    which = (match["which"] or "all").lower()
    numbers = range(1, len(offered) + 1) if which == "all" else [int(one) for one in re.findall(r"\d{1,3}", which)]
    chosen = [offered[number - 1] for number in dict.fromkeys(numbers) if 0 < number <= len(offered)]
    return "\n".join(chosen) or None


class Proposer:
    """Turns what a model took from a message into orders that the rules understand and the model allows."""

    def __init__(self, catalog: Catalog, glossary: Glossary) -> None:
        self._catalog, self._glossary = catalog, glossary

    def lines(self, orders: tuple[Order, ...], message: str, session: Session, diary: Diary) -> tuple[str, ...]:
        """The orders that can be carried out, each once."""
        found: list[str] = []
        for order in orders:
            lines = [line for line in self._written(order, message, session) if self._works(line, session)]
            if not lines:
                diary.drop("the change they ask for cannot be made")
            found += [line for line in lines if line not in found]
        diary.drop("there were too many changes at once", max(0, len(found) - MOST_ORDERS))
        return tuple(found[:MOST_ORDERS])

    def _written(self, order: Order, message: str, session: Session) -> Iterator[str]:
        reasons = (_flat(verbatim(order.reason, message)), _flat(message), _ASKED)
        reason = next(one for one in reasons if _is_plain(one))
        threat = order.threat.strip().upper()
        match order.order:
            case "level" if order.factor:
                yield f"set the {order.factor} of {threat} to {order.level} because {reason}"
            case "target":
                yield f"{threat} is about {_flat(order.part)}"
            case "dismiss":
                yield f"dismiss {threat} because {reason}"
            case "reopen":
                yield f"reopen {threat}"
            case "merge":
                yield from self._merged(threat, order.other.strip().upper(), session)
            case "rename":
                words = self._glossary.vocabulary(names_in(session.model), message)
                if not objection(order.text, 120, words, least=4):
                    yield f"rename {threat} to {_flat(order.text)}"
            case "control":
                yield f"{threat} is {_flat(order.text).lower()}"

    def _merged(self, gone: str, kept: str, session: Session) -> Iterator[str]:
        """One threat goes into the other, which then names the parts of both."""
        first, second = session.model.threat(kept), session.model.threat(gone)
        if first is None or second is None or first is second:
            return
        parts = dict.fromkeys((*first.targets, *second.targets))
        names = [session.model.name_of(part) for part in parts if part.startswith("C-")]
        if set(second.targets) - set(first.targets) and names:
            yield f"{kept} is about {', '.join(_flat(name) for name in names)}"
        yield f"dismiss {gone} because it says the same as {kept}"

    def _works(self, line: str, session: Session) -> bool:
        """Whether the rules read the order, and the model takes it and is changed by it."""
        command = order_in(line, session, self._catalog) if "`" not in line and "\n" not in line else None
        if command is None or not command.edits:
            return False
        outcome = apply(session.model, command.edits, self._catalog)
        return not outcome.refused and outcome.model != session.model


def _is_plain(text: str) -> bool:
    """Whether words can be repeated without bringing a link or markup along."""
    return bool(text) and not has_markup(text)


def _flat(text: str) -> str:
    """Words that fit into one line of an order."""
    return " ".join(text.replace("`", "'").split())[:240]
