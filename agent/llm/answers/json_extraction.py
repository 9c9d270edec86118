"""Find the JSON object in an answer: past thoughts said aloud, fences of Markdown, and words around it."""

import re
from typing import Any

from agent.domain.wording.text import clean_text
from agent.errors import InputError
from agent.llm.answers.strict_json import Unreadable, strict_json

THOUGHTS_BEGIN = re.compile(r"<(?:think|thinking|reasoning)>", re.IGNORECASE)
THOUGHTS_END = re.compile(r"</(?:think|thinking|reasoning)>", re.IGNORECASE)
"""How thoughts that are said aloud begin and end."""
MOST_LETTERS = 100_000


def object_in(text: str) -> Any:
    """The first whole JSON object in a text, with every string in it cleaned."""
    if len(text) > MOST_LETTERS:
        raise Unreadable("the answer is far longer than asked for")
    rest = after_thoughts(text)
    start = rest.find("{")
    if start < 0:
        raise Unreadable("there is no JSON object in the answer")
    end = _end_of_object(rest, start)
    if end is None:
        raise Unreadable("the JSON object is not closed")
    return cleaned(strict_json(rest[start:end]))


def cleaned(part: Any) -> Any:
    """The same data with every string composed and free of what cannot be seen."""
    if isinstance(part, str):
        try:
            return clean_text(part).text
        except InputError as problem:
            raise Unreadable(str(problem)) from None
    if isinstance(part, dict):
        return {clean_text(str(key)[:200]).text: cleaned(inner) for key, inner in part.items()}
    return [cleaned(inner) for inner in part] if isinstance(part, list) else part


def after_thoughts(text: str) -> str:
    """What follows the last thought said aloud; everything, where nothing follows."""
    end = max((tag.end() for tag in THOUGHTS_END.finditer(text)), default=0)
    return text[end:] if "{" in text[end:] else text


def _end_of_object(text: str, start: int) -> int | None:
    """Where the object that begins at a place ends; braces inside strings do not count."""
    depth, quoted, escaped = 0, False, False
    for place in range(start, len(text)):
        character = text[place]
        if quoted:
            quoted = escaped or character != '"'
            escaped = character == "\\" and not escaped
            continue
        if character == '"':
            quoted, escaped = True, False
        elif character in "{}":
            depth += 1 if character == "{" else -1
            if depth == 0:
                return place + 1
    return None
