"""The project's root error with the branch that belongs to knowledge.

ThreatparleyError
└── KnowledgeError
    ├── CatalogError      a catalog file is malformed or its links do not resolve
    ├── ConditionError    a condition names a fact or value that does not exist
    ├── NotYaml           a data file cannot be parsed
    ├── IndexUnavailable  the vector index cannot be opened or rebuilt
    └── SentenceModelUnavailable  the sentence model is not installed, is another file, or fails
"""


class ThreatparleyError(Exception):
    """Base of every error the project raises; the message says what happened and what to do."""


class KnowledgeError(ThreatparleyError):
    """Something about the knowledge base is wrong."""


class CatalogError(KnowledgeError):
    """A catalog file is malformed or a link between entries does not resolve."""


class ConditionError(KnowledgeError):
    """A condition cannot be judged: it names a fact or a value that does not exist."""


class IndexUnavailable(KnowledgeError):
    """The vector index cannot be opened, queried or rebuilt."""


class SentenceModelUnavailable(KnowledgeError):
    """The sentence model is not installed, is not the known file, or fails."""


class NotYaml(KnowledgeError):
    """A data file cannot be parsed; the words say where and why."""
