"""Secrets that are known by their shape: keys of vendors, tokens, logins in addresses, cards, private keys."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator

Span = tuple[int, int, str]
"""Where a secret begins and ends, and of what sort it is."""


def shaped(text: str) -> Iterator[Span]:
    """The secrets that give themselves away; spans may overlap."""
    yield from _pems(text)
    signs = f"{text}\n{text.casefold()}"
    for sort, some, pattern in _LOOKED:
        for match in pattern.finditer(text) if any(sign in signs for sign in some) else ():
            start, end = match.span(match.lastindex or 0)
            yield start, end, sort
    yield from _matching(_CARD, "CARD_NUMBER", text, _is_card)
    yield from _matching(_DENSE, "TOKEN", text, _is_dense)


_PEM_START = "-----BEGIN "
_PEM_END = "-----END "
_KNOWN: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("API_KEY", "sk- rk- pk-", re.compile(r"\b(?:sk|rk|pk)-[A-Za-z0-9_-]{16,200}")),
    ("API_KEY", "sk_ rk_ pk_ whsec_", re.compile(r"\b(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,200}\b")),
    ("API_KEY", "AKIA ASIA AGPA AROA AIDA", re.compile(r"\b(?:AKIA|ASIA|AGPA|AROA|AIDA)[A-Z0-9]{16}\b")),
    ("API_KEY", "AIza", re.compile(r"\bAIza[A-Za-z0-9_-]{30,45}")),
    ("API_KEY", "hf_ npm_ shpat_ shpss_ dop_v1_ doo_v1_ glsa_ lin_api_ sntrys_ r8_",
     re.compile(r"\b(?:hf|npm|shpat|shpss|dop_v1|doo_v1|glsa|lin_api|sntrys|r8)_[A-Za-z0-9_]{20,200}\b")),
    ("API_KEY", "SG.", re.compile(r"\bSG\.[A-Za-z0-9_-]{16,40}\.[A-Za-z0-9_-]{16,80}")),
    ("API_KEY", "key- dapi SK AC", re.compile(r"\b(?:key-|dapi|SK|AC)[0-9a-f]{32}\b")),
    ("TOKEN", "gho_ ghp_ ghu_ ghs_ ghr_ github_pat_",
     re.compile(r"\b(?:gh[opusr]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255})")),
    ("API_KEY", "LTAI", re.compile(r"\bLTAI[A-Za-z0-9]{12,30}\b")),
    ("API_KEY", "NRAK-", re.compile(r"\bNRAK-[A-Z0-9]{20,40}\b")),
    ("API_KEY", "gsk_ sbp_ sbs_ ntn_ pcsk_ figd_ glc_ dckr_ lsv2_ pscale_",
     re.compile(r"\b(?:gsk|sbp|sbs|ntn|pcsk|figd|glc|dckr_pat|dckr_oat|lsv2_pt|lsv2_sk|pscale_[a-z]{2,8})_"
                r"(?=[A-Za-z_-]{0,80}\d)[A-Za-z0-9_-]{20,200}")),
    ("API_KEY", "xai- pplx- xkeysib- GOCSPX- tskey-",
     re.compile(r"\b(?:xai|pplx|xkeysib|GOCSPX|tskey-[a-z]{2,10})-"
                r"(?=[A-Za-z_-]{0,80}\d)[A-Za-z0-9_-]{20,200}")),
    ("TOKEN", "glpat- glrt- gldt- glft- glptt- glcbt- glsoat- glagent-",
     re.compile(r"\bgl(?:pat|rt|dt|ft|ptt|cbt|soat|agent)-[A-Za-z0-9_-]{18,60}")),
    ("TOKEN", "ATATT3", re.compile(r"\bATATT3[A-Za-z0-9_=-]{30,300}")),
    ("TOKEN", ".atlasv1.", re.compile(r"\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{50,80}")),
    ("TOKEN", "",
     re.compile(r"\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,40}(?![A-Za-z0-9_-])")),
    ("TOKEN", "/api/webhooks/", re.compile(r"\bdiscord(?:app)?\.com/api/webhooks/\d{15,22}/([A-Za-z0-9_-]{30,120})")),
    ("TOKEN", "webhook.office.com/",
     re.compile(r"\bwebhook\.office\.com/[^\s/]{1,100}/[^\s]{1,120}?/([0-9a-f]{32})\b")),
    ("TOKEN", "xox", re.compile(r"\bxox[a-z]-[A-Za-z0-9-]{10,200}")),
    ("TOKEN", "ya29.", re.compile(r"\bya29\.[A-Za-z0-9_-]{20,500}")),
    ("TOKEN", "pypi-", re.compile(r"\bpypi-[A-Za-z0-9_-]{40,400}")),
    ("TOKEN", "hvs. hvb.", re.compile(r"\bhv[sb]\.[A-Za-z0-9_-]{20,300}")),
    ("TOKEN", "", re.compile(r"\b(?:bot)?(\d{8,10}:[A-Za-z0-9_-]{35})(?![A-Za-z0-9_-])")),
    ("TOKEN", "hooks.slack.com/services/", re.compile(r"\bhooks\.slack\.com/services/([A-Za-z0-9/]{20,120})")),
    ("TOKEN", "AGE-SECRET-KEY-1", re.compile(r"\bAGE-SECRET-KEY-1[A-Z0-9]{40,80}\b")),
    ("JWT", "eyJ", re.compile(r"\beyJ[A-Za-z0-9_-]{6,2000}\.[A-Za-z0-9_-]{6,4000}\.[A-Za-z0-9_-]{0,2000}")),
    ("LOGIN", "://", re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://([^\s/:@'\"<>]{0,100}:[^\s/@'\"<>]{1,200})@(?=[^\s])")),
    ("TOKEN", "earer asic",
     re.compile(r"\b(?:[Bb]earer|[Bb]asic)[ \t]{1,3}((?=[^\s]{0,40}[0-9+/=_.-])[A-Za-z0-9+/=_.~-]{16,2000})")),
    ("TOKEN", "author",
     re.compile(r"(?i:\bauthorization)[\"']?[ \t]{0,3}[:=][ \t]{0,3}[\"']?(?:[A-Za-z-]{2,20}[ \t]{1,3})?"
                r"((?=[A-Za-z+/=_.~:-]{0,40}\d)[A-Za-z0-9+/=_.~:-]{12,2000})")),
    ("LOGIN", "-u",
     re.compile(r"(?:[ \t]-u|--user|--proxy-user)[ \t=]{1,3}[\"']?"
                r"(?!\d{1,9}:\d)([^\s:\"'$<>/]{1,60}:[^\s\"'$<>:]{4,100})")),
    ("LOGIN", "://",
     re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://((?=[A-Za-z_-]{0,80}\d)[A-Za-z0-9_-]{16,200})@(?=[^\s])")),
    ("API_KEY", "key",
     re.compile(r"(?i)\bkey[\"']?[ \t]{0,2}[=:][ \t]{0,2}[\"']?"
                r"(?!sha\d)((?=[a-z_-]{0,60}\d)[a-z0-9_-]{24,200})\b")),
    ("PASSWORD", "auth",
     re.compile(r"\bauth[ \t]{0,2}=[ \t]{0,2}\([\"'][^\"'\n]{1,60}[\"'],"
                r"[ \t]{0,2}[\"']([^\"'\n]{4,100})[\"']")),
    ("PASSWORD", "sshpass redis-cli mysql",
     re.compile(r"\b(?:sshpass[ \t]{1,3}-p[ \t]?"
                r"|redis-cli[^\n|;]{0,60}?[ \t]-a[ \t]{1,3}"
                r"|mysql[a-z]{0,8}[^\n|;]{0,60}?[ \t]-p)([^\s$<{-][^\s]{3,100})")),
    ("PASSWORD", "login", re.compile(r"\blogin[ \t]{1,3}[^\s]{1,60}[ \t]{1,3}password[ \t]{1,3}([^\s$<{]{6,200})")),
    ("KEY", "AccountKey SharedAccessKey sig=",
     re.compile(r"\b(?:AccountKey|SharedAccessKey|sig)=([A-Za-z0-9+/%=_-]{20,200})")),
)  # fmt: skip
"""Each sort with what its secrets look like; one of the pieces before that stands in each of them, or by its name."""
_LOOKED = tuple((sort, tuple(some.split(" ")), pattern) for sort, some, pattern in _KNOWN)
_CARD = re.compile(r"(?<![\d.-])[3-6]\d{3}(?:[ -]?\d){9,15}(?![\d-])")
_DENSE = re.compile(
    r"(?<![A-Za-z0-9+/=_:.-])(?<!base64,)(?!sha\d{3}-)[A-Za-z0-9+/_-]{32,120}={0,2}(?![A-Za-z0-9+/=_-])"
)
_LEAST_ENTROPY = 4.2


def _pems(text: str) -> Iterator[Span]:
    start = text.find(_PEM_START)
    while start >= 0:
        end = text.find(_PEM_END, start)
        line = text.find("-----", end + len(_PEM_END)) if end >= 0 else -1
        stop = line + 5 if line >= 0 else len(text)
        if "PRIVATE KEY" in text[start : start + 60]:
            yield start, stop, "PRIVATE_KEY"
        start = text.find(_PEM_START, max(stop, start + 1))


def _matching(pattern: re.Pattern[str], sort: str, text: str, holds: Callable[[str], bool]) -> Iterator[Span]:
    for match in pattern.finditer(text):
        if holds(match[0]):
            yield match.start(), match.end(), sort


def _is_card(written: str) -> bool:
    digits = [int(one) for one in written if one.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) < 2:
        return False
    doubled = (sum(divmod(2 * digit, 10)) if place % 2 else digit for place, digit in enumerate(reversed(digits)))
    return sum(doubled) % 10 == 0


def _is_dense(written: str) -> bool:
    """Whether a long run of letters and digits is as mixed as only made-up keys are."""
    sorts = (str.isupper, str.islower, str.isdigit)
    if not all(any(sort(one) for one in written) for sort in sorts) or sum(map(str.isdigit, written)) < 3:
        return False
    if any(len(part) > 12 and part.isalpha() and part.islower() for part in re.split(r"[/_-]", written)):
        return False
    counts = Counter(written)
    entropy = -sum(count / len(written) * math.log2(count / len(written)) for count in counts.values())
    return entropy >= _LEAST_ENTROPY
