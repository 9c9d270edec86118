"""Two names for one model side by side: its role and its product, as in ``our classifier (a fine-tuned BERT)``."""

from collections.abc import Mapping

from agent.domain import Component, Origin
from agent.domain.wording.names_in_sentences import METHOD
from agent.reading.architecture.mentions import MODELS, Mention
from agent.reading.architecture.sketch import Sketch
from agent.reading.text.names import key_of
from agent.reading.text.words import classes_of, lexicon, words_of
from knowledge.vocabulary import ComponentKind

_LEADS_IN = lexicon(
    "a an the our own its currently now namely fine-tuned finetuned fine tuned pretrained trained retrained "
    "adapted quantised quantized distilled small large medium plain open based built called named is with using via "
    "on it which we version copy of fork"
)
"""Words between a role and the product that plays it."""
_LINKS = lexicon("called named based with using is")
"""Words of which one stands there, unless a bracket opens."""


def apposed(mention: Mention, found: Mapping[Mention, str], sketch: Sketch) -> Component | None:
    """The model just named that a mention names again in brackets or behind a link; its name is kept as another one."""
    before = next(reversed(list(found)), None)
    if before is None or before.listed or mention.listed or not _says_what(before, mention):
        return None
    part = sketch.components.get(found[before])
    if part is None or part.origin is not Origin.RULE:
        return None
    if part.kind not in MODELS:
        return _with_product(part, before, mention, sketch) if _is_product_of(before, mention) else None
    plain = part.kind is ComponentKind.PREDICTIVE_MODEL and mention.kind in MODELS
    if mention.kind not in (None, part.kind) and not plain:
        return None
    names = {key_of(one) for one in (part.name, *part.called)}
    if mention.bare or mention.key in names:
        return part
    kind = mention.kind or part.kind
    return sketch.put(part.model_copy(update={"called": (*part.called, mention.name), "kind": kind}))


def _is_product_of(before: Mention, mention: Mention) -> bool:
    """Whether a product stands alone in brackets behind the thing that it is: ``a time series store (InfluxDB)``."""
    sentence = mention.saying.sentence
    words, last = mention.saying.clause.words, before.saying.clause.words[before.end - 1]
    begins, ends = words[mention.start].start - sentence.start, words[mention.end - 1].end - sentence.start
    alone = sentence.text[last.end - sentence.start : begins].strip() == "(" and sentence.text[ends : ends + 1] == ")"
    plain = (before.bare or before.name == before.name.lower()) and not last.text.endswith("s")
    return alone and plain and mention.name[:1].isupper() and mention.kind not in MODELS


def _with_product(part: Component, before: Mention, mention: Mention, sketch: Sketch) -> Component:
    """The part under both names; where the first is a general word, the product's comes first."""
    first, other = (mention.name, part.name) if before.bare else (part.name, mention.name)
    return sketch.put(part.model_copy(update={"name": first, "called": (*part.called, other)}))


def _says_what(before: Mention, mention: Mention) -> bool:
    """Whether nothing but a bracket or a link stands between two names of one sentence."""
    sentence = mention.saying.sentence
    if before.saying.sentence.start != sentence.start:
        return False
    ends = before.saying.clause.words[before.end - 1].end - sentence.start
    begins = mention.saying.clause.words[mention.start].start - sentence.start
    between = sentence.text[ends:begins]
    words = {word for word, _, _ in words_of(between)}
    helps = "{helper}" in classes_of(before.key.rpartition(" ")[2])  # a bot is built with a model, and is none itself
    if between.strip() == "," and METHOD.search(mention.name):  # the scoring model, gradient boosted trees
        return True
    links = between.lstrip().startswith("(") or (bool(words & _LINKS) and not helps)
    return 0 < len(between) <= MOST_BETWEEN and links and words <= _LEADS_IN


MOST_BETWEEN = 60
"""Letters between two names of one thing."""
