"""Secrets that are known by the name before them: settings, fields, arguments and sentences such as ``password: …``."""

import re
from collections.abc import Iterator
from enum import StrEnum

from agent.domain.secrets.secret_shapes import Span
from agent.domain.secrets.secret_words import COUNTED, NUMBERING, PLAIN

_WORDS = (
    r"passwor[dt]|kennwort|passwd|passphrase|passcode|pwd|(?<![a-z])(?:pass|pw)|(?-i:(?<=[a-z])Pass)|"
    r"secret(?:[_ -]?(?:access[_ -]?)?key(?:_base)?)?|token|credentials?|"
    r"(?:api|access|private|signing|encryption|master|account|auth|deploy|shared|subscription|webhook|hmac)[_ -]?key|"
    r"(?<=[_?&-])auth|(?-i:(?:SESSION|COOKIE|APP|FERNET|CRYPTO|DATA|STORAGE|MACHINE|LICENSE)_KEY|(?<=_)SALT)"
)
_VALUE = (
    r"(?:\\\"(?P<escaped>[^\"\\\n]{3,200})|\"(?P<double>(?:\\.|[^\"\\\n]){3,200})|'(?P<single>[^'\n]{3,200})|"
    r"`(?P<ticked>[^`\n]{3,200})|(?P<bare>[^\s\"'`,;<>]{3,200}))"
)
_VALUES = ("escaped", "double", "single", "ticked", "bare")
_NAMED = re.compile(
    rf"(?i)(?P<word>{_WORDS})(?P<tail>[\\\"'`\])*]{{0,4}})[ \t]{{0,20}}"
    r"(?P<sign>=>?|:=?|->|→|\||\b(?:is|was|ist|lautet)\b|[,;]?\s{0,40}[\"']?\bvalue[\"']?[ \t]{0,3}[:=])"
    rf"\*{{0,2}}[ \t]{{0,20}}\*{{0,2}}{_VALUE}"
)
_SPOKEN = re.compile(
    rf"(?i)\b(?P<word>passwor[dt]|kennwort|passphrase|secret|token|(?:api|access)[ -]key)[ \t]"
    rf"(?:for|of|to|on|at|from|that|which|we|für)[ \t][^.:;,\n]{{1,40}}?[ \t]"
    rf"(?P<sign>is|was|ist|lautet):?[ \t]{{1,3}}{_VALUE}"
)
_DASHED = re.compile(rf"(?i)\b(?P<word>passwor[dt]|kennwort|pwd|pw)[ \t]{{1,3}}[-–][ \t]{{1,3}}{_VALUE}")  # noqa: RUF001
_LOGIN = re.compile(
    rf"(?i)\b(?P<word>log-?in|sign-?in|credentials|creds|zugang|zugangsdaten)"
    rf"(?:[ \t]{{1,3}}(?P<sign>is|are)|[ \t]{{0,3}}[:=])[ \t]{{1,3}}"
    rf"[\w.@-]{{1,40}}[ \t]{{0,2}}[/:|][ \t]{{0,2}}{_VALUE}"
)
_ARGUMENT = re.compile(
    rf"(?i)--(?P<word>(?:[a-z0-9]{{1,20}}-){{0,4}}(?:{_WORDS}|auth|key))[\"'`]?"
    rf"(?P<gap>[ \t]{{1,3}}|[ \t]{{0,3}},\s{{0,40}}|[ \t]{{0,3}}\n[ \t]{{0,40}}-[ \t]{{1,3}}){_VALUE}"
)
_SET = re.compile(rf"\b(?:ENV|setx)[ \t]{{1,3}}(?P<word>[A-Za-z0-9_]{{0,60}}(?i:{_WORDS}))[ \t]{{1,3}}{_VALUE}")
_BELOW = re.compile(
    rf"(?i)(?P<word>{_WORDS})[\"'`*]{{0,3}}[ \t]{{0,3}}[:=][ \t*]{{0,20}}\n[ \t>]{{0,20}}(?:[-*][ \t]{{1,3}})?"
    rf"{_VALUE}[\"'`]?[ \t]{{0,20}}(?=\n|$)"
)
"""A value alone on the line below its name."""
_LINE_OPEN = re.compile(r"[:=][ \t*]{0,20}\n")
_ELEMENT = re.compile(rf"(?i)(?P<word>{_WORDS})>(?P<bare>[^\s<>]{{3,200}})</")
_PLACEHOLDER = re.compile(r"\[[A-Z_]{3,20}_\d{1,4}\]")
_REFERENCE = re.compile(
    r"\A(?:[A-Za-z_]{1,60}(?:\.[A-Za-z_]{1,60}){1,6}|"
    r"(?=[A-Za-z]{0,40}_)(?i:[a-z_]{0,40}(?:password|passwd|secret|token|key)[a-z_]{0,40})|"
    r"(?:\.{0,2}|~)/(?:[a-z._-]{1,60}/){1,12}[a-z._-]{0,60}|"
    r"(?i:https?|vault|op|file|env|ssm|aws|arn|keyvault)://?\S{0,200}|arn:\S{0,200})"
)
"""Names of settings and variables, paths and addresses, which stand where a value could."""
_NEXT_SETTING = re.compile(r"&(?:amp;)?[\w.\[\]-]{1,40}=")
_ENDS = re.compile(
    r"[.)\]}!?*\"'`]{0,4}[ \t]{0,20}(?:$|\n|[|;}\])#&]|//|,[ \t]{0,20}\n|,[ \t\n]{0,20}[\w\"'-]{1,40}[ \t]?[:=])"
)
"""What may follow a value that nothing else is said about."""
_LINE_ENDS = re.compile(r",?[ \t]{0,20}(?:$|\n|#)")
_LINE_STARTS = re.compile(r"(?:^|\n)[ \t]{0,80}(?:[-*][ \t]{1,4})?[\"'*]{0,3}$")
_BEFORE = re.compile(r"[A-Za-z0-9_.\[-]{0,80}$")
_NUMBERED = [[word] for word in sorted(NUMBERING)]
_SPOKEN_SIGNS = frozenset(["is", "are", "was", "ist", "lautet", "->", "→"])


