"""Draw the flows between parts: those a clause tells of, then those without which the parts could not work."""

import re
from collections.abc import Mapping
from itertools import pairwise

from agent.domain import Component
from agent.domain.system import Actor
from agent.reading.architecture.boundaries import is_outside
from agent.reading.architecture.mentions import Mention
from agent.reading.architecture.sketch import Sketch
from agent.reading.text.words import lexicon
from knowledge.vocabulary import ComponentKind as Kind

MOST_FLOWS = 30


def told_flows(placed: Mapping[Mention, str], sketch: Sketch) -> None:
    """Flows that a clause tells of: its subject reads from what follows, or sends to it."""
    subject = _first(sketch, *_CENTRES)
    for mentions in _statements(placed):
        start = mentions[0].start
        opening = mentions[0].saying.clause.texts[max(0, start - _NEAR) : start]
        verbs: tuple[str, ...] = ()
        if subject is not None and "it" in opening:
            verbs = opening[opening.index("it") :]
            _tell(sketch, subject, verbs, sketch.components[placed[mentions[0]]])
        for before, mention in pairwise(mentions):
            between = mention.saying.clause.texts[before.end : mention.start]
            earlier, target = sketch.components[placed[before]], sketch.components[placed[mention]]
            if set(between) & _LYING or (between == ("in",) and target.kind in _STORES):
                _tell(sketch, earlier, ("stored",), target)
            elif set(between) & (_TAKES | _GIVES):
                subject = subject if verbs and subject is not None else earlier
                verbs = between
                _tell(sketch, subject, verbs, target)
            elif verbs and subject is not None:
                _tell(sketch, subject, verbs, target)
        if not verbs:
            subject = sketch.components[placed[mentions[0]]]


def _statements(placed: Mapping[Mention, str]) -> list[list[Mention]]:
    """The mentions of each statement: those of one clause, cut where a new subject begins."""
    groups: list[list[Mention]] = []
    for mention in placed:
        before = groups[-1][-1] if groups else None
        turns = mention.saying.clause.turns
        if (
            before is None
            or before.saying is not mention.saying
            or any(turn in turns for turn in range(before.end, mention.start + 1))
        ):
            groups.append([])
        groups[-1].append(mention)
    return groups


def _tell(sketch: Sketch, subject: Component, verbs: tuple[str, ...], other: Component) -> None:
    """One flow between a subject and another part, in the direction that the verb gives it."""
    said = set(verbs)
    takes, gives = bool(said & _TAKES), bool(said & _GIVES)
    if not (takes or gives) or subject.id == other.id:
        return
    taken_in = takes and not said & _SENDS
    source, target = (other, subject) if taken_in else (subject, other)
    if "by" in said and "served" not in said:
        source, target = target, source
    if target.kind is not Kind.CONTENT_SOURCE:
        _draw(sketch, source, target, _CARRIED.get(source.kind, "data"), inferred=False)


def needed_flows(sketch: Sketch) -> None:
    """The usual ways of data that nobody mentions because they go without saying."""
    centre = _first(sketch, *_CENTRES)
    if centre is None:
        _at_work(sketch)
        return
    _entries(sketch, centre)
    for source_kind, target_kinds, label in _USUAL:
        targets = sketch.of_kind(*target_kinds)[:2] if target_kinds else [centre]
        for source in sketch.of_kind(source_kind):
            for target in targets if target_kinds else _served(sketch, source, centre):
                _link(sketch, source, target, _label_of(source, label))
    for target_kind, label in _CALLED:
        for target in sketch.of_kind(target_kind):
            if _is_fetched_from(target):
                if not _is_told_of(target, sketch):
                    _link(sketch, target, centre, "files")
            elif not _is_in_hand(target):
                _link(sketch, _beside(sketch, target, _CENTRES) or centre, target, label)


def _served(sketch: Sketch, source: Component, centre: Component) -> list[Component]:
    """The models that a part serves: those that take in what it gives, else the centre; unclear among several, none."""
    kinds = _FITTING.get(source.kind, ())
    fitting = sketch.of_kind(*kinds)
    if fitting:
        return fitting[:1]
    beside = _beside(sketch, source, _CENTRES)
    if beside is not None:
        return [beside]
    side_by_side = len({part.kind for part in sketch.of_kind(*_CENTRES)} - _LEADING) > 1 and centre.kind not in _LEADING
    return [] if side_by_side and source.kind in (Kind.DATASET, Kind.CONTENT_SOURCE) else [centre]


