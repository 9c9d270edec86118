"""Turn text into the stemmed words by which passages and queries are compared."""

import re
from functools import lru_cache
from threading import Lock
from typing import Any

from knowledge.owners_words import keeping_words

LONGEST = 20_000
"""Characters of a text that are read; what follows adds nothing to a search."""

GLOSSARY = {
    "a2a": "agent to agent",
    "admin": "administrator",
    "asr": "speech recognition",
    "auth": "authentication login",
    "ci": "build pipeline",
    "config": "configuration settings",
    "configs": "configuration settings",
    "creds": "credentials",
    "csrf": "cross site request forgery",
    "db": "database",
    "ddos": "denial of service flood",
    "dos": "denial of service",
    "env": "environment variable",
    "exfil": "exfiltration",
    "genai": "generative model",
    "gpu": "graphics card accelerator",
    "gpus": "graphics card accelerator",
    "iam": "identity access management",
    "idor": "access other user record",
    "infra": "infrastructure",
    "k8s": "kubernetes cluster",
    "kyc": "identity check",
    "llm": "large language model",
    "llms": "large language model",
    "mcp": "tool server protocol",
    "mfa": "strong login second factor",
    "mitm": "man in the middle",
    "nhi": "non human identity",
    "nlp": "language text model",
    "pii": "personal data",
    "rag": "retrieval augmented document index",
    "rce": "remote code execution",
    "repo": "repository",
    "repos": "repository",
    "sbom": "bill of materials component list",
    "ssrf": "server side request forgery",
    "sqli": "sql injection",
    "sso": "single sign on login",
    "tts": "speech voice generation",
    "vuln": "vulnerability",
    "vulns": "vulnerability",
    "xss": "cross site scripting",
}
"""Abbreviations of the field, spelled out beside themselves."""

_SPELLINGS = (
    (re.compile(r"(\w{3})is(e|ed|er|ers|es|ing|ation|ations)$"), r"\1iz\2"),
    (re.compile(r"^(behavi|col|fav|hon|lab|neighb)our"), r"\1or"),
    (re.compile(r"^(cancel|label|model|signal|travel|tunnel)l(ed|er|ers|ing)$"), r"\1\2"),
    (re.compile(r"^(defen|offen|licen)ce"), r"\1se"),
    (re.compile(r"^(catalog|dialog)ue"), r"\1"),
    (re.compile(r"^artefact"), "artifact"),
)
"""British spellings, brought to the American ones: both are written, and a stem keeps them apart."""

_COMMON = (
    "a about after all also am an and any are as at be because been before being but by can could did do does doing "
    "down each few for from further had has have having he her here hers him his how i if in into is it its itself "
    "just let me more most my no nor not of off on once only or other our ours out over own same she should so some "
    "such than that the their theirs them then there these they this those through to too under until up us very was "
    "we were what when where which while who whom why will with would you your yours"
)

STOPWORDS = frozenset(_COMMON.split())


def stems(text: str) -> list[str]:
    """The stems of a text's words in order, without stop words; abbreviations are spelled out as well."""
    return [stem for word in re.findall(r"[^\W_]+", text[:LONGEST].lower()) for stem in _stems_of(word)]


@keeping_words(50_000)
def stem_of(word: str) -> str:
    """The stem of a word in lower case."""
    with _lock:  # the stemmer keeps state and must not be shared by threads at one moment
        return str(_stemmer().stemWord(word))


def singular(word: str) -> str:
    """A word in lower case without the ending of the plural, so that two mentions of one name agree.

    A name has to stay a word that lists hold, which a stem is not: ``policies`` gives ``policy``.
    """
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


_lock = Lock()


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english", 0)  # stems are kept here, where they can be let go of


@keeping_words(50_000)
def _stems_of(word: str) -> tuple[str, ...]:
    """The stem of one word and of the words it is short for."""
    if word in STOPWORDS:
        return ()
    words = (word, *(other for other in GLOSSARY.get(word, "").split() if other not in STOPWORDS))
    return tuple(stem_of(_spelled(one)) for one in words)


def _spelled(word: str) -> str:
    for ending, other in _SPELLINGS:
        word = ending.sub(other, word)
    return word
