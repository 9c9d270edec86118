"""What the system is called: by the owner's words, the first heading, or the name of the file; else nothing.

One word in a file's name says where a text is kept more often than what the system is, so it comes last.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from agent.reading.text.headings import is_section
from agent.reading.text.system_sentences import Told
from agent.reading.text.titles import genre_words, system_words
from agent.reading.text.words import lexicon, words_of
from knowledge.product_names import products


def name_told(shown: str, *, opens: bool) -> str:
    """The name that the owner's words give: called so, or, where a description opens, said to be our system."""
    called = _given(shown, (_CALLED, _WE_CALL, _GOES_BY, *((_ASIDE, _PROJECT) if opens else ())))
    if called or not opens:
        return called
    opening = shown.lstrip()[:_OPENING]
    if titled := _TITLE_LINE.match(opening):
        name = name_in_title(titled[1].split(",")[0])
        if name[:1].isupper() and len(name.split()) <= _MOST_TITLED:
            return name
    found = _COINED.match(opening) or _QUOTED.search(opening)
    if found:
        return next(name for name in found.groups() if name)
    if coined := next((one[1] for one in _CAMEL.finditer(opening) if one[1].lower() not in _product_words()), ""):
        return coined
    does = _DOES.match(opening)
    if does and does[1].lower() not in _NO_NAMES | _PEOPLE and not does[1].endswith("s"):
        return does[1]
    for match in _IS_OURS.finditer(shown[:_BEGINNING]):
        head = [word for word, _, _ in words_of(_GOES_ON.split(match["what"])[0])][-1:]
        if system_words().issuperset(head) and head and match[1].lower() not in _NO_NAMES:
            return match[1]
    return ""


def _given(shown: str, ways: Iterable[re.Pattern[str]]) -> str:
    """The name that somebody is said to have given it: ``we call her Brunhilde``, ``Sealskin (internal name)``."""
    found = (match for one in ways for match in one.finditer(shown))
    names = (match[1] for match in found)
    return next((name for name in names if name.lower() not in _NO_NAMES | _PEOPLE | products()), "")


def name_of_document(told: Told, file: str) -> str:
    """The name that a heading above the text gives, or a file's name of several words, such as ``support-bot.md``."""
    of_file = name_of_file(file)
    names = (*map(name_in_title, told.titles[:2]), of_file if " " in of_file else "")
    return next((name for name in names if name), "")


def name_in_title(title: str) -> str:
    """A title without the words that only say what kind of text it is; empty where nothing is left."""
    if title.endswith((".", "?", "!")):
        return ""
    pieces = [
        _without_genre(piece)
        for piece in _PARTING.split(title)
        if piece.lower() not in _MAIL_HEADS and not _TICKET.match(piece)
    ]
    name = next((piece for piece in pieces if piece), "")
    fits = len(name) <= _LONGEST and len(name.split()) <= _MOST_WORDS and not is_section(name)
    return name if fits and not {*name.lower().split()[-1:]} & _BODIES else ""


