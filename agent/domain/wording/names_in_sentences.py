"""Names of a system's things as they read in a sentence, and lists of them."""

import re
from collections.abc import Iterable, Sequence

from agent.domain.wording.names import parted
from knowledge.product_names import products

MOST_NAMES = 3
_DETERMINED = re.compile(
    r"^(?:the|a|an|our|my|your|their|its|this|that|all|any|each|every|some|one|no|other|others|anyone|anybody|everyone|"
    r"everybody|someone|somebody)(?!\S)",
    re.IGNORECASE,
)
_OWNED = re.compile(r"^(?i:the|an?|our|my|your|their|its|this|that)\s+(?=[a-z])")
_AWKWARD = re.compile(r"[,;:()]|\s(?:and|or)\s")
_BARE = re.compile(
    r"(?:platform|service|product|application|app|tool|model|network|module|engine|feature|pipeline|site)",
    re.IGNORECASE,
)
"""Words that alone may as well mean somebody else's."""
_BEHIND = frozenset(["of", "for", "in", "on", "with", "that", "which", "who", "to", "from", "by", "at", "using"])
"""Words behind which nothing is the head of a name."""
_SHORT_NOUNS = frozenset(
    ["API", "CRM", "ERP", "CMS", "CDN", "EHR", "CLI", "SIEM", "LLM", "VPN", "HSM", "KMS", "PLC", "NAS"]
)
"""Abbreviations of common nouns, which take an article like them."""
_TURNED = {
    "our": "your", "my": "your", "their": "the", "his": "the", "her": "the", "its": "the", "each": "a", "every": "a",
    "a": "a", "an": "an",
}  # fmt: skip
"""Words before a noun that mean somebody else once it stands in another sentence."""
_LIKE_YOU = re.compile(r"uni|use|usu|eu|one\b", re.IGNORECASE)
"""Openings that begin with a vowel and do not sound so."""
METHOD = re.compile(
    r"(?:(?:boosted|boosting|decision|regression) trees|random forests?|"
    r"(?:neural|convolutional|deep|bayesian) (?:networks|nets)|vector machines)$",
    re.IGNORECASE,
)
"""Names of methods that are one model, though they read as several things."""
_SINGULAR_ENDS = ("ss", "us", "is", "ics", "as", "news", "series", "lens", "'s", "\u2019s")
_PLURALS = frozenset(["people", "children", "data", "media", "staff"])
_MOST_WORDS = 7
THE_SYSTEM = "the system"
_MARKUP = re.compile(r"\*\*|(?<!\w)__|__(?!\w)|`|(?m:^[ \t]{0,3}(?:#{1,6}|[-*+])[ \t])")
_CELLS = re.compile(r"(?:^|(?<=\s))\|(?=\s|$)")
_MARKS = re.compile(r"([\\`*_\[\]<>#|~$])")


def in_sentence(name: str) -> str:
    """A name as it stands inside a sentence: a common noun gets its article, a proper name stays."""
    plain, mark = parted(" ".join(name.split()))
    plain = f"{plain} model" if METHOD.search(plain) else plain
    if (
        not plain
        or _DETERMINED.match(plain)
        or not (_is_common(plain) or plain in _SHORT_NOUNS or _says_what_it_is(plain))
    ):
        return f"{plain}{mark}"
    return f"the {plain}{mark}"


def system_in_sentence(name: str) -> str:
    """The system's name where a verb for one thing follows; "the system" where the name would not read well there."""
    plain = _OWNED.sub("", " ".join(name.split()))
    if not plain or not _is_common(plain):
        return plain or THE_SYSTEM
    words = plain.split()
    if _BARE.fullmatch(plain) or len(words) > _MOST_WORDS or _AWKWARD.search(plain) or _DETERMINED.match(plain):
        return THE_SYSTEM
    return THE_SYSTEM if is_plural(_head_of(words)) else f"the {plain}"


def one_of(name: str) -> str:
    """A name in a sentence as it stands for one of a group: ``one of the tenants``; any other stays as it is."""
    return f"one of {name}" if is_group(name) else name


def is_group(name: str) -> bool:
    """Whether a name in a sentence means several people or things, as far as its ending tells."""
    words = parted(name)[0].split()
    return words[:1] == ["the"] and len(words) > 1 and is_plural(_head_of(words))


