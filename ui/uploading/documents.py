"""Read uploaded text, Markdown and PDF files into words; PDFs are read in a child process with limits."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from pydantic import Field

from agent.domain.secrets.redaction import mask
from agent.domain.wording.text import LIMIT
from agent.errors import InputError
from agent.recognition import kind_of, refuse_structured
from knowledge.vocabulary import Value

LIMIT_MB = 5
"""The largest file that is read, in megabytes."""

TYPES = ("txt", "md", "markdown", "pdf")
"""Endings of the files that are read as descriptions."""

_CHILD = Path(__file__).with_name("pdf_text.py")
_SECONDS = 20.0
_HEAD = 200_000
"""As much of a file that is too large tells what it is."""
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f]")


class Document(Value):
    """A file as words."""

    name: str = Field(description="Its name, as the owner's machine calls it.")
    text: str = Field(description="What it says.")
    pages: int = Field(default=0, description="Its pages, for a PDF.")


def read_document(name: str, content: bytes, seconds: float = _SECONDS) -> Document:
    """The words of a file; InputError says what is wrong with it and what would do."""
    shown = shown_name(name)
    if not content:
        raise InputError(f"{shown} is empty. Choose a file that describes the system.")
    _refuse_binary(shown, content)
    if len(content) > LIMIT_MB * 1024 * 1024:
        refuse_structured(content[:_HEAD].decode("utf-8", "ignore"), shown)
        size = len(content) / (1024 * 1024)
        raise InputError(
            f"{shown} has {size:.1f} MB; the limit is {LIMIT_MB} MB. Send the part that describes the system."
        )
    if content[:1024].lstrip().startswith(b"%PDF-"):
        text, pages = _pdf_words(shown, content, seconds)
    elif name.lower().endswith(".pdf"):
        raise InputError(f"{shown} ends in .pdf but is not a PDF. Export it again, or paste its text.")
    else:
        text, pages = _decoded(shown, content), 0
        if kind_of(text):
            refuse_structured(text, shown, sum(mask(text[:LIMIT]).found.values()))
    if not text.strip():
        raise InputError(f"{shown} holds no text. If its pages are pictures, paste the words instead.")
    if len(text) > LIMIT:
        raise InputError(
            f"{shown} holds {len(text):,} characters; the limit is {LIMIT:,}. Send the part that describes the system."
        )
    return Document(name=shown, text=text, pages=pages)


def text_of(name: str, content: bytes) -> str:
    """The text of a file, whatever it holds; InputError where it is no text, or too large."""
    shown = shown_name(name)
    if not content.strip():
        raise InputError(f"{shown} is empty. Choose a file that describes the system.")
    _refuse_binary(shown, content)
    if len(content) > LIMIT_MB * 1024 * 1024:
        kind = kind_of(content[:_HEAD].decode("utf-8", "ignore"))
        what = f" as {kind.what}" if kind else ""
        size = len(content) / (1024 * 1024)
        raise InputError(
            f"{shown} has {size:.1f} MB{what}; the limit is {LIMIT_MB} MB. Split it, or leave out details."
        )
    return _decoded(shown, content)


_BINARIES: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "a picture (PNG)", "picture"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "picture"),
    (b"GIF8", "a picture (GIF)", "picture"),
    (b"BM", "a picture (BMP)", "picture"),
    (b"RIFF", "a picture, sound or video", "picture"),
    (b"II*\x00", "a picture (TIFF)", "picture"),
    (b"MM\x00*", "a picture (TIFF)", "picture"),
    (b"PK\x03\x04", "an office document or an archive", "office"),
    (b"\xd0\xcf\x11\xe0", "an office document of the old kind", "office"),
    (b"\x1f\x8b", "a compressed file", "office"),
    (b"{\\rtf", "a document in RTF", "office"),
)
"""How files begin that hold no plain words, what they are, and which advice is given."""
_INSTEAD = {
    "picture": "Pictures are not read. Write in a few sentences what it shows: the parts, who uses them, what flows "
    "where.",
    "office": "It is not unpacked. Save it as PDF or as text and upload that, or paste its words.",
}


def _refuse_binary(name: str, content: bytes) -> None:
    """Raise InputError for a file that holds pictures or packed data, with what it is and what would do."""
    found = next(((what, advice) for start, what, advice in _BINARIES if content.startswith(start)), None)
    if found is None or (found[0].endswith("(BMP)") and b"\x00" not in content[:64]):
        return
    raise InputError(f"{name} is {found[0]}. {_INSTEAD[found[1]]}")


def shown_name(name: str) -> str:
    """A file's name without folders or invisible characters, short enough to show."""
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(letter for letter in last if letter.isprintable()).strip()
    return visible[:80] or "the file"


def _decoded(name: str, content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if encoding == "utf-8-sig" and b"\x00" in content:
        raise InputError(f"{name} is not a text file: it holds null bytes. Send text, Markdown or PDF.")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} is not readable as UTF-8 text (byte {error.start:,} does not fit). "
            "Save it as UTF-8, or paste its text."
        ) from None
    if "\x00" in text or len(_CONTROLS.findall(text)) > max(8, len(text) // 200):
        raise InputError(f"{name} is not a text file: it holds control characters. Send text, Markdown or PDF.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _pdf_words(name: str, content: bytes, seconds: float) -> tuple[str, int]:
    """What a child process read; it has no environment, little memory and a clock, and hands back only text."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD)],
            input=content, capture_output=True, timeout=seconds, check=False, env={} if os.name == "posix" else None,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise InputError(f"{name} took longer than {seconds:.0f} seconds to read. Paste its text instead.") from None
    answer = _answer(done.stdout)
    if done.returncode != 0 or answer is None:
        raise InputError(f"{name} could not be read as a PDF: it is damaged or too complex. Paste its text instead.")
    if problem := answer.get("problem"):
        raise InputError(f"{name} {problem}")
    return str(answer["text"]), int(answer["pages"])


def _answer(output: bytes) -> dict[str, str | int] | None:
    try:
        answer = json.loads(output)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
