"""The signal that one edit cannot be applied, and its reason in plain words."""

from pydantic import ValidationError


class Refused(Exception):
    """One edit cannot be applied; the message is the reason shown to the owner."""


def in_words(problem: ValidationError) -> str:
    """The first problems of a validation in one line, without the library's own words around them."""
    lines = []
    for error in problem.errors(include_url=False, include_context=False, include_input=False)[:3]:
        place = ".".join(str(step) for step in error["loc"])
        message = error["msg"].removeprefix("Value error, ")
        lines.append(f"{place}: {message}" if place else message)
    return "; ".join(lines)
