"""The coverage view: a framework's own groups, each with where its items stand."""

from collections.abc import Iterable

from agent.coverage.standing import Place, Row, Standing
from knowledge.catalog import Catalog
from knowledge.publications.frameworks import FrameworkItem, Ownership
from knowledge.vocabulary import Framework

_ORDER = (Place.APPLIES, Place.OPEN, Place.RULED_OUT, Place.NOT_OWNERS)


def coverage(found: Iterable[Standing], catalog: Catalog, framework: Framework) -> tuple[Row, ...]:
    """A row per tactic, layer or category of a framework; a framework without groups has a row per item."""
    items = catalog.manifest_of(framework).items
    own = {one.id: one for one in found if one.framework is framework}
    members: dict[str, list[Standing]] = {}
    for item in items:
        for group in item.groups if item.ownership is not Ownership.NAVIGATION else ():
            members.setdefault(group, []).append(own[item.id])
    if not members:
        return tuple(_single(own[item.id]) for item in items if item.ownership is not Ownership.NAVIGATION)
    return tuple(_group(item, members[item.id]) for item in items if item.id in members)


def counted(found: Iterable[Standing]) -> dict[Place, int]:
    """How many items stand in each place; every place is named."""
    places = [one.place for one in found]
    return {place: places.count(place) for place in _ORDER}


def _single(one: Standing) -> Row:
    return Row(
        id=one.id, name=one.name, place=one.place, counts=counted((one,)), threats=one.threats, reason=one.reason
    )


def _group(item: FrameworkItem, members: list[Standing]) -> Row:
    counts = counted(members)
    place = next(place for place in _ORDER if counts[place])
    threats = tuple(sorted({threat for one in members for threat in one.threats}))
    return Row(
        id=item.id,
        name=item.name,
        place=place,
        counts=counts,
        threats=threats,
        reason=_reason(place, [one for one in members if one.place is place]),
    )


def _reason(place: Place, members: list[Standing]) -> str:
    """The reason that most of the deciding items share, and how many have another."""
    reasons = [one.reason for one in members]
    if place is Place.APPLIES:
        names = [one.name for one in members]
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        return f"{', '.join(names[:3])}{more}"
    shared = max(dict.fromkeys(reasons), key=reasons.count)
    others = len(reasons) - reasons.count(shared)
    return f"{shared} (and {others} with other reasons)" if others else shared
