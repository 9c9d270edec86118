"""Clean the text that comes in: what a reader cannot see does not reach a model, a store or a screen."""

from agent.errors import InputError
from knowledge.text import CleanText, without_hidden

LIMIT = 200_000
"""The most characters one text may have; longer ones are refused, never cut."""


def clean_text(raw: str) -> CleanText:
    """The text without what cannot be seen, and how much that was."""
    if len(raw) > LIMIT:
        raise InputError(
            f"the text has {len(raw):,} characters, and at most {LIMIT:,} can be read at once; "
            "please send it in parts, or only what describes the system"
        )
    return without_hidden(raw)
