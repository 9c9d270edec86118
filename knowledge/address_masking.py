"""Show an address without the secrets in it; every address on a screen, in a log or in an error goes through here."""

import re
from urllib.parse import parse_qs, unquote_plus

MASK = "***"
_SHOWN = (
    "api-version application_name channel_binding client_encoding connect_timeout database dbname gssencmode host "
    "hostaddr keepalives mode port sslcert sslmode sslrootcert target_session_attrs tenant timeout user username"
)
HARMLESS = frozenset(_SHOWN.split())
"""Parameters whose values may be seen; a value of any other name may be a secret, however it is called."""

_PORT = re.compile(r"^(\[[^\]]*\]|[^:]*)(:\d*)?$")
_SEEN = re.compile(r"(?:[\w.,:/@\[\]+-]|%(?!3[BDbd]|26))*")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s'\"<>]+")
_PAIR = re.compile(r"(?<![\w.%+-])([\w.%+-]+)(\s*=\s*)('(?:[^'\\]|\\.)*'?|\"[^\"]*\"?|[^\s&;]*)")


def shown_address(address: str) -> str:
    """An address, or the words of a database connection, with passwords, keys and tokens masked."""
    scheme, sign, rest = address.partition("://")
    if not sign:
        return _shown_words(address)
    login, place = split_login(scheme, rest)
    if scheme.lower() in ("http", "https"):
        shown = f"{MASK}@" if login else ""
    else:
        user, colon, _ = login.partition(":")
        shown = f"{user}:{MASK}@" if colon else f"{user}@" if user else ""
    place, hash_sign, _ = place.partition("#")
    path, question, query = place.partition("?")
    pairs = "&".join(_shown_pair(pair) for pair in query.split("&"))
    return f"{scheme}://{shown}{path}{question}{pairs}{hash_sign}{MASK if hash_sign else ''}"


def shown_text(text: str) -> str:
    """A text of another program's, such as an error message, with the secrets in its addresses masked."""
    return _ADDRESS.sub(lambda found: shown_address(found[0]), text)


def brief(error: Exception) -> str:
    """What an error says, without addresses: it is shown on pages that others see too."""
    return _ADDRESS.sub("the server", " ".join(str(error).split()))[:160] or type(error).__name__


def split_login(scheme: str, rest: str) -> tuple[str, str]:
    """What follows ``://`` as the login before the at-sign, and the place; raw signs in a password stay with it."""
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if scheme.lower() in ("http", "https") and ("@" in authority or _PORT.search(authority)):
        end = len(authority.rpartition("@")[0])
    else:
        begun = re.match(r"\A[^:/?#@]*(?::[^@]*)?(?=@)", rest)
        end = begun.end() if begun else 0
        end = max(end, rest.rfind("@", end, _start_of_query(rest, end))) if begun else 0
    return rest[:end], rest[end:].removeprefix("@")


def servers_left_open(address: str) -> dict[str, str]:
    """What to give beside a PostgreSQL address, so that it alone says which server is asked.

    The library beneath takes what an address leaves open from PG* variables and service files: even an address that
    names this machine would lead to another one. An empty value counts as given, and stands for the usual one.
    """
    scheme, _, rest = address.partition("://")
    place, _, query = split_login(scheme, rest)[1].partition("?")
    given, server = parse_qs(query), place.partition("/")[0]
    named = {"host": bool(server) and not server.startswith(":"), "hostaddr": False}
    return {name: "" for name, is_named in named.items() if not (is_named or name in given)}


def _start_of_query(rest: str, begin: int) -> int:
    found = rest.find("?", begin)
    return len(rest) if found < 0 else found


def _shown_pair(pair: str) -> str:
    name, sign, value = pair.partition("=")
    if not sign:
        return MASK if pair else ""
    return pair if _may_be_seen(name, value) else f"{name}={MASK if value else ''}"


def _may_be_seen(name: str, value: str) -> bool:
    """Whether a parameter is harmless; one that holds further parameters is not."""
    return unquote_plus(name).strip().lower() in HARMLESS and bool(_SEEN.fullmatch(value.strip("'\"")))


def _shown_words(words: str) -> str:
    """Something without ``://``: pairs such as those that PostgreSQL takes, or an address that lacks its scheme."""

    def masked(found: re.Match[str]) -> str:
        name, sign, value = found.groups()
        return found[0] if not value or _may_be_seen(name, value) else f"{name}{sign}{MASK}"

    shown = _PAIR.sub(masked, words)
    return f"{MASK}@{shown.rpartition('@')[2]}" if "@" in shown else shown
