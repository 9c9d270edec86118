"""The owner's description as running prose, for a page that has room for its beginning alone."""

import re

from agent.domain.names_in_sentences import capital

_MARK = re.compile(r"\s{0,12}(?:[-*+\u2022\u2013]|\d{1,2}[.)])\s{1,4}(?=\S)")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s{1,4}")
_GREETING = re.compile(
    r"\s{0,8}(?:(?:hi|hello|hey|good (?:morning|afternoon|evening|day))\b"
    r"(?: (?:there|all|everyone|everybody|team|folks)\b)?[\s,.!:\u2013-]{1,6})?"
    r"(?:(?:so|well|ok|okay)\b(?! (?:far|that|much|many|as)\b)[\s,]{1,4})?",
    re.IGNORECASE,
)
_STOPS = (".", "!", "?", ":", ";", ",", "\u2026")


def as_prose(text: str) -> str:
    """A text without greeting, marks of lists and headings: the lines of a list are parted by semicolons."""
    told, in_list = "", False
    for line in _GREETING.sub("", text, count=1).splitlines():
        mark = _MARK.match(line)
        piece = " ".join((line[mark.end() :] if mark else _HEADING.sub("", line)).split())
        if not piece:
            continue
        stop = "." if not mark and _HEADING.match(line) and not piece.endswith(_STOPS) else ""
        told = f"{told}{_joint(told, in_list, mark is not None)}{piece}{stop}"
        in_list = mark is not None
    return capital(told)


def _joint(told: str, in_list: bool, goes_on: bool) -> str:
    """What stands between the text so far and its next line: lines that were only wrapped are joined as they are."""
    if not told:
        return ""
    if told.endswith(_STOPS) or not (in_list or goes_on):
        return " "
    return "; " if in_list and goes_on else ". " if in_list else ": "
