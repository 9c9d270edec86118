"""Open a file to import: bounded, as UTF-8, through pointer files of one line, with the digest of what was read."""

import stat
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from knowledge.importers.json_tree import read_json
from knowledge.importers.trees import MAX_BYTES, Note, Unreadable
from knowledge.importers.yaml_tree import read_yaml
from knowledge.vocabulary import Value

MAX_POINTERS = 4
_SUFFIXES = (".yaml", ".yml", ".json", ".csv")

Form = Literal["yaml", "json", "csv"]


class Source(Value):
    """The text of a file and where it came from."""

    name: str = Field(description="Name of the file that holds the content.")
    form: Form = Field(description="How it is written.")
    text: str = Field(description="What it says.")
    digest: str = Field(description="SHA-256 of its bytes.")
    pointers: tuple[str, ...] = Field(default=(), description="Pointer files that were followed, first to last.")

    def tree(self) -> Any:
        """The content as a tree with lines; not for CSV."""
        return read_json(self.text) if self.form == "json" else read_yaml(self.text)


def open_source(path: Path) -> Source:
    """The content behind a path; a file of one line that names another file leads on to that one."""
    followed: list[str] = []
    while True:
        content = _bytes(path)
        text = _decoded(content, path)
        target = _pointed(text, path)
        if target is None:
            digest = sha256(content).hexdigest()
            return Source(name=path.name, form=_form(text, path), text=text, digest=digest, pointers=tuple(followed))
        followed.append(path.name)
        if len(followed) > MAX_POINTERS:
            raise Unreadable(Note(line=1, message=f"more than {MAX_POINTERS} pointer files lead from one to the next"))
        path = target


def _bytes(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Unreadable(Note(line=0, message=f"expected a file, and {path} is none"))
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable(Note(line=0, message=f"cannot read {path}: {error.strerror}")) from None
    if len(content) > MAX_BYTES:
        raise Unreadable(Note(line=0, message=f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"))
    if not content.strip():
        raise Unreadable(Note(line=0, message="the file is empty"))
    return content


def _decoded(content: bytes, path: Path) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable(Note(line=1, message="the file is UTF-16; save it as UTF-8 and import it again"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(Note(line=line, message="is not UTF-8 text; save it as UTF-8 and import it again")) from None
    if "\x00" in text:
        raise Unreadable(Note(line=text.count("\n", 0, text.index("\x00")) + 1, message="is no text: it holds a NUL"))
    return text


def _pointed(text: str, path: Path) -> Path | None:
    """The file that a pointer file names; it must lie in the pointer's own folder or below."""
    line = text.strip()
    if "\n" in line or len(line) > 200 or not line.endswith(_SUFFIXES) or set(line) & set(":{}[],\"' "):
        return None
    target = (path.parent / line).resolve()
    if not target.is_relative_to(path.parent.resolve()):
        raise Unreadable(Note(line=1, message=f"the pointer leads out of its folder: {line}"))
    if not target.is_file():
        raise Unreadable(Note(line=1, message=f"the pointer names {line}, which is not beside it; fetch that file too"))
    return target


def _form(text: str, path: Path) -> Form:
    forms: dict[str, Form] = {".json": "json", ".csv": "csv", ".yaml": "yaml", ".yml": "yaml"}
    return forms.get(path.suffix.lower()) or ("json" if text.lstrip()[:1] in ("{", "[") else "yaml")
