"""What an owner says to the changes that were offered last: yes to all of them, yes to some, or leave it."""

import re

from agent.domain.edits import Edit
from agent.domain.session import Offer, Said, Session
from knowledge.vocabulary import Value

LEAVE = "Leave it as it is"
"""What the button says that takes none of the offers."""
MOST_REASON = 600


class Acceptance(Value):
    """The offers that were taken, and what the owner should know about the answer."""

    offers: tuple[Offer, ...] = ()
    note: str = ""

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits that make the changes, in the order in which they were offered."""
        return tuple(edit for offer in self.offers for edit in offer.edits)


def standing_offers(session: Session) -> tuple[Offer, ...]:
    """The offers that wait for an answer: those of the newest reply."""
    reply = session.turns[-1].reply if session.turns else None
    return reply.offers if reply else ()


def acceptance(said: Said, session: Session) -> Acceptance | None:
    """What a message as a whole answers to the offers; none where it is no answer or nothing is offered.

    Only words that the owner typed count: never those of a file, nor a sentence inside a longer message.
    """
    offers, words = standing_offers(session), " ".join(said.text.split())
    if not offers or said.source or said.edits or said.chosen is not None or len(words) > _LONGEST:
        return None
    newer = tuple(offer for offer in offers if offer.newer)
    if newer and _NEWER.fullmatch(words):
        return Acceptance(offers=newer)
    if _LEAVE.fullmatch(words) or (newer and _EARLIER.fullmatch(words)):
        return Acceptance(note="Left as it is: nothing that was offered was taken.")
    match = _ACCEPT.fullmatch(words)
    if match is None:
        return None
    if match["numbers"] is None:
        forward = tuple(offer for offer in offers if not offer.back)
        return Acceptance(offers=forward) if forward else Acceptance(note=_BACK)
    numbers = [int(one) for one in dict.fromkeys(re.findall(r"\d+", match["numbers"]))]
    if not numbers:
        return None
    if any(not 0 < number <= len(offers) for number in numbers):
        known = "there is one offer, number 1" if len(offers) == 1 else f"the offers are numbered 1 to {len(offers)}"
        return Acceptance(note=f"Nothing was accepted: {known}.")
    return Acceptance(offers=tuple(offers[number - 1] for number in sorted(numbers)))


def reason_of(offers: tuple[Offer, ...]) -> str:
    """Why a version came about by accepted offers: what they said, and which model and prompt proposed them."""
    makers = ", ".join(dict.fromkeys(offer.made_by for offer in offers if offer.made_by))
    behind = f" Proposed by {makers}; accepted by the owner." if makers else " Accepted by the owner."
    lines = f"Accepted a proposal: {' '.join(offer.line for offer in offers)}"
    room = MOST_REASON - len(behind)
    return f"{lines if len(lines) <= room else lines[: room - 1] + '…'}{behind}"


_BACK = "Nothing was put back: say the numbers of what is to come back, such as “accept 1”."
_LONGEST = 80
_HOLDS = (
    r"(?: (?:one|statement|sentence|version|word|value|quote|answer))?"
    r"(?:,? (?:holds|counts|stands|applies|it is|please|is (?:right|correct|true|so|valid|better)))?[.!]?"
)
_CHOOSE = (
    r"(?:(?:please|no,?|yes,?|ok,?) )?(?:(?:i|we)(?:'d| would)? )?"
    r"(?:(?:take|use|keep|go with|choose|pick|prefer|believe|stay with|stick to|stick with) )?"
)
_NEWER = re.compile(
    rf"{_CHOOSE}(?:the |my )?(?:second|newer|newest|latter|new|last|later|latest){_HOLDS}"
    r"|what (?:i|we) (?:said|say|wrote) (?:last|now|later|just now|today)(?: (?:holds|counts|is (?:right|true)))?[.!]?",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    rf"{_CHOOSE}(?:the |my )?(?:first|earlier|earliest|former|old|older|original|previous){_HOLDS}"
    r"|what (?:i|we) (?:said|wrote) (?:first|before|earlier)(?: (?:holds|counts|is (?:right|true)))?[.!]?",
    re.IGNORECASE,
)
"""Which of two words of the owner holds, where they contradict each other."""
_ACCEPT = re.compile(
    r"(?:(?:yes|ok|okay),? )?(?:please )?accept(?: (?:all|both|everything|them|it|that|all of (?:them|it|these)"
    r"|(?:numbers? )?(?P<numbers>(?:[#\d]|,| |and){1,40})))?(?:,? please)?[.!]?",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"(?:no,? )?(?:please )?(?:leave (?:it|them|that|this|everything)(?: as (?:it is|they are))?|accept none"
    r"|(?:accept )?none of (?:them|these|it))(?:,? please)?[.!]?",
    re.IGNORECASE,
)
