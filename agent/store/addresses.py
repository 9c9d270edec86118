"""Addresses of sessions and keys of people, which nobody can guess."""

import secrets


def fresh_id(size: int = 18) -> str:
    """An id that nobody can guess, of so many random bytes; it begins with no dash, as a command would take it for
    an option.
    """
    found = secrets.token_urlsafe(size)
    return found if not found.startswith("-") else fresh_id(size)
