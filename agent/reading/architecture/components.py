"""Turn mentions into components: one per part, however often and however briefly it is named."""

from collections.abc import Iterable, Mapping

from agent.domain import Component, Origin
from agent.reading.architecture.apposition import apposed
from agent.reading.architecture.generic_nouns import ANY_MODEL
from agent.reading.architecture.hosting import is_ground
from agent.reading.architecture.mention_groups import lists, without_results
from agent.reading.architecture.mentions import ASSISTANTS, MODELS, Mention
from agent.reading.architecture.sketch import Sketch
from agent.reading.text.names import key_of
from agent.reading.text.stances import Stance
from agent.reading.text.words import lexicon
from knowledge import Catalog
from knowledge.vocabulary import AnswerValue, ComponentKind

MOST_PARTS = 24
"""A first message makes no more parts than a person can take in at once; what it leaves out is told."""

_FIRST = frozenset({*MODELS, ComponentKind.TOOL, ComponentKind.TOOL_SERVER, ComponentKind.CLIENT,
                    ComponentKind.CODE_RUNNER})  # fmt: skip
"""Kinds that are placed where others are left out: what thinks, what it can do, and where people come in."""
Values = Mapping[str, AnswerValue]


def place_parts(mentions: Iterable[Mention], sketch: Sketch, values: Values) -> dict[Mention, str]:
    """Put the mentioned parts into the sketch; for each mention, the id of the part it speaks of."""
    found: dict[Mention, str] = {}
    mentions = [mention for mention in mentions if _counts(mention, values)]
    if values.get("classifies_or_scores") is True:
        mentions = without_results(mentions)
    for group in lists(mentions):
        part = _same_as_before(group[0], found, sketch) or _part_of(group, sketch, values)
        if part is not None:
            found.update({mention: part.id for mention in group})
    _settle_models(sketch, values)
    return found


def add_implied(
    sketch: Sketch, values: Values, learned: frozenset[str], mentions: Iterable[Mention], catalog: Catalog
) -> None:
    """Add the parts that must exist although nobody named them, for facts learned just now.

    What follows from older facts was added before; where it is missing, a person took it out.
    """
    named = [mention for mention in mentions if mention.kind is None and not mention.bare]
    facts = [catalog.facts[name] for name in catalog.facts if name in learned]
    for fact in sorted(facts, key=lambda fact: fact.id == "classifies_or_scores"):
        for implied in fact.implies:
            kind = implied.component
            if kind is None or values.get(fact.id) != implied.when or sketch.of_kind(kind, *_SERVED_BY.get(kind, ())):
                continue
            if named and kind in MODELS and not sketch.of_kind(*MODELS):
                sketch.add_component(named[0].name, kind, named[0].words)
            else:
                sketch.add_component(catalog.kinds[kind].label.lower(), kind)


def kind_of_model(values: Values) -> ComponentKind | None:
    """What a bare model is, by what the system is known to do."""
    for fact, kind in _BY_FACT:
        if values.get(fact) is True:
            return kind
    return None


_BY_FACT = (
    ("checks_identity_biometrically", ComponentKind.VISION_MODEL),
    ("sees_images", ComponentKind.VISION_MODEL),
    ("hears_speech", ComponentKind.SPEECH_MODEL),
    ("uses_language_model", ComponentKind.LANGUAGE_MODEL),
    ("generates_media", ComponentKind.MEDIA_GENERATOR),
    ("recommends_items", ComponentKind.RECOMMENDER),
    ("classifies_or_scores", ComponentKind.PREDICTIVE_MODEL),
)
_SERVED_BY: Mapping[ComponentKind, tuple[ComponentKind, ...]] = {
    **{kind: MODELS for kind in MODELS if kind not in (ComponentKind.LANGUAGE_MODEL, ComponentKind.AGENT)},
    ComponentKind.RETRIEVER: (ComponentKind.VECTOR_STORE, ComponentKind.CONTENT_SOURCE, ComponentKind.DATA_STORE),
    ComponentKind.TOOL_SERVER: (),
    ComponentKind.SENSOR: (ComponentKind.DEVICE, ComponentKind.CLIENT, ComponentKind.CONTENT_SOURCE),
}
"""Kinds whose presence makes an implied part of another kind needless."""
_SINGLE = frozenset({ComponentKind.LANGUAGE_MODEL, ComponentKind.AGENT, ComponentKind.MEMORY, ComponentKind.RETRIEVER,
                     ComponentKind.VECTOR_STORE, ComponentKind.CODE_RUNNER, ComponentKind.HUMAN_REVIEW,
                     ComponentKind.IDENTITY})  # fmt: skip
"""Kinds of which a system mostly has one, so that a bare second mention means the first."""


