"""Take the system's name, purpose and description from what the owner writes."""

import re

from agent.domain import ThreatModel
from agent.domain.changes.edits import DescribeSystem
from agent.reading.at_odds import at_odds
from agent.reading.claims import Claim
from agent.reading.naming.generated_name import name_for, says_only_how
from agent.reading.naming.system_name import name_in_title, name_of_document, name_of_file, name_told
from agent.reading.open_points import admitted, left_open
from agent.reading.text.names import describes_more, span_of
from agent.reading.text.sentences import Clause, Sentence
from agent.reading.text.system_sentences import Told
from agent.reading.text.titles import system_words
from agent.reading.text.words import lexicon, words_of

LONG_ENOUGH = 60
"""Shorter texts are answers and remarks, not descriptions."""


def describe(
    text: str, told: Told, sentences: tuple[Sentence, ...], model: ThreatModel, file: str = ""
) -> DescribeSystem | None:
    """What the text adds to the system's profile, or None when it describes nothing."""
    known = model.system
    name = name_told(told.shown, opens=not (known.name or model.components))
    first_told = bool(model.imported) and not known.description and _TELLS_WHAT_FOR.match(text.strip())
    short = len(text) < LONG_ENOUGH and not first_told
    if short or text in known.description:
        name = name or _label(text, model)
        return DescribeSystem(name=name) if name and name != known.name else None
    first = next((sentence for sentence in sentences if _says_what_it_is(sentence)), None)
    first = first or next((one for one in sentences if not one.asks and one.count > 2), None)
    if not name and not known.name:
        name = name_of_document(told, file) or _in_subject(told.shown) or _named_after(told.shown, sentences)
        name = name or name_of_file(file)
    return DescribeSystem(
        name=name or None,
        purpose=first.text[:600] if first and not known.purpose else None,
        description=f"{known.description}\n\n{text}".strip(),
        from_documents=f"{known.from_documents}\n\n{text}".strip() if file else None,
        opening=None if known.description else text,
        left_open=questions if (questions := left_open(told, known.left_open)) != known.left_open else None,
    )


def with_admitted(
    described: DescribeSystem | None, sentences: tuple[Sentence, ...], claims: tuple[Claim, ...], model: ThreatModel
) -> DescribeSystem | None:
    """A description with questions that are open: what two sentences say that cannot both hold, and what is admitted.

    What a sentence admits is open where nothing was read of it.
    """
    if described is None:
        return None
    known = described.left_open if described.left_open is not None else model.system.left_open
    left = admitted(sentences, {claim.sentence for claim in claims}, dict.fromkeys((*at_odds(claims), *known)))
    return described.model_copy(update={"left_open": left}) if left != known else described


def _in_subject(shown: str) -> str:
    """The system that the subject of a letter names: ``Subject: hail damage estimator - input for Thursday``."""
    line = _SUBJECT.search(shown[:_HEAD])
    name = name_in_title(line["line"]) if line else ""
    words = [word for word, _, _ in words_of(name)]
    return name if len(words) > 1 and words[-1] in system_words() and words[0] not in _PLACED | {"for"} else ""


_HEAD = 400
"""Letters among which the head of a letter stands."""


def _says_what_it_is(sentence: Sentence) -> bool:
    """Whether a sentence can open a description: no heading, no row of a table, no line on the document itself."""
    of_itself = _OF_PAPER.match(sentence.text) or _OF_MAIL.match(sentence.text) or _OF_ASKING.search(sentence.text)
    bare = not (sentence.asks or sentence.title or "|" in sentence.text or of_itself)
    return bare and sentence.count > 3


_TELLS_WHAT_FOR = re.compile(
    r"(?:it|this|they|we use (?:it|this) (?:to|for)|(?:the|our|this) (?:whole )?(?:system|app|assistant|bot|chatbot|"
    r"stack|tool|service|agent|product|setup|platform))\s[a-z]{2,14}s?\s(?=\S+\s\S)",
    re.IGNORECASE,
)
"""How somebody says in a few words what a system is for, of which so far only a file told."""
_OF_PAPER = re.compile(
    r"(?i)[\W_]{0,4}(?:version|status|owners?|authors?|date|last (?:updated|changed|reviewed)|updated|revision|"
    r"document|doc|reviewers?|approvers?|approved by|prepared by|written by|classification|confidentiality|audience|"
    r"tags?|contact|ticket|draft|created|team|v\d)\b[ \t*_]{0,3}(?:\w[\w ]{0,20})?(?::|\d|v\d)"
)
"""A line that tells of the document: ``Version 0.9, owner: Platform``, ``Last updated: May``."""
_OF_ASKING = re.compile(
    r"(?i)\b(?:for|to|by) (?:the|our) (?:\w+ )?(?:board|committee|council|auditors|commission|panel)[ \t]*\Z"
    r"|\b(?:asked|asks|wants?|wanted|requested|calls?) (?:\w+ ){0,3}(?:this (?:paper|document|text)|the project)\b"
)
"""A line that tells whom the paper is for, or who asked for it."""
_OF_MAIL = re.compile(
    r"(?i)[\W_]{0,4}(?:(?:from|to|cc|bcc|subject|re|fwd?|sent|attachments?) ?:|"
    r"as (?:promised|discussed|agreed|requested|you asked|asked)\b|here(?:'s|\u2019s| is| are| comes?)\b|"
    r"(?:hi|hello|hey|dear|thanks|thank you|good (?:morning|afternoon))\b|(?:please )?find (?:below|attached)|"
    r"(?:below|attached)\b|you (?:asked|wanted)\b|(?:kind |best |warm )?(?:regards|wishes)\b|cheers\b|"
    r"(?:a |the )?(?:short|quick|rough) (?:version|note|summary|overview|write-?up)\b)"
)
"""A line of a letter that tells nothing of the system: its head, its greeting, what it is sent for."""
_SUBJECT = re.compile(r"(?im)^(?:subject|re|betreff) ?: ?(?P<line>[^\n]{3,100})$")
_HEADS = (
    lexicon("assistant assistants chatbot bot copilot agent agents"),
    lexicon(
        "app application service platform product system module gateway portal extension website shop appliance demo "
        "feature exchange marketplace robot recommender workspace tool engine"
    ),
    lexicon("classifier classifiers detector pipeline scorer"),
)
"""Words that can stand for a whole system, the closest first."""


