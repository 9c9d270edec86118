"""Draft a first model without questions: from one text, or from the files of a system."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from agent.domain import Said, Session, ThreatModel, TurnStatus
from agent.domain.changes.edits import CloseInterview
from agent.domain.import_sources import ImportedFile
from agent.errors import InputError
from agent.facilitator import Facilitator
from ui.uploading.documents import read_document, text_of

if TYPE_CHECKING:
    from agent.exchange.readers.bundles.bundle import Bundle

PROSE = (".md", ".markdown", ".txt")
"""Endings of files that hold words, unless what they hold is recognised as something else."""


@dataclass(frozen=True)
class NamedText:
    """A file that was read."""

    path: str
    """From the working folder on; empty for what has none."""
    shown: str
    text: str


def drafted_text(facilitator: Facilitator, session: Session, text: str, source: str) -> Session:
    """The session with one description heard and drafted; the same text gives the same model.

    Raises InputError where the text cannot be heard.
    """
    return _heard(facilitator, session, Said(text=text, source=source, edits=(CloseInterview(),), key=_key(text)))


def drafted_from(
    model: ThreatModel, texts: Iterable[tuple[str, str]], offline: bool, facilitator: Facilitator
) -> Session:
    """The model with a draft of its threats; texts, each with its name, are read first and order nothing.

    Raises InputError where a text cannot be heard.
    """
    session = facilitator.import_model(model.model_copy(update={"offline": model.offline or offline}))
    heard = [Said(text=text, source=name, key=_key(text, place)) for place, (name, text) in enumerate(texts, start=1)]
    for said in (*heard, Said(edits=(CloseInterview(closed=False),), key=_key("", 0))):
        session = _heard(facilitator, session, said)
    return session


def sorted_files(files: Iterable[tuple[str, str, bytes]]) -> tuple[list[NamedText], list[NamedText]]:
    """Files of other tools and descriptions, each given as path, shown name and bytes; InputError for others."""
    from agent.exchange.readers.any_format import format_read  # it loads what reads every format

    others: list[NamedText] = []
    documents: list[NamedText] = []
    for path, shown, content in files:
        if content[:1024].lstrip().startswith(b"%PDF-"):
            documents.append(NamedText(path, shown, read_document(f"{shown}.pdf", content).text))
            continue
        text = text_of(shown, content)
        prose = format_read(text) is None and Path(shown).suffix.lower() in PROSE
        read = NamedText(path, shown, read_document(shown, content).text if prose else text)
        (documents if prose else others).append(read)
    return others, documents


def notes_of(bundle: "Bundle", files: Sequence[NamedText]) -> Iterator[ImportedFile]:
    """What each file said that describes a system and lies in a file of its own."""
    from agent.exchange.readers.import_notes import told

    for member, file in zip(bundle.members, files, strict=True):
        if member.form.setup and file.path:
            yield told(member.read, file.path, member.form.id)


def _key(text: str, place: int | None = None) -> str:
    """The key of a turn: the same words at the same place give the same file."""
    before = "" if place is None else f"{place}\n"
    return sha256(f"{before}{text}".encode("utf-8", "replace")).hexdigest()[:32]


def _heard(facilitator: Facilitator, session: Session, said: Said) -> Session:
    after = facilitator.hear(session.id, said)
    if after.turns[-1].status is TurnStatus.FAILED:
        raise InputError(after.turns[-1].problem)
    return after
