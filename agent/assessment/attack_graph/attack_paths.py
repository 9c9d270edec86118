"""Attack paths: the first threats told as chains over the data flow diagram, and the measures that break them.

Where nobody means harm and a system harms people by being wrong, that is a path too, told in the same way.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.assessment.attack_graph.attack_path_cuts import breaking, cutting
from agent.assessment.attack_graph.attack_routes import Route, Routes
from agent.assessment.attack_graph.tactics import tactics, technique_of
from agent.assessment.narratives.threat_sentence import Teller, words_told
from agent.domain.findings.attack_paths import AttackPath, AttackPaths, Incident
from agent.domain.findings.threat_ranking import listed
from agent.domain.model import ThreatModel
from agent.domain.threats import Certainty, Threat, ThreatStatus
from agent.domain.wording.names_in_sentences import clipped
from knowledge.catalog import Catalog
from knowledge.entries import ThreatPattern
from knowledge.vocabulary import Aspect

MOST_PATHS = 5
FIRST_ONES, LOOKED_AT = 15, 40
"""Paths are told after the first threats; others of the first forty come in where those give too few."""
MOST_ON_PATH = 4
ALIKE = 2
"""How many paths of one consequence are told, as long as others are to be had."""
AGAIN = 2
"""So many places is it worth that a path does not begin, end or harm as another that is told already."""
MOST_TOLD = 480
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_SETTLED = frozenset({ThreatStatus.MITIGATED, ThreatStatus.AVOIDED})
_STUDY = re.compile(r"\bAML\.CS\d{4}\b")
_PAPER = re.compile(r"\barXiv[: ](\d{4}\.\d{4,5})\b")


@dataclass(frozen=True)
class _Lead:
    """A threat that a path may be told after."""

    threat: Threat
    pattern: ThreatPattern | None
    route: Route
    place: int

    @property
    def consequence(self) -> str:
        """What follows, coarsely: what is lost to an attack, or the side on which people are harmed."""
        letters = "".join(sorted(letter.value for letter in self.threat.stride))
        return letters if self.adversary and letters else self.threat.aspect.value

    @property
    def adversary(self) -> bool:
        """Whether somebody means harm."""
        return self.threat.aspect is Aspect.SECURITY


def attack_paths(model: ThreatModel, catalog: Catalog) -> AttackPaths:
    """The paths worth telling of a model, most important first; none while nothing is drafted."""
    teller = Teller(catalog, model)
    leads = _leads(model, catalog, Routes(teller.scenes))
    paths: list[AttackPath] = []
    for lead in _chosen(leads, any(one.people for one in listed(model.threats))):
        before = " ".join(path.told for path in paths)
        told = _told(lead, teller, before, _own_words(lead.threat, before))
        paths.append(_path(lead, leads, model, catalog, told))
    return AttackPaths(tuple(paths), breaking(paths, model))


def _leads(model: ThreatModel, catalog: Catalog, routes: Routes) -> list[_Lead]:
    """What may be told, in the order of the list: what still stands and rests on more than likeness."""
    found: list[_Lead] = []
    for place, threat in enumerate(listed(model.threats)[:LOOKED_AT]):
        vague = threat.certainty is Certainty.SUGGESTED and not (threat.decided or threat.heeded)
        if threat.status not in _SETTLED and not vague:
            pattern = catalog.patterns.get(threat.pattern or "")
            found.append(_Lead(threat, pattern, routes.of(threat, pattern), place))
    return found


def _chosen(leads: Sequence[_Lead], harms: bool) -> list[_Lead]:
    """The leads of the paths: one after another what stands furthest up and tells something new beside the others.

    In the order of the list, but attacks that are told from who begins them to what they reach go before others.
    """
    chosen: list[_Lead] = [lead for lead in leads if not lead.adversary][:1] if harms else []
    first = [lead for lead in leads if lead.place < FIRST_ONES]
    for among, most_alike in ((first, ALIKE), (leads, ALIKE), (first, MOST_PATHS)):
        while len(chosen) < MOST_PATHS and (others := _others(among, chosen, most_alike)):
            chosen.append(min(others, key=lambda lead: lead.place + _again(lead, chosen)))
    in_turn = sorted(chosen, key=lambda lead: lead.place)
    attacks = iter(sorted((lead for lead in in_turn if lead.adversary), key=_halfway))
    return [next(attacks) if lead.adversary else lead for lead in in_turn]


def _halfway(lead: _Lead) -> bool:
    """Whether it ends at the part that acts, or begins there; where a person placed it, it stands there."""
    return lead.threat.placed is None and not lead.route.reaches


def _others(among: Sequence[_Lead], chosen: Sequence[_Lead], most_alike: int) -> list[_Lead]:
    """Those not chosen yet of whose consequence and technique not as many are told as may be."""
    alike = Counter(lead.consequence for lead in chosen)
    told = {(lead.consequence, technique_of(lead.threat)) for lead in chosen}
    return [
        lead for lead in among
        if lead not in chosen and alike[lead.consequence] < most_alike
        and (most_alike == MOST_PATHS or (lead.consequence, technique_of(lead.threat)) not in told)
    ]  # fmt: skip


def _again(lead: _Lead, chosen: Sequence[_Lead]) -> int:
    """How many places further down a path might stand for what it would tell again: its entry, its end, its harm."""
    same = (
        sum(lead.route.entry == other.route.entry for other in chosen),
        sum(lead.route.end == other.route.end for other in chosen),
        sum(lead.consequence == other.consequence for other in chosen),
    )
    return AGAIN * sum(same)


def _path(lead: _Lead, leads: Sequence[_Lead], model: ThreatModel, catalog: Catalog, told: str) -> AttackPath:
    threats = (lead.threat, *_beside(lead, leads))
    ids = tuple(threat.id for threat in threats)
    return AttackPath(
        title=lead.threat.title,
        told=told,
        steps=lead.route.steps,
        threats=ids,
        tactics=tactics(threats, catalog) if lead.adversary else (),
        control=cutting(ids, model),
        incident=_incident(lead.threat, catalog),
        adversary=lead.adversary,
        lit=lead.route.lit,
    )


def _beside(lead: _Lead, leads: Sequence[_Lead]) -> list[Threat]:
    """Other threats on the way: of the same sort, landing on its parts, and with another consequence each."""
    seen, found = {lead.consequence}, list[Threat]()
    for other in leads:
        meets = lead.route.parts & set(other.threat.targets)
        if meets and other.adversary is lead.adversary and other.consequence not in seen:
            seen.add(other.consequence)
            found.append(other.threat)
    return found[: MOST_ON_PATH - 1]


def _own_words(threat: Threat, before: str) -> str:
    """The owner's words that the sentence of the threat tells; empty where a story before has told them."""
    words = words_told(threat.statement)
    return words if _is_whole(words) and words not in before else ""


