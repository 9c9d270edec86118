"""Draw the flows that go without saying: those without which the parts could not work."""

import re
from collections.abc import Mapping

from agent.domain import Component
from agent.domain.system import Actor
from agent.reading.architecture.boundaries import is_outside
from agent.reading.architecture.flows.flow_directions import CENTRES
from agent.reading.architecture.flows.stated_flows import MOST_FLOWS, RESULTS
from agent.reading.architecture.hosting import is_ground
from agent.reading.architecture.people import is_house
from agent.reading.architecture.sketch import Sketch
from agent.reading.text.names import key_of
from agent.reading.text.words import lexicon
from knowledge.vocabulary import ComponentKind as Kind


def needed_flows(sketch: Sketch) -> None:
    """The usual ways of data that nobody mentions because they go without saying."""
    centre = _first(sketch, *CENTRES)
    if centre is None:
        _at_work(sketch)
        return
    _entries(sketch, centre)
    for source_kind, target_kinds, label in _USUAL:
        targets = sketch.of_kind(*target_kinds)[:2] if target_kinds else [centre]
        for source in sketch.of_kind(source_kind):
            told = source_kind is not Kind.AGENT and _is_told_to_give(source, sketch)
            for target in () if told else targets if target_kinds else _served(sketch, source, centre):
                _link(sketch, source, target, _label_of(source, label))
    for target_kind, label in _CALLED:
        for target in sketch.of_kind(target_kind):
            _call(sketch, centre, target, label)
    _idle_models(sketch, centre)
    for joint in sketch.of_kind(Kind.AGGREGATOR):
        for actor in _training_together(sketch):
            sketch.add_flow(actor.id, joint.id, "model updates", untrusted=not actor.trusted)


def _training_together(sketch: Sketch) -> list[Actor]:
    """The houses of others that this turn adds where training is federated: they send updates to what joins them."""
    new = [actor for actor in sketch.actors.values() if actor.id in sketch.fresh]
    return [actor for actor in new if is_house(actor.name) or actor.name in ("participants", "partner organisations")]


def _served(sketch: Sketch, source: Component, centre: Component) -> list[Component]:
    """The models that a part serves: those that take in what it gives, else the centre; unclear among several, none."""
    kinds = _FITTING.get(source.kind, ())
    fitting = sketch.of_kind(*kinds)
    if fitting:
        return fitting[:1]
    beside = _beside(sketch, source, CENTRES)
    if beside is not None:
        return [beside]
    side_by_side = len({part.kind for part in sketch.of_kind(*CENTRES)} - _LEADING) > 1 and centre.kind not in _LEADING
    return [] if side_by_side and source.kind in (Kind.DATASET, Kind.CONTENT_SOURCE) else [centre]


def _beside(sketch: Sketch, part: Component | Actor, kinds: tuple[Kind, ...]) -> Component | None:
    """Of several parts that could be meant, the one that the same words name; none beside a leading model."""
    choice = sketch.of_kind(*kinds)
    if len(choice) < 2 or any(one.kind in _LEADING for one in choice):
        return None
    words = {quote.text for quote in part.quotes}
    return next((one for one in choice if words & {quote.text for quote in one.quotes}), None)


def _call(sketch: Sketch, centre: Component, target: Component, label: str) -> None:
    """What the centre does with a part that it can reach; some of them rather bring something."""
    if _is_fetched_from(target):
        if not _is_told_of(target, sketch):
            _link(sketch, target, centre, "files")
    elif _is_written_to(target, sketch):
        _link(sketch, target, centre, "requests")
    elif not (_is_in_hand(target) or _is_reached(sketch, centre, target)):
        _link(sketch, _beside(sketch, target, CENTRES) or centre, target, label)