_OPENING, _BEGINNING, _LONGEST, _MOST_WORDS = 300, 800, 60, 7
_WORD = r"[A-Z0-9][\w-]{0,40}(?:\.\w{1,20}){0,2}"
_NAME = rf"({_WORD}(?: {_WORD}){{0,3}})"
_CALLED = re.compile(
    r"\b(?i:system|assistant|bot|chatbot|product|service|app|application|agent|platform|tool|model|it|project|portal"
    r"|thing|software|solution|setup|robot|helper|copilot)s?"
    r"(?: for(?: [a-z][\w-]{1,20}){0,3} [a-z][\w-]{1,20}s)?"
    rf"(?:,| is| are)? (?:called|named|known as|dubbed) [\"\u201c'\u2018]?{_NAME}"
)
_QUOTE = r"[\"\u201c'\u2018*]?"
_WE_CALL = re.compile(
    r"\b(?i:we|i|they|everyone|everybody|people|staff|the \w{3,20}|our \w{3,20}|users|colleagues|customers|some|most)"
    r"(?: (?:here|all|just|simply|both|now|usually|at \w{2,20}|in \w{2,20}|lovingly|fondly)){0,2}"
    r" (?:calls?|called|named?|christened|baptised|nicknamed?|dubbed) (?:it|her|him|this|the \w{3,20})"
    rf" {_QUOTE}{_NAME}"
)
_GOES_BY = re.compile(
    r"\b(?i:nicknamed|code-?named|christened|by the name(?: of)?|under the name(?: of)?"
    r"|(?:it|he|she|which|that) goes by"
    r"|known (?:here|internally|to \w{2,20}) as|listens to the name(?: of)?|(?:her|his|its) name is"
    r"|(?:code|internal|working|project) ?-?(?:name|title)(?: is|:)?|the name is"
    rf"|answers to the name(?: of)?) {_QUOTE}{_NAME}"
)
_ASIDE = re.compile(
    rf"(?:(?:^|[.!?]\s{{1,3}}){_NAME} \((?i:internal(?:ly)?|working|code|project|product)[ -]?(?i:name|title)?\))"
)
_PROJECT = re.compile(rf"(?:^|[.!?]\s{{1,3}}|\()(?:Project|internally|codename) {_QUOTE}{_NAME}(?=[:,)]| [a-z\u2014-])")
_IS_OURS = re.compile(rf"(?:^|[.!?]\s{{1,3}}){_NAME} (?:is|was built as) (?:our|the|an?) (?P<what>[^.,;:(\n]{{2,80}})")
_GOES_ON = re.compile(r" (?:of|for|that|which|with|in|on|and|by|to|built|based|who|behind|from|at|running|used) ")
_COINED = re.compile(
    r"(?:(?:Meet|Introducing|Welcome to|About) ([A-Z][\w.-]{1,30})|([A-Z][a-z]{1,30}[A-Z]\w{0,30})(?= [a-z]))"
)
_CAMEL = re.compile(
    r"(?<![\w-])([A-Z][a-z]{1,20}[A-Z][a-z]{2,20})"
    r"(?!, an? (?:\w+ )?(?:company|vendor|supplier|firm|provider|maker)\b)"
    r"(?=\"|\u201d|, (?:the|our|a) | is (?:the|our|a) |"
    r" (?:gives|predicts|answers|reads|writes|finds|scores|sorts|tells|decides|checks|helps|turns|suggests|takes|looks"
    r"|listens|plans|flags|ranks|counts|draws|drafts|watches|warns|weighs|picks|marks|measures|translates|matches)\b)"
)
"""A coined name that does something: ``TenantFit gives a number``, ``PolicyPal, the helper on our page``."""
_QUOTED = re.compile(
    '["\u201c]([A-Z][\\w-]{1,40}(?: [A-Z][\\w-]{0,40}){0,2})["\u201d],? (?:an?|our|the|is|helps|lets) '
)
_DOES = re.compile(
    r"([A-Z][a-z]{3,30}) (?:scores|answers|ranks|drafts|classifies|summari[sz]es|detects|recommends|translates|predicts"
    r"|transcribes|extracts|flags|grades|suggests|generates|routes|monitors|triages|helps|turns|screens|tags|plans|forecasts|estimates"
    r"|optimi[sz]es|converts|matches|parses|indexes|crawls|searches|analy[sz]es|proposes|schedules|simulates|renders"
    r"|visuali[sz]es|verifies|counts|maps|spots|compares)\b"
)
"""A word that no sentence begins with otherwise, and does what only a system does."""
_PARTING = re.compile(r"\s{0,3}[:|\u2013\u2014(]\s{0,3}|\s{1,3}-{1,2}\s{1,3}|, (?=(?:the|an?|our|your) )")
_TICKET = re.compile(r"\A\W{0,3}[A-Z]{2,10}-\d{1,6}\W{0,3}\Z")
"""The key of a ticket, which says where a text is kept."""
_SPEAKING = re.compile(r"[^\W\d_]{4}")
"""A file called ``d2`` or ``v3`` says nothing of the system."""
_MAIL_HEADS = frozenset({"subject", "re", "fw", "fwd", "betreff"})
_BODIES = lexicon("board committee council auditors commission panel meeting directors jury reviewers regulator")
"""Whom a paper is for: the title ``For the ethics board`` names no system."""
_LINKING = lexicon("of for the our a an and in on to about with by & its your this")
_TITLE_LINE = re.compile(
    r"(?!(?i:hi|hello|hey|dear|good|thanks|subject|re|fwd|fw|from|to|date|ok|so|well|please|note)\b)"
    r"([^\n]{3,90}[^\s,.;:!?])[ \t]*\n[ \t]*\n"
)
"""A line of its own above a text that is no sentence, greeting or head of a mail."""
_MOST_TITLED = 4
_NO_NAMES = frozenset(
    {"it", "this", "that", "there", "he", "she", "we", "they", "who", "what", "here", "each", "one", "everyone"}
)
_PEOPLE = lexicon(
    "marketing support finance legal sales engineering management procurement accounting everybody everyone somebody "
    "someone nobody anybody staff another chatgpt claude gemini llama mistral whisper copilot llm model bot"
)
"""Departments, people and products that a text may open with."""
_VERSION = re.compile(r"\Av?\d{1,4}(?:[.-]\d{1,4}){0,3}\Z")


def _without_genre(piece: str) -> str:
    """The words of a piece without those of the genre at either end, and what links them."""
    found = re.findall(r"[^\s\"\u201c\u201d`*_,]+", piece)
    plain = [tuple(word for word, _, _ in words_of(one)) for one in found]
    first, last = 0, len(found)
    while first < last:
        step = _genre_at(plain[first:last])
        if not step:
            break
        first += step
    while first < last:
        step = _genre_at([tuple(reversed(one)) for one in reversed(plain[first:last])], backwards=True)
        if not step:
            break
        last -= step
    return " ".join(found[first:last])


def _genre_at(words: list[tuple[str, ...]], *, backwards: bool = False) -> int:
    """How many words at an end are of the genre, a link or a version."""
    flat = [one[0] if len(one) == 1 else "".join(one) for one in words]
    for size in range(min(4, len(flat)), 0, -1):
        phrase = tuple(reversed(flat[:size])) if backwards else tuple(flat[:size])
        if phrase in genre_words():
            return size
    return int(flat[0] in _LINKING or not flat[0] or _VERSION.match(flat[0]) is not None)


def name_of_file(file: str) -> str:
    """The name of a file as words, without what only says what kind of text it is; empty where nothing is left."""
    stem = re.sub(r"\.[A-Za-z]{1,10}\Z", "", file)
    name = name_in_title(re.sub(r"[-_.+\s]{1,9}", " ", re.sub(r"\A\d{1,8}[-_. ]", "", stem)).strip())
    return name if _SPEAKING.search(name) else ""


@lru_cache(maxsize=1)
def _product_words() -> frozenset[str]:
    """Words of products of others, which are no names of a system of ours."""
    return frozenset(word for name in products() for word in name.split())
