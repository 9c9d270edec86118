"""What the row of a threat says: score and title, then where, why, how sure, and why it stands before higher scores."""

from collections.abc import Mapping, Sequence

from agent.assessment.narratives.threat_sentence import words_told
from agent.domain.facts import SYSTEM
from agent.domain.model import ThreatModel
from agent.domain.threats import Certainty, Threat, ThreatStatus
from agent.exchange.reports.harm_to_people import people_because
from knowledge.catalog import Catalog
from ui.components.text import plain, shortened
from ui.components.value_labels import band_badge, status_words

SURE = {Certainty.SURE: "", Certainty.ASSUMED: "rests on an assumption", Certainty.SUGGESTED: "not confirmed"}
_PART, _WHY = 32, 90
"""How many letters a row gives to the part, and to the reason."""
_BY_RISK = "by its risk"


def part_name(target: str, model: ThreatModel) -> str:
    """The name of a part; the whole system is called that, as it often bears the name of its first part."""
    return "the whole system" if target == SYSTEM else model.name_of(target)


class Grounds:
    """Why threats are there."""

    def __init__(self, model: ThreatModel, catalog: Catalog) -> None:
        self._model, self._catalog = model, catalog

    def where(self, threat: Threat, most: int = 1, letters: int = _PART) -> str:
        """The first parts that a threat lands on, and how many more there are."""
        names = [shortened(part_name(one, self._model), letters) for one in threat.targets[:most]]
        more = len(threat.targets) - len(names)
        return ", ".join(names) + (f" and {more} more" if more else "")

    def harm(self, threat: Threat) -> str:
        """That people come to harm by it, and why; empty where no rule says so."""
        because = people_because(threat, self._catalog)
        return f"harm to people: {because}" if because else ""

    def because(self, threat: Threat) -> str:
        """The owner's words that its sentence tells, else the fact or the find behind it; empty for a person's own.

        Which words bear on a threat is decided once, where its sentence is written.
        """
        if words := words_told(threat.statement):
            return f"you said “{shortened(words, _WHY)}”"
        for fact in (*threat.evidence.facts, *threat.evidence.assumed):
            value = self._model.value_of(fact)
            known = fact in self._catalog.facts and value is not None
            meaning = self._catalog.fact_meaning(fact, value) if known and value is not None else ""
            return shortened(meaning or self._catalog.fact_label(fact), _WHY)
        return shortened(threat.evidence.hits[0], _WHY) if threat.evidence.hits else ""


def before_higher(threats: Sequence[Threat], reasons: Mapping[str, str]) -> dict[str, str]:
    """Why a threat stands before one with a higher score, by its id; empty for the others.

    What would be said of several is said of the first of them.
    """
    found: dict[str, str] = {}
    said: set[str] = {""}
    scores = [one.rating.total for one in threats]
    for place, one in enumerate(threats):
        later = range(place + 1, len(threats))
        higher = [threats[other] for other in later if scores[other] > scores[place]]
        if higher:
            words = _order_words(one, higher, reasons.get(one.id, ""))
            found[one.id] = "" if words in said else words
            said.add(words)
    return found


def row_label(threat: Threat, grounds: Grounds, marks: str, fresh: str, before: str, first: bool) -> str:
    """The label of a row, in two parts that the page sets below each other."""
    status = "" if _is_plainly_open(threat) else f" :gray-badge[{status_words(threat)}]"
    new = f" :green-badge[{fresh}]" if fresh else ""
    why = grounds.harm(threat) if first else ""
    notes = [grounds.where(threat), why or grounds.because(threat), SURE[threat.certainty], before]
    second = " · ".join(plain(note) for note in notes if note)
    return f"{band_badge(threat.rating)} **{threat.id}** {plain(threat.title)}{status}{marks}{new} :small[{second}]"


def _is_plainly_open(threat: Threat) -> bool:
    return threat.status is ThreatStatus.OPEN and status_words(threat) == "Open"


def _order_words(threat: Threat, higher: Sequence[Threat], reason: str) -> str:
    """Why it goes before these; empty where a mark on the row says so already."""
    by_advice = threat.heeded is not None and threat.heeded.place is not None
    if threat.people is not None or threat.placed is not None or by_advice:
        return ""
    if all(one.certainty is not Certainty.SURE for one in higher):
        return "first, as the higher scores below rest on less that was said"
    told = reason.removeprefix(f"{_BY_RISK}, and because ").removeprefix("though nobody has confirmed it, because ")
    if not told or told == reason:
        return "first, as it is surer or more telling here than higher scores below"
    return f"first, as {told.split('; and because ')[0].split(':')[0]}"
