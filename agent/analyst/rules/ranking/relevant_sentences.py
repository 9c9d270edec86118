"""The sentences of a description that the order of threats goes by."""

import re

from agent.domain import ThreatModel
from agent.domain.document_claims import without_claims
from agent.reading.documents import told_in
from agent.reading.incidents import is_incident
from agent.reading.text.sentences import Sentence
from agent.reading.text.system_sentences import sentences_told
from knowledge.owners_words import keeping_words

_MAIL_HEAD = re.compile(r"(?i)(?:from|to|cc|bcc|subject|date|sent):\s")
SHORTEST = 3
"""Sentences of fewer words say too little to be near to anything."""


def told_sentences(model: ThreatModel) -> tuple[str, ...]:
    """The sentences of the description that tell of the system."""
    return tuple(one.text for one in _telling(model))


def told_incidents(model: ThreatModel) -> tuple[str, ...]:
    """Those of them that tell of something bad that happened to it."""
    return tuple(one.text for one in _telling(model) if is_incident(one))


def _telling(model: ThreatModel) -> tuple[Sentence, ...]:
    return _telling_in(without_claims(model.system.description, model))


@keeping_words(8)
def _telling_in(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text that tell of the system; one turn asks for those of the same text several times."""
    told = (one for one in told_in(sentences_told(text)) if one.count >= SHORTEST and not one.title)
    return tuple(one for one in told if not _MAIL_HEAD.match(one.text))