def _is_whole(words: str) -> bool:
    """Whether words are not cut short, and not cut out of a quotation or brackets."""
    return not words.endswith("…") and words.count('"') % 2 == 0 and words.count("(") == words.count(")")


def _told(lead: _Lead, teller: Teller, before: str, words: str) -> str:
    """The path in one or two sentences: in a language model's words where those count, else by the rules."""
    threat, advice = lead.threat, lead.threat.heeded
    if advice is not None and advice.scenario:
        return clipped(" ".join(_SENTENCE.split(advice.scenario)[:2]), MOST_TOLD)
    if lead.pattern is None or threat.reworded:
        return clipped(_SENTENCE.split(threat.statement)[0], MOST_TOLD)
    return clipped(teller.story(lead.pattern, threat.targets, before, words), MOST_TOLD)


def _incident(threat: Threat, catalog: Catalog) -> Incident | None:
    """The first case told beside the threat that happened to somebody; else the first that was shown to work."""
    cases = [catalog.precedents[one] for one in threat.precedents if one in catalog.precedents]
    found = next((one for one in cases if one.kind == "incident"), cases[0] if cases else None)
    if found is None:
        return None
    return Incident(found.title, found.date, _address(found.references), happened=found.kind == "incident")


def _address(references: Iterable[str]) -> str:
    """Where a case can be read, by the ids that its references name."""
    for reference in references:
        if study := _STUDY.search(reference):
            return f"https://atlas.mitre.org/studies/{study[0]}"
        if paper := _PAPER.search(reference):
            return f"https://arxiv.org/abs/{paper[1]}"
    return ""