def with_your_article(words: str) -> str:
    """Words of the owner in a sentence of ours to them: our mails are ``your mails``, each order is ``an order``."""
    first, _, rest = words.partition(" ")
    if not rest:
        return words
    put = _TURNED.get(first.lower(), first)
    if put in ("a", "an"):
        put = "an" if rest[0].lower() in "aeiou" and not _LIKE_YOU.match(rest) else "a"
    return f"{put} {rest}"


def third_person(verb: str) -> str:
    """A verb in its base form as one thing does it: ``tries``, ``passes``, ``reads``."""
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{verb}s"


def listed(names: Iterable[str], last: str = "and") -> str:
    """Names in a row, each once; beyond three the rest is counted."""
    each = list(dict.fromkeys(name for name in names if name))
    if len(each) > MOST_NAMES:
        return f"{', '.join(each[:MOST_NAMES])} and {len(each) - MOST_NAMES} more"
    return joined(each, last)


def named(names: Iterable[str]) -> str:
    """Names in a row within a sentence, each once; beyond three the rest are others."""
    each = list(dict.fromkeys(name for name in names if name))
    return joined([*each[:MOST_NAMES], "others"] if len(each) > MOST_NAMES else each)


def joined(parts: Sequence[str], last: str = "and") -> str:
    """Parts in a row with a word before the last."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun in the right form: no threats, one threat, 2 threats."""
    if count == 1:
        return f"one {one}"
    return f"{count or 'no'} {many or one + 's'}"


def capital(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """The text with its first letter small, unless it opens with an abbreviation or a name in capitals."""
    return text if len(text) > 1 and text[1].isupper() else text[:1].lower() + text[1:]


def clipped(text: str, most: int) -> str:
    """The text, cut at a word with an ellipsis where it is longer than allowed."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    return flat[: most - 2].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def unmarked(words: str) -> str:
    """Somebody's words on one line, without the marks of Markdown that a quote may cut in half.

    The cells of a row of a table read as what the first says of itself: ``Plan agent: drafts the reply; Kubernetes``.
    """
    cells = [" ".join(cell.split()) for cell in _CELLS.split(_MARKUP.sub("", words).strip(" |\n"))]
    return ": ".join(filter(None, (cells[0], "; ".join(filter(None, cells[1:])))))


def plain(text: str) -> str:
    """A person's text made safe to stand inside Markdown."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _is_common(name: str) -> bool:
    """Whether a name is a common noun, such as "mail tool" or "AI assistant", and no proper name."""
    words = name.split()
    if len(words) == 1 and (any(letter.isdigit() for letter in name) or name.lower() in products()):
        return False  # gpt4o, n8n and qdrant are names, however they are written
    return name[0].islower() or _head_of(words)[0].islower()


def _says_what_it_is(name: str) -> bool:
    """Whether a name with capitals ends in a plain noun: ``Claims Database``, ``Orchestrator``."""
    words = name.split()
    head = _head_of(words).lower()
    does = bool(_DOER.fullmatch(head)) and head not in _NAMES_LIKE_DOERS
    return head in _THINGS or does


_THINGS = frozenset(
    [
        "database",
        "index",
        "tool",
        "portal",
        "queue",
        "store",
        "service",
        "model",
        "registry",
        "log",
        "api",
        "gateway",
        "workbench",
        "pipeline",
        "job",
        "agent",
        "bot",
        "page",
        "app",
        "server",
        "engine",
        "cache",
        "bucket",
        "mailbox",
        "monitor",
        "dashboard",
        "console",
        "lake",
        "warehouse",
        "bus",
        "hub",
        "proxy",
        "vault",
        "catalogue",
        "catalog",
        "repository",
        "archive",
        "system",
        "platform",
        "module",
        "component",
        "assistant",
        "layer",
        "tracker",
        "clerk",
        "partner",
    ]
)
_DOER = re.compile(r"[a-z]{3,20}(?:er|or)")
_NAMES_LIKE_DOERS = frozenset(["docker", "jupyter", "cursor", "tower", "blender", "hadoop", "jaeger", "kyber", "power"])
"""Products whose names only look like one who does something."""


def _head_of(words: Sequence[str]) -> str:
    """The last word before anything that only says more about it."""
    ends = [place for place, word in enumerate(words) if word in _BEHIND and place]
    return words[ends[0] - 1 if ends else -1]


def is_plural(word: str) -> bool:
    """Whether a noun means more than one, as far as its ending tells."""
    return word in _PLURALS or (word.endswith("s") and not word.endswith(_SINGULAR_ENDS))
