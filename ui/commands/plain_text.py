"""A reply of the app as plain words for a terminal, which shows no Markdown."""

import re

_MARKS = re.compile(r"\\([\\`*_\[\]<>#|~$])|(\*{1,2})")


def unmarked(text: str) -> str:
    """The words without marks: bold stands plain, what can be said stands in quotes, escaped letters as they are."""
    return _MARKS.sub(lambda found: found[1] or ("" if found[2] == "**" else '"'), text)
