"""Make the words of a file harmless: no hidden characters, no mark-up, no templates, and never more than a bound."""

import re
from bisect import bisect_right
from html import unescape

from knowledge.text import without_hidden

LONGEST = 1200
"""The most characters of imported prose that are kept for one entry."""

_LOOKED_AT = 24_000
"""What lies further on in a text is not read at all."""

_SILENT = ("script", "style", "iframe", "object", "svg", "template", "noscript")
"""Elements that go with all they hold."""

_INLINE = ("a", "b", "i", "u", "em", "strong", "code", "span", "sub", "sup", "small", "mark", "font", "q", "s")
"""Elements that stand inside a word or beside a full stop, and leave no gap when they go."""

_TAG = re.compile(r"(</?[a-zA-Z!?][^<>]*>)")
_OPENING = re.compile(r"<(?=/?[a-zA-Z!?])")
_LINK = re.compile(r"!?\[([^\[\]]{0,400})\]\((?:[^()\s]|\([^()\s]{0,100}\)){0,800}(?:\s[^()]{0,200})?\)")
_TEMPLATE = re.compile(r"\s?\(?\{\{[^{}]{0,200}\}\}\)?")


class Cleaned(str):
    """A text that was cleaned; knows whether anything was taken out of it or cut off."""

    mended: bool = False
    cut: bool = False


def clean(raw: str, most: int = LONGEST) -> Cleaned:
    """One line of plain words out of prose of any kind."""
    shown = without_hidden(unescape(raw[:_LOOKED_AT]))
    bare = _without_marks(shown.text)
    flat = " ".join(bare.split())
    done = Cleaned(_bounded(flat, most))
    done.cut = len(flat) > most or len(raw) > _LOOKED_AT
    done.mended = shown.removed > 0 or bool(_TAG.search(shown.text) or _TEMPLATE.search(shown.text))
    return done


def _without_marks(text: str) -> str:
    """Twice, since taking one mark out can bring another together; what is left of an opening is taken apart."""
    if "<" not in text and "[" not in text and "{{" not in text:
        return text
    for _ in range(2):
        text = _without_tags(_without_comments(text))
        text = _TEMPLATE.sub("", _LINK.sub(r"\1", text))
    return _OPENING.sub("< ", text)


def _without_comments(text: str) -> str:
    kept, start = [], 0
    while (begin := text.find("<!--", start)) >= 0 and (end := text.find("-->", begin)) >= 0:
        kept.append(text[start:begin])
        start = end + 3
    return " ".join([*kept, text[start:]])


def _without_tags(text: str) -> str:
    """The text between tags, without what stands inside elements that never show."""
    parts = _TAG.split(text)
    names = [re.sub(r"[^a-z/].*", "", part[1:].lower()) if number % 2 else "" for number, part in enumerate(parts)]
    endings = {name: [place for place, one in enumerate(names) if one == f"/{name}"] for name in _SILENT}
    kept, place = [], 0
    while place < len(parts):
        name = names[place]
        if name in endings and (found := bisect_right(endings[name], place)) < len(endings[name]):
            place = endings[name][found]
            kept.append(" ")
        elif place % 2 == 0:
            kept.append(parts[place])
        elif name.strip("/") not in _INLINE:
            kept.append(" ")
        place += 1
    return "".join(kept)


def _bounded(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return text[: most - 2].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
