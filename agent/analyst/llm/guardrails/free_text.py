"""Check text that a model wrote freely: scenarios told in the third person, and answers that speak to the owner.

Plain prose passes, whatever everyday words it uses. What never passes: links, contact details, markup, secrets, ids
and names that nobody brought in, and orders to the reader.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from agent.analyst.llm.guardrails.output_checks import Vocabulary, words_of
from agent.domain.secrets.redaction import mask
from agent.prompts import repeats_a_prompt
from agent.reading.text.language import function_words
from agent.reading.text.words import lexicon
from knowledge.loading.tables import word_table
from knowledge.product_names import ProductNames
from knowledge.vocabulary import ComponentKind, Value

LEAST_LETTERS = 12
LINKS, SECRETS, IDS, NUMBERS = "they held links or markup", "they held a secret", "they named ids", "they held numbers"
CONTACTS, NAMES = "they held contact details", "they named what is not in the system"
ADDRESSED, ORDERED = "they spoke to the reader", "they told the reader what to do"
BELITTLED = "they made light of the threat"
REPEATED = "they repeated the instructions"


class FieldTerms(Value):
    """The table ``terms.yaml``."""

    terms: str


def objection_to_free_text(text: str, most_letters: int, names: Vocabulary) -> str:
    """Why a scenario cannot be shown; empty when it can.

    ``names`` holds the names of parts and people and the owner's own text; it may bring in no other name. It tells
    what happens and speaks to nobody.
    """
    if problem := _of_any_text(text, most_letters, names):
        return problem
    if _READER.search(text) or _SPEAKER.search(text):
        return ADDRESSED
    if _DUTY.search(text) or _orders(text, _ORDERS | _ERRANDS, _ORDERS_OR_NOUNS | _ERRANDS_OR_NOUNS):
        return ORDERED
    return BELITTLED if _BELITTLES.search(text) else ""


def objection_to_answer(text: str, most_letters: int, names: Vocabulary, ids: Iterable[str] = ()) -> str:
    """Why an answer to the owner cannot be shown; empty when it can. It may name these ids, such as T-007."""
    if problem := _of_any_text(text, most_letters, replace(names, texts=(*names.texts, " ".join(ids)))):
        return problem
    return ORDERED if _orders(text, _ERRANDS, _ERRANDS_OR_NOUNS) else ""


def objection_to_measure(text: str, most_letters: int, names: Vocabulary, measure: str) -> str:
    """Why words on a measure of the catalog cannot be shown; empty when they can.

    They tell a team what to do with its parts, so they may begin with verbs of work and with those of the measure, but
    for verbs that have the reader look away.
    """
    if problem := _of_any_text(text, most_letters, names):
        return problem
    work = _WORK | (frozenset(words_of(measure)) - _LOOKING_AWAY)
    return ORDERED if _orders(text, _ERRANDS - work, _ERRANDS_OR_NOUNS - work) else ""


def _of_any_text(text: str, most: int, names: Vocabulary) -> str:
    if not LEAST_LETTERS <= len(text) <= most:
        return "they were too long or too short"
    if mask(text).found:
        return SECRETS
    if repeats_a_prompt(text):
        return REPEATED
    if _LINK.search(text) or not all(map(_is_plain, text)) or not all(map(names.holds, _marked(text))):
        return LINKS
    if _CONTACT.search(text) or any(sum(map(str.isdigit, one)) > _MOST_DIGITS for one in _DIGITS.findall(text)):
        return CONTACTS
    if problem := _of_numbers(text, names):
        return problem
    if not all(_is_known(word, starts, names) for word, starts in _capitals(text)) or _foreign(text, names):
        return NAMES
    return ""


def _marked(text: str) -> Iterator[str]:
    """Words that hold marks beyond those of prose, or look like an address: only names of the system may."""
    for word in text.split():
        bare = word.strip(_AROUND)
        if _MARKS.search(bare) or _ADDRESS.search(bare):
            yield bare.removesuffix("'s").removesuffix("\u2019s")


def _is_plain(character: str) -> bool:
    """Whether a character is a space, a mark or a Latin letter: no control or bidi mark, no look-alike, no picture."""
    if character.isascii():
        return character.isprintable()
    if character in _TYPOGRAPHIC:
        return True
    return character.isalpha() and unicodedata.name(character, "").startswith("LATIN")


def _of_numbers(text: str, names: Vocabulary) -> str:
    """Ids that were not given, and numbers nobody could check."""
    free = names.names | _terms()
    for token in _TOKEN.findall(text):
        word = token.lower()
        if not any(map(str.isdigit, word)) or word in free or _NUMBER.fullmatch(word):
            continue
        if not all(part in free or part.isalpha() or _NUMBER.fullmatch(part) for part in re.split(r"[-/]", word)):
            return NUMBERS if word[0].isdigit() else IDS
        if _ID.fullmatch(word):
            return IDS
    return ""


def _capitals(text: str) -> Iterator[tuple[str, bool]]:
    """Words with a capital anywhere, each with whether a sentence or something quoted starts with it."""
    for found in _TOKEN.finditer(text):
        if any(letter.isupper() for letter in found[0]):
            yield found[0], _STARTING.search(text[: found.start()]) is not None


def _is_known(word: str, starts: bool, names: Vocabulary) -> bool:
    """Whether a word with capitals names something of this system, or nothing at all."""
    plain = word.lower().replace("\u2019", "'").removesuffix("'s")
    free, ordinary = names.names | _terms(), word[1:].islower()
    if len(word) == 1 or {plain, plain.removesuffix("s")} & free:
        return True
    if starts and ordinary and (plain in _ordinary() or names.knows(plain) or _DOING.fullmatch(plain)):
        return True
    parts = re.split(r"[-/']", word)
    if len(parts) < 2:
        return False
    return all(
        part.islower() or not part or _is_known(part, starts and at == 0, names) for at, part in enumerate(parts)
    )


def _foreign(text: str, names: Vocabulary) -> bool:
    """Whether a product is named that nobody spoke of, in whatever writing."""
    return any(word in _products() and word not in names.names for word in words_of(text))


def _orders(text: str, always: frozenset[str], with_object: frozenset[str]) -> bool:
    """Whether a sentence, outside of what is quoted, is an order: by its verb, or by a verb with what it acts on."""
    if _GO_THERE.search(text):
        return True
    told = _QUOTED.sub(" ", text)
    told = told if len(told) * 2 > len(text) else text  # words that are all quoted are said by nobody else
    for found in _CLAUSE.finditer(told):
        verb, following = found["verb"].lower(), (found["next"] or "").lower()
        if verb in always or (verb in with_object and (following in _OBJECTS or following.isdigit())):
            return True
    return False


@cache
def _terms() -> frozenset[str]:
    return frozenset(word.lower() for word in word_table("terms", FieldTerms).terms.split())


@cache
def _ordinary() -> frozenset[str]:
    """Words that begin sentences."""
    return function_words() | _OPENERS


@cache
def _products() -> frozenset[str]:
    """Products with a name of one word; names of methods are none."""
    table = word_table("products", ProductNames).names
    brands = (name for kind, names in table.items() if kind not in _METHODS for name in names)
    return frozenset(name for name in brands if name.isalnum() and len(name) > 3) - _terms() - _HOMONYMS


_METHODS = frozenset({ComponentKind.PREDICTIVE_MODEL, ComponentKind.VISION_MODEL, ComponentKind.RECOMMENDER})
_HOMONYMS = frozenset({"rails"})
_MOST_DIGITS = 6
_AROUND = ".,;:!?()\"'\u201c\u201d\u2018\u2019\u2026"
_TYPOGRAPHIC = frozenset("\u2019\u2018\u201c\u201d\u2013\u2014\u2026\u20ac\u00a3\u00a7\u00b0\u00a0")
_LINK = re.compile(
    r"[<>`\[\]{}|\\^=\n]|:/|//|\bwww\b|\b(?:data|javascript|mailto|tel|https?):|"
    r"\bdot (?:com|net|org|io|info|example|app|dev|ru|cn|de|co|ai|xyz)\b|\(dot\)",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[*_#~@]")
_ADDRESS = re.compile(r"[\w-]\.[a-z]{2,}", re.IGNORECASE)
_CONTACT = re.compile(
    r"\b(?:hot ?line|phone number|telephone number|helpline|extension \d|\S+@\S+)|\b[\w-]+ (?:at|\(at\)) [\w-]+ dot ",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\+?\d[\d ()./-]*\d")
_TOKEN = re.compile(r"[^\W_]+(?:[-'\u2019/_.&][^\W_]+)*")
_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,4})?(?:st|nd|rd|th|s|x|h|k|am|pm|%)?")
_ID = re.compile(r"(?:[tcmfpbdaq]|aml|llm|asi|cve|cwe|capec|owasp|iso|nist)[-. ]?t?\d[\w.:-]*")
_STARTING = re.compile(r"(?:^|[.!?:;\u2026][\"'\u201d\u2019)]?\s+|[\"'\u201c\u2018(]|[\u2013\u2014]\s?)$")
_READER = re.compile(r"\b(?:you|your|yours|yourself|yourselves|dear|reader)\b", re.IGNORECASE)
_SPEAKER = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]ine|[Ww]e|us|[Oo]urs?|[Ll]et's)\b")
_DUTY = re.compile(
    r"\b(?:(?<!who )(?<!that )(?<!which )should|should(?! (?:not|never)\b)|must|ought|shall|"
    r"(?<!would )(?<!might )(?<!could )(?:needs? to|(?:has|have) to be)|"
    r"(?:is|are) (?:advised|asked|required|requested|urged) to)\b",
    re.IGNORECASE,
)
_BELITTLES = re.compile(
    r"\b(?:this|that|these|those|the (?:above|other|listed|present)|such an?|all (?:other|the)) "
    r"(?:threats?|entr(?:y|ies)|findings?|items?|scenarios?|ratings?|risk (?:is|was|can|does))\b|"
    r"\bthreat model\b|\b(?:is|are|was|be|quite|entirely) harmless\b|"
    r"\bno (?:real |actual |serious |longer a |need |reason |cause )*"
    r"(?:threat|risk|danger|problem|worry|concern|need|to worry)\b|"
    r"\bnot (?:a |an |any )?(?:real |actual |serious )?(?:threat|risk|danger|problem|concern|relevant|applicable)\b|"
    r"\bcan(?:not| safely)? be (?:safely )?(?:ignored|dismissed|accepted|disregarded|neglected|closed)\b|"
    r"\b(?:only|merely|purely) theoretical\b|\bnothing to (?:worry|fear)\b|"
    r"\balready (?:been )?(?:fixed|mitigated|resolved|solved)\b",
    re.IGNORECASE,
)
_GO_THERE = re.compile(
    r"\b(?:(?:go|head) (?:over )?to (?:this|our|your|the (?:site|page|web ?site|address|link))|"
    r"log ?(?:in|on) (?:at|here)|sign ?(?:in|up) (?:at|here)|click (?:here|below|this)|"
    r"(?:and|then|or) (?:dial|visit|phone) (?:this|our|the|us)|call (?:us|this|now|our|\d)|"
    r"(?:send|give|e-?mail) (?:us|me|your)|tell (?:us|me) your)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"]{1,120}\"|\u201c[^\u201d]{1,120}\u201d")
_CLAUSE = re.compile(
    r"(?:(?:^|[.!?;]\s+)(?:if|when|to|for|before|after|once|until|in case)\s[^,.;:]{1,120},\s*|"
    r"(?:^|[.!?:;\u2013\u2014\u2026(\"\u201c]\s*|,\s*(?:so|please|kindly|just|simply|instead)\s+))"
    r"(?:(?:so|then|now|instead|first|just|simply|always|never|please|kindly|immediately|do not|don['\u2019]t)\s+)*"
    r"(?P<verb>[A-Za-z]+)(?:[ -](?P<next>[\w']+))?",
    re.IGNORECASE,
)
_ERRANDS = lexicon(
    "click visit dial download install contact go navigate browse subscribe unsubscribe reinstall forward reply"
)
"""Verbs that send the reader somewhere, or have them give something away."""
_ERRANDS_OR_NOUNS = lexicon(
    "call phone ring email mail text message send open log sign enter scan type give provide share submit upload "
    "follow pay transfer buy run execute copy paste wire hand register join press tap reset ignore disregard dismiss"
)
"""Verbs that do so, or have the reader look away, with what they act on; without it they may be nouns or be told."""
_WORK = lexicon("give hand run execute sign log open scan copy reset")
"""Such verbs as a measure begins with, acting on a part of the system."""
_LOOKING_AWAY = lexicon("ignore disregard dismiss")
_DOING = re.compile(r"[a-z]{4,20}ing")
"""What a sentence can begin with, such as ``Summing up``; no name."""
_ORDERS = lexicon("please kindly disregard ignore dismiss remember hurry verify delete remove trust ask tell")
_ORDERS_OR_NOUNS = lexicon(
    "report accept close skip mark treat forget ensure add apply block check disable enable use approve confirm "
    "update see read note try write set put turn keep stop start consider get take make let grant allow change "
    "choose look switch drop"
)
_OBJECTS = lexicon(
    "the this these it them him her us me my our your their its all any every each a an at on to up off out down "
    "here there now today immediately no nothing for sure"
)
_OPENERS = lexicon(
    "someone somebody anyone anybody everyone everybody attackers attacker whoever whatever later soon once instead "
    "then there during since unless until although while even within without between besides meanwhile afterwards "
    "eventually thus hence therefore two three four several many most few another each both either neither if by "
    "from over under yes no not only still perhaps maybe today tomorrow overnight hidden because nobody "
    "tell say think look set put add check confirm compare read note keep start try take give leave move ask make "
    "choose"
)
