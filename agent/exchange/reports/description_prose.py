"""The owner's description as running prose, for a page that has room for its beginning alone."""

import re

from agent.domain.wording.names_in_sentences import capital

_MARK = re.compile(r"\s{0,12}(?:[-*+\u2022\u2013]|\d{1,2}[.)])\s{1,4}(?=\S)")
_BLOCKS = re.compile(r"(?ms)^ {0,3}(```|~~~).*?^ {0,3}\1")
_TITLE_OR_ROW = re.compile(r"[ \t]{0,3}(?:#{1,6}[ \t]|\|)")
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
_GREETING = re.compile(
    r"\s{0,8}(?:(?:hi|hello|hey|good (?:morning|afternoon|evening|day))\b"
    r"(?: (?:there|all|everyone|everybody|team|folks)\b)?[\s,.!:\u2013-]{1,6})?"
    r"(?:(?:so|well|ok|okay)\b(?! (?:far|that|much|many|as)\b)[\s,]{1,4})?",
    re.IGNORECASE,
)
_STOPS = (".", "!", "?", ":", ";", ",", "\u2026")


def as_prose(text: str) -> str:
    """A text without greeting and marks of Markdown: the lines of a list are parted by semicolons.

    Headings, tables, rules and blocks of code are left out, unless nothing else is there.
    """
    told, in_list = "", False
    for line in _unmarked(_GREETING.sub("", text, count=1)).splitlines():
        mark = _MARK.match(line)
        piece = " ".join((line[mark.end() :] if mark else line).split())
        if not piece:
            continue
        told = f"{told}{_joint(told, in_list, mark is not None)}{piece}"
        in_list = mark is not None
    return capital(told)


def _unmarked(text: str) -> str:
    """The lines of prose and lists, without marks of emphasis and links."""
    lines = [line for line in _BLOCKS.sub("\n", text).split("\n") if not _is_no_prose(line)]
    words = _LINK.sub(r"\1", "\n".join(lines))
    for mark in _EMPHASIS:
        words = mark.sub(r"\1", words)
    return words if words.strip() else text


def _is_no_prose(line: str) -> bool:
    """Whether a line is a title, a row of a table or a rule."""
    return bool(_TITLE_OR_ROW.match(line)) or (len(line.strip()) > 2 and not line.strip(" \t-=*_"))


def _joint(told: str, in_list: bool, goes_on: bool) -> str:
    """What stands between the text so far and its next line: lines that were only wrapped are joined as they are."""
    if not told:
        return ""
    if told.endswith(_STOPS) or not (in_list or goes_on):
        return " "
    return "; " if in_list and goes_on else ". " if in_list else ": "


def description(purpose: str, told: str) -> str:
    """What was told of a system in prose, from the sentence on that says what it is."""
    return as_prose(told[told.index(purpose) :] if purpose in told else told)
