"""A description as the paragraphs it was written for, without the marks of Markdown that a report would show."""

import re


def prose(text: str) -> str:
    """The words of a text: no headings, rules, tables, blocks of code or marks of emphasis; lists as sentences.

    A text of headings and tables alone stays as it is, since nothing would be left of it.
    """
    without_blocks = _BLOCKS.sub("\n", text)
    lines = [line for line in without_blocks.split("\n") if not _is_no_prose(line)]
    words = "\n".join(_BULLET.sub("", line) for line in lines)
    words = _LINK.sub(r"\1", words)
    for mark in _EMPHASIS:
        words = mark.sub(r"\1", words)
    return words.strip() or text


def _is_no_prose(line: str) -> bool:
    """Whether a line is a title, a row of a table or a rule."""
    return bool(_TITLE_OR_ROW.match(line)) or (len(line.strip()) > 2 and not line.strip(" \t-=*_"))


_BLOCKS = re.compile(r"(?ms)^ {0,3}(```|~~~).*?^ {0,3}\1")
_TITLE_OR_ROW = re.compile(r"[ \t]{0,3}(?:#{1,6}[ \t]|\|)")
_BULLET = re.compile(r"^[ \t]{0,12}(?:[-*+]|\d{1,3}[.)])[ \t]{1,4}")
_LINK = re.compile(r"!?\[([^\[\]\n]{1,200})\]\([^()\s]{1,500}\)")
_EMPHASIS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\*\*([^*\n]{1,300})\*\*",
        r"(?<!\w)__([^_\n]{1,300})__(?!\w)",
        r"(?<![\w*])\*([^*\s][^*\n]{0,300})\*(?![\w*])",
        r"`([^`\n]{1,200})`",
    )
)