def _same_as_before(mention: Mention, found: Mapping[Mention, str], sketch: Sketch) -> Component | None:
    """The part just named, where a mention says what it is or comes from."""
    return apposed(mention, found, sketch) or _behind(mention, found, sketch)


def _behind(mention: Mention, found: Mapping[Mention, str], sketch: Sketch) -> Component | None:
    """The model just named, where a bare model is what it comes from: ``recommendations from a model``."""
    bare = mention.kind is None and mention.bare
    before = next((one for one in reversed(list(found)) if bare and one.saying is mention.saying), None)
    part = sketch.components[found[before]] if before is not None else None
    if before is None or part is None or part.kind not in MODELS:
        return None
    between = mention.saying.clause.texts[before.end : mention.start]
    return part if between[:1] in (("from",), ("by",)) else None


def _counts(mention: Mention, values: Values) -> bool:
    """Whether a mention can be a part of an AI system: a tool is one only where a model calls tools."""
    return mention.drawn or mention.kind is not ComponentKind.TOOL or values.get("calls_tools") is True


def _part_of(group: list[Mention], sketch: Sketch, values: Values) -> Component | None:
    kind = _kind_of(group[0], values)
    if kind is None:
        return None
    for mention in group:
        known = _known(mention, kind, sketch, values)
        if known is not None:
            return _named_better(known, mention, sketch)
    first = group[0]
    if first.listed:
        return sketch.add_component(first.name, kind, first.words)
    others = [one for one in sketch.of_kind(kind) if not (is_ground(one.name) or (first.anew and _assists(one)))]
    again = first.bare and kind is not ComponentKind.EXTERNAL_SERVICE and bool(others)
    again = again and (kind not in _MANY or any(_shares_a_word(first, one) for one in others))
    full = len(sketch.components) >= MOST_PARTS * (1 + (kind in _FIRST))
    placed = first.kind is not None or tells_itself(first)
    if full and placed and not again:
        sketch.left_out[_name_of(group)] = None
    if not placed or full or again:
        return next(iter(sketch.of_kind(kind) or sketch.of_kind(*MODELS)), None) if kind in MODELS else None
    likely = first.stance is Stance.POSSIBLE
    return sketch.add_component(_name_of(group), kind, first.words, likely=likely)


def _shares_a_word(mention: Mention, part: Component) -> bool:
    return bool(set(mention.key.split()) & set(key_of(part.name).split()))


def _kind_of(mention: Mention, values: Values) -> ComponentKind | None:
    """The kind a mention tells; a model called by its own word predicts, unless the system is known to see or hear."""
    if mention.kind is None and tells_itself(mention):
        known = kind_of_model(values)
        return known if known in _SENSING else ComponentKind.PREDICTIVE_MODEL
    return mention.kind or kind_of_model(values)


def tells_itself(mention: Mention) -> bool:
    """Whether a model without a kind is named by a word of its own: ``the demand model``, not ``our own model``."""
    return mention.kind is None and bool(set(mention.key.split()) - ANY_MODEL)


_MANY = (ComponentKind.SENSOR, ComponentKind.DEVICE)
"""Kinds of which a system has several; a bare word means one before it only where that bears the word."""
_SENSING = (ComponentKind.VISION_MODEL, ComponentKind.SPEECH_MODEL)


def _known(mention: Mention, kind: ComponentKind, sketch: Sketch, values: Values) -> Component | None:
    """The part that a mention speaks of, if it is in the sketch: by name, by its own word, or as the only one."""
    if (found := sketch.known_as(mention.key, told=mention.listed)) or mention.listed:
        return found
    own = set(mention.key.split())
    if mention.by_deed and (named := next((one for one in sketch.components.values() if own <= _words_of(one)), None)):
        return named
    same = [part for part in sketch.components.values() if part.kind is kind or _both_models(part.kind, mention)]
    for part in same:
        theirs = set(key_of(part.name).split()) - {"and"}
        if own <= theirs or (part.kind is kind and theirs <= own and not _stands_alone(mention, theirs)):
            return part
    if called := next((one for one in sketch.components.values() if mention.key in map(key_of, one.called)), None):
        return called
    if mention.bare and mention.kind is ComponentKind.AGENT and (assistant := _assistant_in(sketch)):
        return assistant
    if kind is ComponentKind.AGENT and values.get("multiple_agents") is True and len(own) > 1 and not mention.bare:
        return None
    if (mention.bare or mention.kind is None or kind in _SINGLE) and mention.kind in (None, *_SINGLE):
        return next((part for part in same if _agrees(part, mention)), None)
    return None


def _words_of(part: Component) -> set[str]:
    return set(key_of(part.name).split())


