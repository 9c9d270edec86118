"""What an owner says to the changes that were offered last: yes to all of them, yes to some, or leave it."""

import re

from agent.domain.changes.edits import Edit
from agent.domain.sessions.session import Offer, Said, Session
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
    """The offers that wait for an answer: the last ones, as long as nothing was changed and none was answered since."""
    at = standing_turn(session)
    reply = next((turn.reply for turn in reversed(session.turns) if turn.number == at), None) if at else None
    return reply.offers if reply else ()


def standing_turn(session: Session) -> int:
    """The number of the turn whose offers still wait; 0 where none do."""
    for turn in reversed(session.turns[-MOST_BACK:]):
        if turn.reply is None:
            return 0
        if turn.reply.offers:
            return turn.number
        if turn.reply.changes or turn.said.edits or _LEAVE.fullmatch(" ".join(turn.said.text.split())):
            return 0
    return 0


def acceptance(said: Said, session: Session) -> Acceptance | None:
    """What a message as a whole answers to the offers; none where it is no answer or nothing is offered.

    Only words that the owner typed count: never those of a file, nor a sentence inside a longer message.
    """
    offers, words = standing_offers(session), " ".join(said.text.split())
    if said.source or said.edits or said.chosen is not None or len(words) > _LONGEST:
        return None
    newer = tuple(offer for offer in offers if offer.newer)
    if not newer and _TWO.search(words) and (_NEWER.fullmatch(words) or _EARLIER.fullmatch(words)):
        return Acceptance(note=_NO_TWO)
    unasked = session.question is None or session.question.three_states  # no bare word answers a list
    if offers and unasked and not newer:
        words = LEAVE if _NO.fullmatch(words) else "accept" if _YES.fullmatch(words) else words
    return _answered(words, offers, newer) if offers else None


def _answered(words: str, offers: tuple[Offer, ...], newer: tuple[Offer, ...]) -> Acceptance | None:
    if newer and _NEWER.fullmatch(words):
        return Acceptance(offers=newer)
    if _LEAVE.fullmatch(words) or (newer and _EARLIER.fullmatch(words)):
        return Acceptance(note="Left as it is: nothing that was offered was taken.")
    chosen = _chosen(words, offers)
    if chosen is not None:
        return Acceptance(offers=(chosen,))
    match = _ACCEPT.fullmatch(words)
    if match is None:
        return None
    if match["numbers"] is None:
        return _all_of(offers)
    numbers = [int(one) for one in dict.fromkeys(re.findall(r"\d+", match["numbers"]))]
    if not numbers:
        return None
    if any(not 0 < number <= len(offers) for number in numbers):
        known = "there is one offer, number 1" if len(offers) == 1 else f"the offers are numbered 1 to {len(offers)}"
        return Acceptance(note=f"Nothing was accepted: {known}.")
    taken = tuple(offers[number - 1] for number in sorted(numbers))
    return Acceptance(note=_WHICH) if sum(offer.either for offer in taken) > 1 else Acceptance(offers=taken)


def _all_of(offers: tuple[Offer, ...]) -> Acceptance:
    forward = tuple(offer for offer in offers if not offer.back)
    if sum(offer.either for offer in forward) > 1:
        return Acceptance(note=_WHICH)
    return Acceptance(offers=forward) if forward else Acceptance(note=_BACK)


def _chosen(words: str, offers: tuple[Offer, ...]) -> Offer | None:
    """The one of several ways that a number, a place or a name picks, where they exclude each other."""
    either = [offer for offer in offers if offer.either]
    flat = words.strip(" .!").lower()
    if not either or not flat:
        return None
    place = _PLACES.fullmatch(flat)
    if place is not None:
        at = _ORDINALS.index(place["word"]) if place["word"] else int(place["number"]) - 1
        return either[at] if at < len(either) else None
    named = [offer for offer in either if flat in offer.line.lower()]
    return named[0] if len(named) == 1 and len(flat) >= _LEAST_NAME else None


def reason_of(offers: tuple[Offer, ...]) -> str:
    """Why a version came about by accepted offers: what they said, and which model and prompt proposed them."""
    makers = ", ".join(dict.fromkeys(offer.made_by for offer in offers if offer.made_by))
    behind = f" Proposed by {makers}; accepted by the owner." if makers else " Accepted by the owner."
    lines = f"Accepted a proposal: {' '.join(offer.line for offer in offers)}"
    room = MOST_REASON - len(behind)
    return f"{lines if len(lines) <= room else lines[: room - 1] + '…'}{behind}"


_BACK = "Nothing was put back: say the numbers of what is to come back, such as “accept 1”."
_WHICH = "Only one of these can be so: say its number, such as “accept 1”, or choose it below."
_NO_TWO = "No two sayings of yours wait for a choice now, so nothing was changed."
_TWO = re.compile(
    r"\b(?:holds|counts|stands|newer|newest|latter|latest|earlier|earliest|former|older)\b", re.IGNORECASE
)
"""Words with which one of two sayings is chosen, and no line of a list."""
_YES = re.compile(
    r"(?:yes|yep|yup|yeah|sure|ok|okay|do it|do that)(?:,? (?:please|do|do it|do that))?[.!]?", re.IGNORECASE
)
_NO = re.compile(
    r"(?:no|nope|nah|rather not|better not|don't)(?:,? (?:thanks|thank you|don't|please))?[.!]?", re.IGNORECASE
)
"""A bare yes or no, which answers an offer where no question waits that it could answer."""
_LONGEST = 80
_LEAST_NAME = 3
MOST_BACK = 4
"""How many turns an offer outlives, as long as nothing changes."""
_ORDINALS = ("first", "second", "third", "fourth")
_PLACES = re.compile(
    r"(?:i (?:mean|meant) |take |yes,? |no,? )?(?:the )?"
    r"(?:(?P<word>first|second|third|fourth)|#?(?P<number>[1-9]))(?: one)?"
)
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
