"""The typefaces of printed documents: one for most scripts, others opened only for letters that it lacks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path

import pymupdf_fonts
from fontTools.ttLib import TTFont

TEXT = "text"
"""The family of running text, regular and bold."""
_SHAPED_ELSEWHERE = ((0x0900, 0x097F), (0x0E00, 0x0E7F))
"""Devanagari and Thai: a run that mixes them with Latin is not shaped right, so they get a face of their own."""
_EAST_ASIAN = ((0x1100, 0x11FF), (0x2E80, 0xA4CF), (0xA960, 0xD7FF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F),
               (0xFF00, 0xFFEF), (0x1F200, 0x1F2FF), (0x20000, 0x3FFFF))  # fmt: skip


@dataclass(frozen=True)
class Faces:
    """What a text is set with."""

    fallbacks: tuple[tuple[str, Path], ...]
    """Families beyond that of running text with their files, in the order they are asked."""
    missing: frozenset[str]
    """Letters that no face has."""


def text_faces(folder: Path) -> dict[str, Path]:
    """The files of the family of running text by style, put into a folder; FiraGO comes packed."""
    found = {"": "figo", "B": "figbo"}
    for name in found.values():
        (folder / f"{name}.ttf").write_bytes(pymupdf_fonts.myfont(name))
    return {style: folder / f"{name}.ttf" for style, name in found.items()}


def text_range() -> tuple[tuple[int, int], ...]:
    """The letters that are set in the family of running text, as far as it has them."""
    (first, second), (third, fourth) = _SHAPED_ELSEWHERE
    return ((0, first - 1), (second + 1, third - 1), (fourth + 1, 0x10FFFF))


def faces_for(texts: Iterable[str]) -> Faces:
    """The faces that some texts need beyond that of running text."""
    left = {letter for text in texts for letter in text if letter.isprintable() and not letter.isspace()}
    left = {letter for letter in left if not (_in(letter, text_range()) and ord(letter) in _text_letters())}
    found: list[tuple[str, Path]] = []
    for name, path in _others(any(_in(letter, _EAST_ASIAN) for letter in left)):
        if not left:
            break
        has = {letter for letter in left if ord(letter) in _letters(path)}
        if has:
            found.append((name, path))
            left -= has
    return Faces(tuple(found), frozenset(left))


def _others(east_asian: bool) -> tuple[tuple[str, Path], ...]:
    """The other faces; the large one for East Asian letters comes first where there are such, else last."""
    noto = sorted(_folder("manimgx_fonts").glob("*.ttf"))
    upright = [(f"other{place}", path) for place, path in enumerate(noto) if "Italic" not in path.name]
    large = ("cjk", _folder("noto_cjk_sans_jp_regular") / "NotoSansCJKjp-Regular.otf")
    return (large, *upright) if east_asian else (*upright, large)


@cache
def _folder(package: str) -> Path:
    with as_file(files(package)) as folder:
        return folder


@cache
def _letters(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


@cache
def _text_letters() -> frozenset[int]:
    with TTFont(BytesIO(pymupdf_fonts.myfont("figo")), lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def _in(letter: str, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(first <= ord(letter) <= last for first, last in ranges)