def _label(text: str, model: ThreatModel) -> str:
    """The name in a few words that begin a model, such as ``AI email assistant`` or ``a bot for our HR policies``."""
    words = [word for word, _, _ in words_of(text)]
    if model.system.name or model.components or len(words) < 2 or text.rstrip().endswith("?"):
        return ""
    bare = text.strip().rstrip(".!").removeprefix("A ").removeprefix("An ").removeprefix("a ").removeprefix("an ")
    short = len(words) <= _MOST_IN_LABEL
    if short and words[-1] in system_words() and not says_only_how(bare) and not _TELLS.search(text):
        return name_in_title(bare)
    made = name_for(text, _head_of(words)) if _MADE.search(text) else ""
    told_for = short and bool(_FOR.fullmatch(bare)) and not _TELLS.search(text)
    return made or (f"{bare[0].upper()}{bare[1:]}" if told_for else "")


def _head_of(words: list[str]) -> str:
    """The owner's word for the system among words: an assistant before any other."""
    return next((word for heads in _HEADS[:1] for word in words if word in heads and not word.endswith("s")), "")


def _named_after(text: str, sentences: tuple[Sentence, ...]) -> str:
    """The part that stands for the system where its words say what it is about; else what the whole text is about."""
    named = _named_in(text, sentences)
    if named and not says_only_how(named):
        return named
    about = name_for(text, named.split()[-1] if named else "")
    return about or named


_MOST_IN_LABEL = 8
_TELLS = re.compile(r"(?i)\b(?:is|are|was|were|has|have|uses?|runs?|we|i|they|you)\b")
"""Words of a sentence; a label has none."""
_MADE = re.compile(r"(?i)\b(?:ai|llms?|gpt\S*|rag|bots?|chat\w*|agents?|assistants?|copilots?|models?|classifiers?)\b")
_FOR = re.compile(r"(?i)(?:chat ?bot|bot|assistant|agent|copilot|helper|app|tool) for [\w' -]{3,40}")
"""A few words that say what it is and what for, which is name enough: ``chatbot for refunds``."""
_LAST_RANK = 2
"""A bare ``model`` or ``platform`` names nothing."""
_PLACED = lexicon("to from on onto via through in inside at")
_PLACES = lexicon("website shop portal app extension platform workspace system marketplace exchange")
"""What is on our website, or comes in through the app, is no name for what does it."""
_STRANGERS = lexicon("a an another some popular public third-party external outside")


def _named_in(text: str, sentences: tuple[Sentence, ...]) -> str:
    """The part of the opening sentences that can best stand for the system, with its describing words."""
    for sentence in sentences[:2]:
        found = [(_rank(clause, place), clause, place) for clause in sentence.clauses for place in _heads_in(clause)]
        found = [one for one in found if one[0][0] <= _LAST_RANK]
        if found:
            _, clause, place = min(found, key=lambda one: one[0])
            first, last = span_of(clause, place, place + 1)
            return " ".join(text[clause.words[first].start : clause.words[last - 1].end].split())[:80]
    return ""


def _heads_in(clause: Clause) -> list[int]:
    """Where such a word stands and the name does not go on behind it, as in ``agent platform`` or ``app-store``."""
    if len(clause.words) < 3:
        return []
    places = [place for place, word in enumerate(clause.texts) if any(word in heads for heads in _HEADS)]
    own = [place for place in places if place + 1 not in places and not describes_more(clause, place + 1)]
    own = [place for place in own if clause.texts[max(0, place - 1) : place] != ("multi",)]
    return [place for place in own if not _is_strangers(clause, place)]


def _is_strangers(clause: Clause, place: int) -> bool:
    """Whether it is somewhere else that things come from or go to: ``uploaded to a popular sharing platform``."""
    words = clause.texts
    first, _ = span_of(clause, place, place + 1)
    before = [at for at in range(max(0, first - 3), place) if words[at] in _PLACED]
    is_place = words[place] in _PLACES and bool(before)
    return is_place or (bool(before) and words[before[-1] + 1] in _STRANGERS)


def _rank(clause: Clause, place: int) -> tuple[int, bool, int]:
    """Assistants and agents first, then what has describing words, then what comes first."""
    word = clause.texts[place]
    rank = next(rank for rank, heads in enumerate(_HEADS) if word in heads)
    first, _ = span_of(clause, place, place + 1)
    bare = first == place
    return (0 if rank == 0 else rank + 2 * bare, bare, place)