def _beside(sketch: Sketch, part: Component | Actor, kinds: tuple[Kind, ...]) -> Component | None:
    """Of several parts that could be meant, the one that the same words name; none beside a leading model."""
    choice = sketch.of_kind(*kinds)
    if len(choice) < 2 or any(one.kind in _LEADING for one in choice):
        return None
    words = {quote.text for quote in part.quotes}
    return next((one for one in choice if words & {quote.text for quote in one.quotes}), None)


def _is_told_of(part: Component, sketch: Sketch) -> bool:
    """Whether the owner said what a part gives or takes."""
    return any(part.id in ends and not flow.inferred for ends, flow in sketch.flows.items())


def _is_in_hand(part: Component) -> bool:
    """Whether a device is one that people hold, which no model steers."""
    return part.kind is Kind.DEVICE and bool(_IN_HAND & set(part.name.lower().split()))


def _label_of(source: Component, label: str) -> str:
    """A pipeline that is not said to train passes data on, not a model."""
    said = source.name.lower()
    trains = any(word in said for word in _TRAINING) and not any(word in said for word in _PREPARING)
    return "data" if source.kind is Kind.PIPELINE and not trains and "train" not in said else label


def _is_fetched_from(part: Component) -> bool:
    """Whether an outside service only delivers files: a content-delivery network, a package site."""
    return part.kind is Kind.EXTERNAL_SERVICE and bool(_DELIVERERS & set(part.name.lower().replace("-", " ").split()))


def _entries(sketch: Sketch, centre: Component) -> None:
    """How people reach the system, and how their requests reach the model."""
    service = _first(sketch, Kind.SERVICE)
    door = _first(sketch, Kind.CLIENT) or service or centre
    bench = _first(sketch, Kind.WORKSPACE) if door is centre and centre.kind not in _LEADING else None
    for actor in _unplaced(sketch):
        if _is_shown(actor):
            sketch.add_flow(centre.id, actor.id, "results")
            continue
        entry = bench if bench is not None and actor.name in _BUILDERS else _beside(sketch, actor, _DOORS) or door
        entry = _letterbox(sketch) or entry if entry is centre and not actor.trusted else entry
        sketch.add_flow(actor.id, entry.id, "requests", untrusted=not actor.trusted)
    for client in sketch.of_kind(Kind.CLIENT):
        _link(sketch, client, service or _beside(sketch, client, _CENTRES) or centre, "requests")
    for one in sketch.of_kind(Kind.SERVICE):
        _link(sketch, one, centre, "inputs")


def _is_shown(actor: Actor) -> bool:
    """Whether staff are said to be reached by results and by nothing else: ``doubtful cases go to staff``."""
    reached = re.compile(
        rf"\b(?:reach(?:es)?|(?:goe?s?|sent|passed|escalated|shown) to) (?:our |the )?{actor.name}\b", re.I
    )
    return actor.trusted and bool(actor.quotes) and all(reached.search(quote.text) for quote in actor.quotes)


def _letterbox(sketch: Sketch) -> Component | None:
    """The mailbox that outsiders write to, where no page or app is a door."""
    sources = sketch.of_kind(Kind.CONTENT_SOURCE)
    return next((part for part in sources if _BOXES & set(part.name.lower().split())), None)


def _at_work(sketch: Sketch) -> None:
    """Where no model is known, people work at the notebooks and development machines."""
    bench = _first(sketch, Kind.WORKSPACE)
    if bench is None:
        return
    for actor in _unplaced(sketch):
        if actor.trusted or actor.name in _SHARING:
            sketch.add_flow(actor.id, bench.id, "code", untrusted=not actor.trusted)


def _unplaced(sketch: Sketch) -> list[Actor]:
    """The people whom this turn adds and no flow reaches yet."""
    new = [actor for actor in sketch.actors.values() if actor.id in sketch.fresh]
    return [actor for actor in new if not any(actor.id in ends for ends in sketch.flows)]


_CENTRES = (Kind.AGENT, Kind.LANGUAGE_MODEL, Kind.VISION_MODEL, Kind.SPEECH_MODEL, Kind.PREDICTIVE_MODEL,
            Kind.RECOMMENDER, Kind.MEDIA_GENERATOR)  # fmt: skip