class _Kind(StrEnum):
    PASSWORD = "PASSWORD"
    API_KEY = "API_KEY"
    TOKEN = "TOKEN"
    SECRET = "SECRET"


_STEMS = ("pass", "pw", "kennwort", "secret", "token", "cred", "key", "auth", "salt")
"""One of these stands in every name, and one of the pieces below in every match of a pattern, whatever its case."""
_PIECES = {_SPOKEN: _STEMS, _DASHED: _STEMS, _LOGIN: ("log", "gn", "cred", "zugang"),
           _ARGUMENT: ("--",), _SET: ("env", "setx"), _ELEMENT: ("</",)}  # fmt: skip


def named(text: str) -> Iterator[Span]:
    """The secrets that a name gives away; spans may overlap."""
    folded = text.casefold()
    if not any(stem in folded for stem in (*_STEMS, *_PIECES[_LOGIN])):
        return
    apt = {pattern for pattern, pieces in _PIECES.items() if any(piece in folded for piece in pieces)}
    apt |= {_BELOW} if _LINE_OPEN.search(text) else set()
    for match in _each(_NAMED, text):
        if _is_set(match, text):
            yield _span(match)
    for pattern in (_SPOKEN, _DASHED, _LOGIN, _BELOW):
        for match in _each(pattern, text) if pattern in apt else ():
            sign = (match.groupdict().get("sign") or "is").lower()
            if _could_be(match) and _looks_made_up(_stripped(match), quoted=_is_quoted(match), sign=sign):
                yield _span(match)
    for match in _each(_ARGUMENT, text) if _ARGUMENT in apt else ():
        if _is_argument(match):
            yield _span(match)
    for pattern in (_SET, _ELEMENT):
        yield from (_span(match) for match in (_each(pattern, text) if pattern in apt else ()) if _could_be(match))


