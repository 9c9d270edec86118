"""Find the people and outside parties in a text who use a system or feed it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agent.reading.architecture.sketch import Sketch
from agent.reading.facts import quote_of
from agent.reading.text.cues import CueBank, Found, lexicon
from agent.reading.text.hedges import Surety
from agent.reading.text.names import describes_more
from agent.reading.text.sentences import Clause
from agent.reading.text.stance import Saying
from knowledge.vocabulary import ComponentKind

INSIDE = ("your environment", 70)
OUTSIDE = ("the outside world", 10)
MOST_ACTORS = 5


@dataclass(frozen=True)
class _Role:
    name: str
    staff: bool = False
    vague: bool = False
    """Says only that somebody uses it; left out where somebody is named more closely."""
    feeds: bool = False
    """Makes parts of it; where only a part is said to be theirs, they send nothing."""


def place_actors(text: str, sayings: Iterable[Saying], sketch: Sketch) -> None:
    """Put the people who are named into the sketch, those named closely first."""
    found: dict[_Role, str] = {}
    for saying in sayings:
        for hit in _BANK.find(saying.clause.texts):
            told = saying.manner.stance(hit).surety is not Surety.UNSAID and not saying.manner.absent(hit)
            if told and _is_meant(hit, saying.clause):
                found.setdefault(hit.sign, quote_of(text, saying, hit))
    close = {role: words for role, words in found.items() if not role.vague}
    users = any(not role.staff for role in close) or any(not actor.trusted for actor in sketch.actors.values())
    chosen = close if users else {**close, **_least_vague(found)}
    for role, words in list(chosen.items())[: max(0, MOST_ACTORS - len(sketch.actors))]:
        boundary = sketch.boundary(*(INSIDE if role.staff else OUTSIDE))
        sketch.add_actor(role.name, trusted=role.staff, boundary=boundary, words=words)
    if not sketch.actors and any(part.id in sketch.fresh for part in sketch.of_kind(ComponentKind.CLIENT)):
        sketch.add_actor("users", trusted=False, boundary=sketch.boundary(*OUTSIDE), words="")


def _least_vague(found: Mapping[_Role, str]) -> dict[_Role, str]:
    """One word for people nobody describes: users and anyone are the same people."""
    vague = [role for role in found if role.vague]
    return {role: found[role] for role in sorted(vague, key=lambda role: role.name != "users")[:1]}


def _is_meant(hit: Found[_Role], clause: Clause) -> bool:
    """People are meant, not their data, as in ``user credentials``, nor a malware family."""
    before = clause.texts[hit.start - 1] if hit.start else ""
    if clause.texts[hit.end : hit.end + 1] in (("agent",), ("agents",), ("published",), ("wrote",), ("made",)):
        return False
    if hit.sign.vague and before == "not":
        return False
    if before in _NOT_PEOPLE or (hit.sign.feeds and before in _FROM):
        return False
    return not (hit.sign.vague and (describes_more(clause, hit.end) or _acts_elsewhere(hit, clause)))


def _acts_elsewhere(hit: Found[_Role], clause: Clause) -> bool:
    """Whether vague people act on something else: ``registered by anyone``, ``anyone can upload files there``."""
    words = clause.texts
    if words[hit.end : hit.end + 1] in (("in",), ("on",), ("at",)) and _CIRCLE & set(words[hit.end + 1 : hit.end + 4]):
        return True
    if words[hit.start - 1 : hit.start] == ("by",) and words[max(0, hit.start - 2)] in _ELSEWHERE:
        return True
    end = next((turn for turn in sorted(clause.turns) if turn >= hit.end), len(words))
    return words[hit.start] in _ANYONE and "there" in words[hit.end : end]


_FROM = lexicon("by from of")
_ANYONE = lexicon("anyone anybody everyone everybody whoever people")
_ELSEWHERE = lexicon("registered bought claimed written published edited owned rented maintained made built")
_CIRCLE = lexicon("team teams group company department organisation organization firm office lab unit business")
"""Anyone in one's own circle is no stranger."""
_NOT_PEOPLE = lexicon("gpu cpu background celery queue malware model virus product device hardware font data code")
_OUTSIDERS = (
    "customers", "consumers", "visitors", "patients", "claimants", "applicants", "citizens", "guests", "subscribers",
    "students", "pupils", "children", "parents", "shoppers", "passengers", "tenants", "families", "carers",
    "candidates", "borrowers", "policyholders", "drivers", "players", "readers", "volunteers", "residents", "buyers",
    "sellers", "freelancers", "callers", "donors", "job seekers", "account holders", "older people",
)  # fmt: skip
_STAFF = (
    "employees", "colleagues", "administrators", "developers", "engineers", "data scientists", "analysts", "clinicians",
    "doctors", "nurses", "clerks", "operators", "moderators", "consultants", "reviewers", "researchers",
    "teachers", "lawyers", "recruiters", "underwriters", "case workers", "pharmacists", "accountants", "agents' team",
    "radiologists", "journalists", "auditors", "managers", "technicians", "dispatchers", "salespeople", "physicians",
)  # fmt: skip
_SPECIAL: tuple[tuple[str, _Role], ...] = (
    ("(staff|workers|personnel)", _Role("staff", staff=True)),
    ("(admins|admin)", _Role("administrators", staff=True)),
    ("(security|support|product|sales|research|data|marketing|hr|legal) team", _Role("team members", staff=True)),
    ("partner (practices|companies|organisations|organizations|firms|hospitals)", _Role("partner organisations")),
    ("(participating|member) (organisations|organizations|hospitals|banks|companies)", _Role("participants")),
    (
        "several (organisations|organizations|hospitals|banks|companies) (train|take|send|contribute|join)",
        _Role("participants"),
    ),
    ("(participants|participating clients)", _Role("participants")),
    ("(outside|community|plugin|skill|unvetted|third-party) authors", _Role("outside authors", feeds=True)),
    ("(other|outside) people", _Role("other people")),
    ("(people|persons|anyone|anybody) outside", _Role("other people")),
    ("people outside", _Role("other people")),
    ("(malware|spam|phishing) author*", _Role("malware authors")),
    ("(fraudsters|spammers|scammers|criminals|attackers|hackers)", _Role("attackers")),
    ("(client|calling|consuming|other|customer) applications", _Role("client applications")),
    ("suppliers", _Role("suppliers")),
    ("members", _Role("members")),
    ("(businesses|dealers)", _Role("businesses")),
    ("(users|user)", _Role("users", vague=True)),
    ("(people|everyone|everybody)", _Role("people", vague=True)),
    ("(anyone|anybody|whoever)", _Role("anyone", vague=True)),
)


def _cues() -> Iterable[tuple[str, _Role]]:
    for name in _OUTSIDERS:
        yield _both(name), _Role(name)
    for name in _STAFF:
        yield _both(name), _Role(name, staff=True)
    yield from _SPECIAL


def _both(plural: str) -> str:
    """The plural, or the singular where somebody is spoken of: ``a visitor``."""
    singular = {"children": "child", "older people": "older person", "families": "family"}.get(plural)
    singular = singular or (plural[:-3] + "y" if plural.endswith("ies") else plural.removesuffix("s"))
    return f"({plural}|(a|an|the|each|every|any|another|new|current|signed-in|asking) {singular})"


_BANK = CueBank(tuple(_cues()))