def _named_better(part: Component, mention: Mention, sketch: Sketch) -> Component:
    """A part that had only a general name, or was only taken to exist, takes the name it is now given."""
    own, theirs = set(mention.key.split()), set(key_of(part.name).split())
    if mention.listed or mention.bare or mention.kind is None or part.origin is not Origin.RULE or own <= theirs:
        return part
    if not (part.inferred or theirs < own or theirs <= _GENERAL_NAMES):
        return part
    named = part.model_copy(update={"name": mention.name, "inferred": False, "quotes": sketch.quotes(mention.words)})
    return sketch.put(named)


_GENERAL_NAMES = lexicon(
    "login vector store database model agent memory search language document index retriever assistant"
)


def _both_models(kind: ComponentKind, mention: Mention) -> bool:
    """An assistant may have been kept as an agent or a service; a bare model may be any."""
    if mention.kind is None:
        return kind in MODELS
    return mention.assists and kind in (ComponentKind.AGENT, ComponentKind.SERVICE)


def _assistant_in(sketch: Sketch) -> Component | None:
    """The assistant that a bare ``agent`` means while no other agent is known."""
    if sketch.of_kind(ComponentKind.AGENT):
        return None
    parts = sketch.of_kind(ComponentKind.LANGUAGE_MODEL, ComponentKind.SERVICE)
    return next((part for part in parts if set(key_of(part.name).split()[-1:]) & ASSISTANTS), None)


def _stands_alone(mention: Mention, theirs: set[str]) -> bool:
    """A part named by a general word alone takes the fuller name for its own; a product's name does not."""
    return bool(theirs) and not (theirs & set(mention.key.split()[-1:]))


def _agrees(part: Component, mention: Mention) -> bool:
    """A second language model or agent is another one when it is named by words of its own."""
    if mention.bare or mention.kind is None:
        return not (tells_itself(mention) or (mention.anew and not mention.assists and _assists(part)))
    same = _assists(part) == mention.assists
    return part.inferred or (same and mention.kind is not ComponentKind.LANGUAGE_MODEL)


def _assists(part: Component) -> bool:
    return bool(set(key_of(part.name).split()[-1:]) & ASSISTANTS)


def _name_of(group: list[Mention]) -> str:
    """The names of a list in the owner's order, as far as they fit."""
    names = list(dict.fromkeys(mention.name for mention in group))
    while len(names) > 1 and len(", ".join(names)) > _LONGEST_LIST:
        names.pop()
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


_LONGEST_LIST = 80


def _settle_models(sketch: Sketch, values: Values) -> None:
    """Say what assistants and networks are, now that all of the text is read."""
    for part in list(sketch.components.values()):
        if part.origin is not Origin.RULE or not part.quotes:
            continue
        head = set(key_of(part.name).split()[-1:])
        kind = part.kind
        if head & ASSISTANTS and kind in (ComponentKind.LANGUAGE_MODEL, ComponentKind.AGENT, ComponentKind.SERVICE):
            kind = _kind_of_assistant(part, sketch, values)
        elif kind is ComponentKind.SERVICE and _joins_updates(part, sketch, values):
            kind = ComponentKind.AGGREGATOR
        elif kind is ComponentKind.PREDICTIVE_MODEL and head & {"network", "model"} and _only_sees(sketch, values):
            kind = ComponentKind.VISION_MODEL
        if kind is not part.kind:
            sketch.put(part.model_copy(update={"kind": kind}))


def _kind_of_assistant(part: Component, sketch: Sketch, values: Values) -> ComponentKind:
    """An assistant that plans is an agent; one beside a language model of its own is the service around it."""
    agents = [other for other in sketch.of_kind(ComponentKind.AGENT) if other.id != part.id]
    if values.get("plans_steps") is True and not agents:
        return ComponentKind.AGENT
    others = [other for other in sketch.of_kind(ComponentKind.LANGUAGE_MODEL) if other.id != part.id]
    return ComponentKind.SERVICE if others or agents else ComponentKind.LANGUAGE_MODEL


def _joins_updates(part: Component, sketch: Sketch, values: Values) -> bool:
    """Whether the server in the middle of federated learning is the one that joins the updates."""
    central = {"central", "coordinating", "main"} & set(key_of(part.name).split())
    return bool(central) and values.get("learns_federated") is True and not sketch.of_kind(ComponentKind.AGGREGATOR)


def _only_sees(sketch: Sketch, values: Values) -> bool:
    """Whether the one network there is must be the one that looks at pictures."""
    if values.get("sees_images") is not True or sketch.of_kind(ComponentKind.VISION_MODEL):
        return False
    return len(sketch.of_kind(ComponentKind.PREDICTIVE_MODEL)) == 1
