"""Find the catalog entries that a text names: by an id in it, or by being nothing but a name of theirs."""

import re
from collections.abc import Sequence
from functools import cached_property

from knowledge.catalog import Catalog
from knowledge.entries import ThreatPattern
from knowledge.search.passages import What
from knowledge.search.words import LONGEST, stems
from knowledge.vocabulary import Framework

LONGEST_NAME = 120
"""Characters beyond which a text is no name."""

UNTELLING = frozenset(stems("attack attacks technique threat threats risk vulnerability vulnerabilities issue problem"))
"""Words that people add to a name, or leave out of it, as they like."""

AROUND = frozenset(
    re.findall(
        r"\S+",
        "a an the what is are how why does do to explain explained meaning definition example examples paper exploit "
        "on in of for with by via using against through ai llm llms genai gen ml gpt chatgpt copilot gemini claude "
        "agentic agent agents chatbot chatbots bot bots assistant assistants llm's agent's",
    )
)
"""Words around a name that say where it happens, or ask for it: the rest is looked up once the whole is no name."""


class Naming:
    """Knows every way in which an entry can be named exactly, such as ``AML.T0051``, ``LLM01``, a pattern's id or XPIA.

    An id counts anywhere in a text, a name only as the whole of it: in a sentence it may be there by the way.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._slugs = {"patterns": set(catalog.patterns), "mitigations": set(catalog.mitigations), "items": set[str]()}

    def named(self, text: str, what: What) -> dict[str, str]:
        """The entries of one sort that the text names, each with the reason, in the order of the text."""
        found = dict.fromkeys(self._called(text, what), f"called {text.strip()}")
        for word in re.findall(r"(?<![\w:.\-])[\w:.\-]*\w", text[:LONGEST]):
            for entry, why in self._meant(word, what):
                found.setdefault(entry, why)
        return found

    def _meant(self, word: str, what: What) -> list[tuple[str, str]]:
        if "-" in word and word.lower() in self._slugs[what]:
            return [(word.lower(), "named by its id")]
        key = self._keys.get(word if re.fullmatch(r"T\d{1,2}", word) else word.lower())
        if key is None:
            return []
        if what == "items":
            return [(key, "named by its id")]
        if what == "mitigations":
            return [(measure.id, f"refers to {word}") for measure in self._catalog.mitigations_for(key)]
        patterns = sorted(self._catalog.patterns_for(key), key=lambda pattern: _place(key, pattern.references))
        return [(pattern.id, f"refers to {word}") for pattern in patterns]

    def _called(self, text: str, what: What) -> tuple[str, ...]:
        if len(text) > LONGEST_NAME:
            return ()
        spelt = (key for said in (text, self._bare(text)) if said for key in (name_words(said), _run_together(said)))
        return next((tuple(self._names[what, *key]) for key in spelt if (what, *key) in self._names), ())

    def _bare(self, text: str) -> str:
        """A text without the words and ids around a name."""
        words = [word for word in re.split(r"[\s\"?:,;()]+", text) if word and word.lower() not in AROUND]
        return " ".join(word for word in words if word.lower() not in self._keys)

    @cached_property
    def _names(self) -> dict[tuple[str, ...], list[str]]:
        """The entries of each name behind the sort of entry: by the stems of its words, and by its letters alone."""
        own = [("patterns", one.id, name) for one in self._catalog.patterns.values() for name in names_of(one)]
        measures = self._catalog.mitigations.values()
        own += [("mitigations", one.id, name) for one in measures for name in one.also_known_as]
        names: dict[tuple[str, ...], list[str]] = {}
        for what, entry, name in own:
            for key in dict.fromkeys((name_words(name), _run_together(name))):
                names.setdefault((what, *key), []).append(entry)
        return names

    @cached_property
    def _keys(self) -> dict[str, str]:
        keys: dict[str, str] = {}
        for framework, manifest in self._catalog.frameworks.items():
            for item in manifest.items:
                for name in (item.id, *item.aliases):
                    key = f"{framework.value}:{item.id}"
                    keys[f"{framework.value}:{name}".lower()] = key
                    if _telling(framework, name):
                        keys.setdefault(name if re.fullmatch(r"T\d{1,2}", name) else name.lower(), key)
                if re.fullmatch(r"[A-Z]+\d\d:\d{4}", item.id):
                    keys.setdefault(item.id.partition(":")[0].lower(), f"{framework.value}:{item.id}")
        return keys


def names_of(pattern: ThreatPattern) -> tuple[str, ...]:
    """What practitioners call it: the term before the colon of its title, then the others, those not shown last."""
    return tuple(dict.fromkeys((pattern.title.partition(":")[0], *pattern.also_known_as, *pattern.searched_as)))


def called(names: Sequence[str], most: int = 6) -> str:
    """The first of some names as one clause, such as "slopsquatting, phantom package or package hallucination"."""
    *firsts, last = names[:most] or [""]
    return f"{', '.join(firsts)} or {last}" if firsts else last


def name_words(name: str) -> tuple[str, ...]:
    """The stems by which names are compared."""
    words = stems(name)
    return tuple(word for word in words if word not in UNTELLING) or tuple(words)


def _run_together(name: str) -> tuple[str, ...]:
    """A name by its letters alone: some write "jail break", "LLM jacking" or "plug-in" in one word, others do not."""
    letters = re.sub(r"[^a-z0-9]+", "", name.lower())
    return ("", letters.removesuffix("s"))


def _telling(framework: Framework, name: str) -> bool:
    """Whether an id says by itself what is meant, without its framework in front."""
    if framework is Framework.OWASP_AGENTIC_THREATS or framework is Framework.COSAI:
        return True
    return len(name) >= 4 and name[0].isalpha() and any(letter.isdigit() for letter in name)


def _place(key: str, references: tuple[str, ...]) -> int:
    return references.index(key) if key in references else len(references)