def _each(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Every match, those too that begin inside the value of an earlier one."""
    match = pattern.search(text)
    while match is not None:
        yield match
        match = pattern.search(text, match.end("word"))


def _is_set(match: re.Match[str], text: str) -> bool:
    """Whether what follows a name and a sign is a value, and not a word of the sentence."""
    before, kind, sign = _name_before(match, text), _kind_of(match["word"]), match["sign"].lower()
    if not _could_be(match) or _is_counted(before, text[max(0, match.start("word") - 20) : match.start("word")]):
        return False
    value, quoted = _stripped(match), _is_quoted(match)
    if sign == "|" and not _is_setting(before, match, text):
        return _looks_made_up(value, quoted=False, sign="is")
    if " " in value.strip():
        return (kind is _Kind.PASSWORD or _is_setting(before, match, text)) and not _reads_as_words(value)
    if _looks_made_up(value, quoted=quoted, sign=sign):
        return True
    if sign in _SPOKEN_SIGNS:
        return False
    return _is_setting_value(value, before, match, text)


def _is_setting_value(value: str, before: str, match: re.Match[str], text: str) -> bool:
    """Whether a plain word or number is the value of a setting: by the form of the name, or by standing alone."""
    kind, sign = _kind_of(match["word"]), match["sign"]
    end = _end_of(match)
    setting, rest = _is_setting(before, match, text), text[end : end + 300]
    if value.isdigit():
        return kind is _Kind.PASSWORD and len(value) >= 4 and (setting or _ENDS.match(rest) is not None)
    if not any(one.isalpha() for one in value):
        return False
    if setting:
        upper = (before + match["word"]).isupper()
        return "=" in sign or upper or _is_quoted(match) or _ENDS.match(rest) is not None
    if kind is _Kind.TOKEN and (_is_quoted(match) or "=" in sign):
        return False
    tight = sign == "=" and match.start("sign") == match.end("word") and text[match.end("sign")].strip() != ""
    start = match.start("word") - len(before)
    if _LINE_STARTS.search(text[max(0, start - 100) : start]) and _LINE_ENDS.match(rest):
        return True
    return tight or (kind is _Kind.PASSWORD and (_is_quoted(match) or _ENDS.match(rest) is not None))


def _is_setting(before: str, match: re.Match[str], text: str) -> bool:
    """Whether a name is written as names of settings are: DB_PASSWORD, db_password, dbPassword, --password, ?token."""
    name, start = before + match["word"], match.start("word") - len(before)
    if text[max(0, start - 2) : start].endswith(("--", "?", "&")) or name.startswith("--"):
        return True
    joined = "_" in name or "." in before or re.search(r"[a-z][A-Z]", name) is not None
    return joined or (name.isupper() and len(name) > 2)


def _is_argument(match: re.Match[str]) -> bool:
    """Whether what follows an argument such as ``--password`` is its value."""
    value, alone = _stripped(match), match["gap"].strip(" \t") != ""
    if not _could_be(match) or value.startswith("-"):
        return False
    if _looks_made_up(value, quoted=False, sign="is"):
        return True
    names = match["word"].lower().split("-")
    if names[-1] == "key" and not {"api", "access", "secret", "private", "master"} & set(names):
        return False
    alone = alone or (_is_quoted(match) and " " not in value)
    return any(one.isalpha() for one in value) and (alone or _kind_of(match["word"]) is not _Kind.TOKEN)


def _could_be(match: re.Match[str]) -> bool:
    """Whether a value could be a secret at all: no placeholder, no reference, no word such as "required"."""
    value = _stripped(match)
    bare = value if _is_quoted(match) else value.rstrip(".,;:)]}!?*|")
    if len(bare) < 3 or _PLACEHOLDER.match(value) or set(bare) <= set("*x.X-_•"):
        return False
    if bare[0] in "$%{<(" or bare.lower() in PLAIN or _REFERENCE.fullmatch(bare):
        return False
    return _is_quoted(match) or "(" not in bare


def _looks_made_up(value: str, quoted: bool, sign: str) -> bool:
    """Whether a value is mixed of letters, digits and marks as no word is."""
    bare = value.rstrip(".,;:)]}!?")
    digits = sum(character.isdigit() for character in bare)
    letters = sum(character.isalpha() for character in bare)
    marks = len(bare) - digits - letters
    if len(bare) < 4 or " " in bare:
        return False
    mixed = digits > 0 and letters > 0 and len(bare) >= 6
    if sign in _SPOKEN_SIGNS:
        return mixed or (marks > 1 and digits > 0)
    if quoted:
        return mixed or marks > 0 or len(bare) >= 8
    return mixed or (letters > 0 and any(mark in bare for mark in "!@#$%^&*")) or (sign == "=" and len(bare) >= 8)


def _reads_as_words(value: str) -> bool:
    """Whether several words say something about a secret instead of being one."""
    words = [word.strip(".,;:!?()").lower() for word in value.split()]
    return any(word in PLAIN for word in words) or len(words) > 8


def _is_counted(before: str, text: str) -> bool:
    """Whether the word before a name makes it a number, a switch, or one of several."""
    return _words_before(before)[-1] in COUNTED or (not before and text.lower().split()[-1:] in _NUMBERED)


def _words_before(before: str) -> list[str]:
    return re.split(r"[_.\[-]", before.lower().rstrip("_.-["))


def _name_before(match: re.Match[str], text: str) -> str:
    """The part of the name that stands before its telling word."""
    start = match.start("word")
    found = _BEFORE.search(text[max(0, start - 80) : start])
    return found[0] if found else ""


def _is_quoted(match: re.Match[str]) -> bool:
    return match.groupdict().get("bare") is None


def _group(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return next(name for name in _VALUES if groups.get(name) is not None)


def _stripped(match: re.Match[str]) -> str:
    """The value; one that is quoted and never closed ends at its first space, one in an address before the next."""
    group = _group(match)
    value: str = match[group]
    if group == "bare":
        found = _NEXT_SETTING.search(value)
        return value[: found.start()] if found else value
    closed = match.string[match.end(group) : match.end(group) + 2].startswith(("\\", '"', "'", "`"))
    return value if closed else value.split(maxsplit=1)[0] if value.strip() else value


def _end_of(match: re.Match[str]) -> int:
    """Where the value ends, its quotation mark included."""
    start = match.start(_group(match))
    value = _stripped(match)
    return start + len(value if _is_quoted(match) else value.rstrip(".,;:)]}!?*|"))


def _span(match: re.Match[str]) -> Span:
    value, start = _stripped(match), match.start(_group(match))
    kept = value if _is_quoted(match) else value.rstrip(".)]}|*")
    return start, start + len(kept), _kind_of(match["word"]).value


def _kind_of(name: str) -> _Kind:
    low = name.lower()
    if any(word in low for word in ("pass", "pwd", "pw", "kennwort", "log", "sign-", "signin", "cred", "zugang")):
        return _Kind.PASSWORD
    return _Kind.API_KEY if "key" in low else _Kind.TOKEN if "token" in low else _Kind.SECRET