def _idle_models(sketch: Sketch, centre: Component) -> None:
    """A model that nothing goes to or comes from is called by the part that uses it: an agent, a service, an app."""
    at_work = {end for ends in sketch.flows for end in ends}
    callers = (part for kind in _CALLERS for part in sketch.of_kind(kind) if not is_ground(part.name))
    caller = next(callers, None)
    for model in sketch.of_kind(*CENTRES):
        if model.id in at_work:
            continue
        if caller is not None and caller.id != model.id:
            _link(sketch, caller, model, "inputs")
        elif model.id != centre.id:
            _link(sketch, model, centre, "results")


def _is_told_to_give(part: Component, sketch: Sketch) -> bool:
    """Whether the owner said where a part's data goes, and that is not only where it is kept."""
    kept = {one.id for one in sketch.of_kind(Kind.DATA_STORE)}
    return any(ends[0] == part.id and ends[1] not in kept and not flow.inferred for ends, flow in sketch.flows.items())


def _is_written_to(part: Component, sketch: Sketch) -> bool:
    """Whether people are told to write to an outside service, which then brings what they write."""
    told = {ends[0] for ends, flow in sketch.flows.items() if ends[1] == part.id and not flow.inferred}
    given = any(ends[0] == part.id for ends in sketch.flows)
    return part.kind is Kind.EXTERNAL_SERVICE and bool(told & sketch.actors.keys()) and not given


def _is_reached(sketch: Sketch, centre: Component, part: Component) -> bool:
    """Whether the owner said by way of what the centre reaches a part."""
    told = {ends for ends, flow in sketch.flows.items() if not flow.inferred}
    return any(ends[0] == centre.id and (ends[1], part.id) in told for ends in told)


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
    services = [part for part in sketch.of_kind(Kind.SERVICE) if not is_ground(part.name)]
    services = [part for part in services if not (_is_relay(part) and _is_told_to_give(part, sketch))]
    service = next((part for part in services if not _is_relay(part)), None)
    door = _first(sketch, Kind.CLIENT) or service or centre
    bench = _first(sketch, Kind.WORKSPACE) if door is centre and centre.kind not in _LEADING else None
    for actor in _unplaced(sketch):
        if _is_shown(actor):
            sketch.add_flow(centre.id, actor.id, "results")
            continue
        entry = bench if bench is not None and actor.name in _BUILDERS else _beside(sketch, actor, _DOORS) or None
        entry = entry or _door_of(actor, sketch) or door
        entry = _letterbox(sketch) or entry if entry is centre and not actor.trusted else entry
        sketch.add_flow(actor.id, entry.id, "requests", untrusted=not actor.trusted)
    for client in sketch.of_kind(Kind.CLIENT):
        _link(sketch, client, service or _beside(sketch, client, CENTRES) or centre, "requests")
    for one in services:
        _link(sketch, one, centre, "inputs")


def _door_of(actor: Actor, sketch: Sketch) -> Component | None:
    """Of several doors the one named after somebody; staff come in where work is done, not where customers do."""
    doors = sketch.of_kind(Kind.CLIENT)
    own = set(key_of(actor.name).split())
    named = next((one for one in doors if own & set(key_of(one.name).split())), None)
    if len(doors) < 2 or named is not None or not actor.trusted:
        return named if len(doors) > 1 else None
    return next((one for one in doors if _WORKPLACES & set(key_of(one.name).split())), None)


def _is_relay(part: Component) -> bool:
    """Whether a service only hands on what others put there."""
    return bool(_RELAYS & set(key_of(part.name).split()))


_WORKPLACES = lexicon("workbench console admin backoffice cockpit dashboard workspace desk internal staff operator")
_RELAYS = lexicon("queue bus broker topic kafka rabbitmq")


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
    placed = {ends[0] for ends in sketch.flows}
    placed |= {ends[1] for ends, flow in sketch.flows.items() if flow.label == RESULTS}
    return [actor for actor in new if actor.id not in placed]


_CALLERS = (Kind.AGENT, Kind.SERVICE, Kind.CLIENT)
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
