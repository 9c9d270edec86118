"""The brief: two pages on one threat model, at most 900 words whatever the model's size."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from agent.assessment.attack_graph.attack_paths import attack_paths
from agent.assessment.interviewing.gaps import LEFT_OPEN
from agent.assessment.scoring.mitigation_order import next_step
from agent.coverage.control_checks import Checked, CheckState, checked
from agent.domain.findings.attack_paths import AttackPath, AttackPaths
from agent.domain.findings.llm_advice import OWN_IDEA
from agent.domain.findings.threat_ranking import live, sections, weighed
from agent.domain.model import ThreatModel
from agent.domain.risk import USUAL, Band
from agent.domain.threats import Certainty, Control, ControlStatus, Threat, ThreatStatus
from agent.domain.wording.names_in_sentences import joined
from agent.exchange.documents.document import Block, Bullets, Heading, Inline, Line, Link, Paragraph, Strong, Table
from agent.exchange.dossier import Dossier
from agent.exchange.reports.description_prose import description
from agent.exchange.reports.report_parts import short_edition
from agent.exchange.reports.word_limits import (
    counted,
    cut,
    cut_at_sentence,
    ended,
    letters_in,
    whole_beginning,
    words_in,
)

MOST_WORDS = 900
_MOST_LETTERS = 6_000
"""More do not fit on two pages; it matters where words are long, or a script has no spaces."""
TEN = 10
_MOST_GAPS = 5
_MOST_CHECKS = 2
_NOBODY = "nobody yet"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_FOLLOWS = re.compile(r", so that ")
"""Before what follows from a deed, which the title says in short."""


@dataclass(frozen=True)
class _Words:
    """How many words each text may take."""

    about: int
    story: int
    title: int
    gap: int
    editions: int


_LENGTHS = (
    _Words(90, 60, 18, 24, 20),
    _Words(60, 50, 18, 18, 5),
    _Words(50, 46, 18, 16, 5),
    _Words(45, 42, 18, 14, 5),
    _Words(45, 38, 16, 12, 5),
    _Words(45, 34, 10, 12, 5),
    _Words(42, 30, 9, 10, 5),
    _Words(40, 28, 6, 9, 5),
)
"""From roomy to so short that no model can pass the limit."""


def brief(dossier: Dossier) -> tuple[Block, ...]:
    """The blocks, as roomy as the limit allows."""
    paths = attack_paths(dossier.model, dossier.catalog)
    for words in _LENGTHS:
        blocks = _blocks(dossier, paths, words)
        if words_in(blocks) <= MOST_WORDS and letters_in(blocks) <= _MOST_LETTERS:
            break
    return blocks


def first_ten(model: ThreatModel) -> tuple[Threat, ...]:
    """The threats to talk about first: those of the list in order that nobody has settled."""
    return tuple(one for one in sections(model.threats, model.controls).in_turn if one.status is ThreatStatus.OPEN)[
        :TEN
    ]


def band_counts(threats: Iterable[Threat]) -> str:
    """How many threats are in each band, such as '2 high, 5 medium'; empty where there are none."""
    numbers = Counter(threat.rating.band for threat in threats)
    return ", ".join(f"{numbers[band]} {band.value}" for band in Band if numbers[band])


def threat_counts(model: ThreatModel) -> str:
    """How many threats the model names, as its page counts them, how bad they are and where they stand."""
    named, counting = live(model.threats), weighed(model.threats)
    if not named:
        return "No threat has been drafted yet."
    stands = Counter(one.status for one in named)
    told = ", ".join(f"{stands[status]} {status.value}" for status in ThreatStatus if stands[status])
    own = len(named) - len(counting)
    unheard = f" Of these, {counted(own, 'suggestion')} of a language model counts in no figure of risk." if own else ""
    return f"{counted(len(named), 'threat')} ({band_counts(counting) or 'none rated'}): {told}.{unheard}"


def editions(dossier: Dossier, most: int = 99) -> str:
    """The frameworks that the threats cite, all that list threats where none is cited, with the edition of each."""
    catalog = dossier.catalog
    cited = {one.framework for threat in dossier.model.threats for one in threat.references}
    named = [catalog.frameworks[one] for one in catalog.of_threats if one in cited or not cited]
    names = [short_edition(manifest) for manifest in named]
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def cover_line(dossier: Dossier, most_editions: int = 99) -> Paragraph:
    """Version, date, author, owner and the editions of the catalog, as far as they are known."""
    cover, system = dossier.cover, dossier.model.system
    told = (
        ("Version", cut(cover.version, 10)),
        ("Date", cover.day.isoformat() if cover.day else ""),
        ("Author", cut(cover.author, 6)),
        ("Answers for the system", cut(system.owner, 6)),
        ("Catalog", editions(dossier, most_editions)),
    )
    pieces: list[Inline] = []
    for name, value in told:
        if value:
            pieces += [Strong(f"{name}: "), f"{value}. "]
    return Paragraph(tuple(pieces))


def _blocks(dossier: Dossier, paths: AttackPaths, words: _Words) -> tuple[Block, ...]:
    return (
        Heading(1, f"Threat model: {cut(dossier.title, 14)}"),
        cover_line(dossier, words.editions),
        *_what_it_is(dossier.model, words),
        *_stories(dossier.model, paths, words),
        *_measures(dossier.model, paths, words),
        *_ten(dossier, words),
        *_not_known(dossier, words),
    )


def _what_it_is(model: ThreatModel, words: _Words) -> tuple[Block, ...]:
    purpose, told = model.system.purpose, model.system.as_first_described
    about = description(purpose, told if purpose in told else purpose)
    parts = (
        (len(model.components), "part", ""),
        (len(model.actors), "kind of user or outside system", "kinds of users or outside systems"),
        (len(model.flows), "data flow", ""),
        (len(model.boundaries), "trust boundary", "trust boundaries"),
    )
    held = joined([counted(*each) for each in parts if each[0]])
    return (
        Heading(2, "What it is", "brief"),
        Paragraph(whole_beginning(about or "Nobody has described the system yet.", words.about)),
        Paragraph(f"The model has {held or 'no part yet'}, and {_small(threat_counts(model))} Scores are judgements "
                  f"made from stated facts, not measurements.{_bar_of_high(model)}"),
    )  # fmt: skip


def _bar_of_high(model: ThreatModel) -> str:
    """Why high begins at another score than usual; empty where it does not."""
    if not model.scoring.fitted:
        return ""
    return (
        f" Here {model.scoring.high:g} and more is high, not {USUAL.high:g} as usual, so that the few that weigh most "
        "in this system stand out."
    )


def _stories(model: ThreatModel, paths: AttackPaths, words: _Words) -> tuple[Block, ...]:
    if not paths.paths:
        return ()
    return (
        Heading(2, "How it could come to harm", "stories"),
        Bullets(tuple(_story(path, model, words) for path in paths.paths), numbered=True),
    )


def _story(path: AttackPath, model: ThreatModel, words: _Words) -> Line:
    told: list[Inline] = [Strong(f"{ended(cut(path.title, words.title))} "), told_whole(path.told, words.story)]
    if control := model.control(path.control):
        told += [" ", Strong("Cut by: "), ended(f"{control.id} {cut(control.title, words.title)}")]
    if case := path.incident:
        name = cut(case.name, words.title)
        told += [" ", Strong("Seen: "), Link(name, case.url) if case.url else name, f" ({case.date})."]
    return tuple(told)


def told_whole(told: str, most: int) -> str:
    """What is told in so many words; where that is too much, without what follows from the deed, then without its end.

    What comes of a deed the title says in short; with what a story ends is of this system.
    """
    sentences = _SENTENCE.split(told)
    deed = ended(_FOLLOWS.split(sentences[0], maxsplit=1)[0])
    for shorter in (told, " ".join((deed, *sentences[1:])), sentences[0], deed):
        if cut(shorter, most) == shorter:
            return shorter
    return cut_at_sentence(told, most)


def _measures(model: ThreatModel, paths: AttackPaths, words: _Words) -> tuple[Block, ...]:
    lines: list[Line] = []
    for one in paths.breaking:
        if control := model.control(one.control):
            lines.append((
                Strong(f"{control.id} {cut(control.title, words.title)}"),
                f": breaks {len(one.paths)} of {len(paths.paths)}; {'; '.join(_standing(control))}.",
            ))  # fmt: skip
    return (Heading(2, "What breaks most of these", "first"), Bullets(tuple(lines))) if lines else ()


def _standing(control: Control) -> Iterable[str]:
    """The effort of a measure, and how far it has come where somebody has begun."""
    yield f"{control.effort} effort"
    if control.status is not ControlStatus.PROPOSED or control.owner:
        yield control.status.value.replace("_", " ")
        yield cut(control.owner, 4) or _NOBODY


def _ten(dossier: Dossier, words: _Words) -> tuple[Block, ...]:
    first = first_ten(dossier.model)
    if not first:
        return ()
    steps = {threat.id: next_step(threat, dossier.model, dossier.catalog) for threat in first}
    owners = {one.id: cut(_owner_of(one, steps[one.id]), 3) for one in first}
    owned = any(owners.values())
    rows: list[tuple[Line, ...]] = []
    for threat in first:
        step = steps[threat.id]
        owner = (owners[threat.id] or _NOBODY,) if owned else ()
        doing = f"{step.id} {cut(step.title, words.title)}" if step else "No measure yet"
        rows.append((threat.id, _titled(threat, words), _score(threat), *owner, doing))
    title = "Ten threats to talk about" if len(first) == TEN else "Threats to talk about"
    columns = ("Threat", "What can go wrong", "Score", *(("Owner",) if owned else ()), "Next step")
    unowned = () if owned else (Paragraph("Nobody owns a next step yet."),)
    return (Heading(2, title, "ten"), Table(columns, tuple(rows)), *unowned)


def _owner_of(threat: Threat, step: Control | None) -> str:
    """Who does the next step, or else answers for the threat."""
    return (step.owner if step else "") or (threat.treatment.owner if threat.treatment else "")


def _titled(threat: Threat, words: _Words) -> str:
    title = cut(threat.title, words.title)
    return f"{title} ({OWN_IDEA})" if threat.unvouched else title


def _score(threat: Threat) -> str:
    assumed = ", assumed" if threat.certainty is Certainty.ASSUMED else ""
    return f"{threat.rating.total} {threat.rating.band.value}{assumed}"


def _not_known(dossier: Dossier, words: _Words) -> tuple[Block, ...]:
    open_points = [gap for gap in dossier.gaps if gap.open_question]
    checks = [one for one in checked(dossier.model, dossier.catalog) if one.state is CheckState.NOT_KNOWN]
    if not open_points and not checks:
        return ()
    more = len(open_points) - _MOST_GAPS
    lines = [cut(gap.text.removeprefix(LEFT_OPEN), words.gap) for gap in open_points[:_MOST_GAPS]]
    lines += [_unsure_of(checks, words)] if checks else []
    lines += [f"And {counted(more, 'further open point')}."] if more > 0 else []
    return (Heading(2, "What is not known", "unknown"), Bullets(tuple(lines)))


def _unsure_of(checks: list[Checked], words: _Words) -> str:
    """The first safeguards of which nobody knows whether they are there, so many as are told in full."""
    told = [f"Whether there is: {'; '.join(map(_safeguard, checks[:most]))}." for most in range(_MOST_CHECKS, 0, -1)]
    return next((line for line in told if cut(line, words.gap) == line), cut(told[-1], words.gap))


def _safeguard(one: Checked) -> str:
    return f"{one.title[:1].lower()}{one.title[1:]}"


def _small(text: str) -> str:
    return text if text[:1].isdigit() else text[:1].lower() + text[1:]
