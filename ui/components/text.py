"""Make words of users, files and models safe to show: they are read, never obeyed as markup."""

import re

from agent.domain.wording.names_in_sentences import unmarked
from agent.domain.wording.web_links import web_address

_JOINER = "\u2060"
"""An invisible character that stops the page from taking a colon, an at sign or www for markup."""

_LONGEST_LINK = 60
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&^=])")
_COLON = re.compile(r":(?!\s)")
_AT = re.compile(r"@(?!\s)")
_WWW = re.compile(r"(?i)(www)(?=\\?\.)")
_TOKEN = re.compile(r"\\(?P<escaped>.)|(?P<live>[\[\]<>$|&~^])", re.DOTALL)
"""What prose is read in, from left to right: an escaped character, or one that could start something."""
_HEADING = re.compile(r"(?m)^(\s{0,3})(#{1,6})(?=\s)")
_UNDERLINE = re.compile(r"(?m)^(\s{0,3})(=+|-+)(?=\s*$)")


def plain(text: str) -> str:
    """One line that reads exactly as written: no emphasis, link, image, HTML, formula or emoji shortcode."""
    line = " ".join(text.split())
    return _tame(_PUNCTUATION.sub(r"\\\1", line))


def link_or_text(text: str) -> str:
    """An address of http or https as a link that shows where it leads; anything else as it was written."""
    address = web_address(text)
    return f"[{plain(shortened(text, _LONGEST_LINK))}]({address})" if address else plain(text)


def prose(markdown: str) -> str:
    """Keep paragraphs, lists, emphasis and code; links, images, HTML, formulas, headings and shortcodes become text.

    Code is not spared: where it ends is only known to the parser, and what follows it must not come alive.
    """
    parts: list[str] = []
    end = 0
    for token in _TOKEN.finditer(_flat(markdown)):
        parts.append(_tame(token.string[end : token.start()]))
        parts.append(_still(token))
        end = token.end()
    return "".join([*parts, _tame(_flat(markdown)[end:])])


def shortened(text: str, length: int) -> str:
    """The text cut at a word to at most this many characters, with an ellipsis where something was left out."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def quoted(words: str) -> str:
    """Somebody's words on one line, without the marks of Markdown that a quote may cut in half."""
    return unmarked(words)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 threat, 2 threats, no threats."""
    noun = one if number == 1 else many or f"{one}s"
    return f"{number or 'no'} {noun}"


def _still(token: re.Match[str]) -> str:
    """A token that starts nothing: live characters are escaped, escaped ones stay what they were."""
    if token["live"]:
        return f"\\{token[0]}"
    return f"{_JOINER}{token[0]}{_JOINER}" if token["escaped"] in ":@." else token[0]


def _flat(text: str) -> str:
    """No headings: the marks that would make one are escaped."""
    return _UNDERLINE.sub(r"\1\\\2", _HEADING.sub(r"\1\\\2", text))


def _tame(text: str) -> str:
    text = _COLON.sub(f":{_JOINER}", text)
    return _WWW.sub(rf"\1{_JOINER}", _AT.sub(f"@{_JOINER}", text))
