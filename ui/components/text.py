"""Make words of users, files and models safe to show: they are read, never obeyed as markup."""

import re

_JOINER = "\u2060"
"""An invisible character that stops the page from taking a colon, an at sign or www for markup."""

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&^=])")
_COLON = re.compile(r":(?=\S)")
_AT = re.compile(r"@(?=\w)")
_WWW = re.compile(r"(?i)\b(www)(?=\.)")
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_LIVE = re.compile(r"\\(.)|([\[\]<>$|&~^])", re.DOTALL)
_HEADING = re.compile(r"(?m)^(\s{0,3})(#{1,6})(?=\s)")
_UNDERLINE = re.compile(r"(?m)^(\s{0,3})(=+|-+)(?=\s*$)")


def plain(text: str) -> str:
    """One line that reads exactly as written: no emphasis, link, image, HTML, formula or emoji shortcode."""
    line = " ".join(text.split())
    return _tame(_PUNCTUATION.sub(r"\\\1", line))


def prose(markdown: str) -> str:
    """Keep paragraphs, lists, emphasis and code; links, images, HTML, formulas, headings and shortcodes become text."""
    parts: list[str] = []
    end = 0
    for code in _CODE.finditer(markdown):
        parts += [_tamed_prose(markdown[end : code.start()]), code.group(0)]
        end = code.end()
    parts.append(_tamed_prose(markdown[end:]))
    return "".join(parts)


def shortened(text: str, length: int) -> str:
    """The text cut at a word to at most this many characters, with an ellipsis where something was left out."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 threat, 2 threats, no threats."""
    noun = one if number == 1 else many or f"{one}s"
    return f"{number or 'no'} {noun}"


def _tamed_prose(text: str) -> str:
    text = _HEADING.sub(r"\1\\\2", text)
    text = _UNDERLINE.sub(r"\1\\\2", text)
    return _tame(_LIVE.sub(lambda found: found.group(0) if found.group(1) else f"\\{found.group(2)}", text))


def _tame(text: str) -> str:
    text = _COLON.sub(f":{_JOINER}", text)
    return _WWW.sub(rf"\1{_JOINER}", _AT.sub(f"@{_JOINER}", text))
