"""Which texts are addresses of the web that may become a link; anything else is shown as text."""

import re
from urllib.parse import quote, urlsplit

LONGEST = 600
_SCHEMES = frozenset({"http", "https"})
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.){{0,20}}{_LABEL}(?::\d{{1,5}})?", re.IGNORECASE)
_NEVER = re.compile(r"[\s\x00-\x1f\x7f-\x9f\\]")
_KEPT = "/?#%&=+:;,.~@-_!"
"""What stays as it is in an address; brackets, quotes, stars, dollars and the like are encoded."""


def web_address(text: str) -> str:
    """The address that a text is, fit to stand in any markup; empty unless it is one of http or https and no more.

    A host must be spelled in plain letters without a name and password before it, so that one sees where it leads.
    """
    words = text.strip()
    if not words or len(words) > LONGEST or _NEVER.search(words):
        return ""
    try:
        parts = urlsplit(words)
    except ValueError:
        return ""
    if parts.scheme.lower() not in _SCHEMES or not _HOST.fullmatch(parts.netloc):
        return ""
    rest = words[len(parts.scheme) + len("://") + len(parts.netloc) :]
    return f"{parts.scheme.lower()}://{parts.netloc}{quote(rest, safe=_KEPT)}"