_FITTING: Mapping[Kind, tuple[Kind, ...]] = {Kind.SENSOR: (Kind.VISION_MODEL, Kind.SPEECH_MODEL)}
_LEADING = frozenset({Kind.AGENT, Kind.LANGUAGE_MODEL})
"""Beside one of these, other models are its helpers."""
_BUILDERS = frozenset({"data scientists", "developers", "engineers", "researchers"})
"""Staff who work at the notebooks where there are some."""
_SHARING = frozenset({"other people", "partner organisations", "participants"})
"""Outsiders who share notebooks."""
_TRAINING = ("train", "ml", "pipeline")
_PREPARING = ("ingest", "feature", "index", "etl", "preprocess", "label")
_IN_HAND = lexicon("android ios phone phones smartphone smartphones tablet tablets mobile client user customer")
_DOORS = (Kind.CLIENT,)
_BOXES = lexicon("mailbox inbox")
_DELIVERERS = lexicon("cdn delivery engine")
_READERS = (Kind.RETRIEVER, Kind.VECTOR_STORE)
_USUAL: tuple[tuple[Kind, tuple[Kind, ...], str], ...] = (
    (Kind.AGENT, (Kind.LANGUAGE_MODEL,), "prompts"),
    (Kind.CONTENT_SOURCE, (), "content"),
    (Kind.VECTOR_STORE, (), "passages"),
    (Kind.RETRIEVER, (), "passages"),
    (Kind.MEMORY, (), "remembered facts"),
    (Kind.DATASET, (Kind.PIPELINE,), "training data"),
    (Kind.DATASET, (), "training data"),
    (Kind.PIPELINE, (), "trained model"),
    (Kind.MODEL_REGISTRY, (), "model files"),
    (Kind.AGGREGATOR, (), "joint model"),
    (Kind.SENSOR, (), "signals"),
    (Kind.TOOL_SERVER, (), "tool descriptions and results"),
)
_CALLED = (
    (Kind.TOOL, "calls"),
    (Kind.TOOL_SERVER, "calls"),
    (Kind.EXTERNAL_SERVICE, "requests"),
    (Kind.DATA_STORE, "queries"),
    (Kind.CODE_RUNNER, "code"),
    (Kind.HUMAN_REVIEW, "results to check"),
    (Kind.MONITORING, "logs"),
    (Kind.DEVICE, "commands"),
)
_TAKES = lexicon(
    "reads read reading retrieves retrieve fetches fetch receives receive searches search queries query indexes index "
    "loads load pulls pull opens open watches watch looks look downloads download ingests consumes uses use trained "
    "tuned summarises summarize from inspects scans built indexed retrieved held scores classifies"
)
_CARRIED = {Kind.CONTENT_SOURCE: "content", Kind.DATASET: "training data"}
"""What a told flow from a part of some kinds carries."""
_NEAR = 8
"""How far before its first part a statement may begin with ``it``."""
_STORES = (Kind.DATA_STORE, Kind.VECTOR_STORE)
_LYING = lexicon("held kept stored lie lies sit sits live lives saved")
_SENDS = lexicon("sends send writes write posts post updates create creates calls call forwards uploads submits")
_GIVES = lexicon(
    "sends send writes write stores store posts post updates update creates create calls call forwards passes pass "
    "feeds feed fed uploads upload saves saved stored logs returns submits submit publishes pushes exposes "
    "into connect connected connects linked held kept served offers sent"
)


def _draw(sketch: Sketch, source: Component, target: Component, label: str, *, inferred: bool) -> None:
    if len(sketch.flows) < MOST_FLOWS:
        outside = is_outside(source, sketch) and source.kind is not Kind.DATASET
        sketch.add_flow(source.id, target.id, label, untrusted=outside, inferred=inferred)


def _link(sketch: Sketch, source: Component, target: Component, label: str) -> None:
    """A flow that goes without saying, where one end is new and no told flow links these two."""
    if not {source.id, target.id} & sketch.fresh:
        return
    if (target.id, source.id) in sketch.flows and not sketch.flows[target.id, source.id].inferred:
        return
    _draw(sketch, source, target, label, inferred=True)


def _first(sketch: Sketch, *kinds: Kind) -> Component | None:
    return next((part for kind in kinds for part in sketch.of_kind(kind)), None)
