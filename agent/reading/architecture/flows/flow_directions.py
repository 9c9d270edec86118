"""Which way data goes between a subject and what its deed touches: by the deed, the small word and both kinds."""

from enum import Enum

from agent.reading.architecture.flows.flow_words import Act, Deed, flow_words
from knowledge.vocabulary import ComponentKind as Kind

CENTRES = (Kind.AGENT, Kind.LANGUAGE_MODEL, Kind.VISION_MODEL, Kind.SPEECH_MODEL, Kind.PREDICTIVE_MODEL,
           Kind.RECOMMENDER, Kind.MEDIA_GENERATOR)  # fmt: skip


class Going(Enum):
    """From the subject to the other, from the other to the subject, or neither."""

    ONWARD = "onward"
    BACK = "back"
    NONE = "none"


def direction_of(deed: Deed, subject: Kind | None, other: Kind | None, way: str) -> Going:
    """Which way data goes; None is the kind of people, ``way`` the small word before the other."""
    if subject is None:
        in_hand = other is Kind.DEVICE and deed.act is Act.USES
        return Going.NONE if other is None or in_hand or deed.passive or way in _ASIDE else Going.ONWARD
    if way in _BESIDE or (way == "with" and deed.act is not Act.USES):
        return Going.NONE
    if way in flow_words().back:
        return Going.BACK
    if other is None and not deed.passive:
        tells = deed.act in (Act.SHOWS, Act.SERVES, Act.GIVES) and way in ("", "to")
        return Going.ONWARD if tells else Going.NONE
    if deed.act in (Act.USES, Act.ASKS):
        return _asked(deed, subject, other, way)
    return _between_parts(deed, other, way)


def _between_parts(deed: Deed, other: Kind | None, way: str) -> Going:
    if deed.act is Act.LIES:
        return Going.ONWARD if other in _STORES else Going.NONE
    if deed.act is Act.SERVES and not deed.passive:
        return Going.NONE
    if deed.act is Act.TAKES:
        into = way in ("into", "onto", "to") or (deed.passive and way == "by")
        return Going.ONWARD if into else Going.BACK
    if way == "by":
        return Going.BACK if deed.passive else Going.NONE
    bare_content = other is Kind.CONTENT_SOURCE and way not in flow_words().goes | {"in", "on"}
    return Going.NONE if bare_content else Going.ONWARD


def _asked(deed: Deed, subject: Kind, other: Kind | None, way: str) -> Going:
    """Who is asked gets the request; what is looked into gives what is in it."""
    looked_into = other in _READ_FROM or (deed.act is Act.ASKS and other in _SOURCES)
    if not deed.passive or way in ("on", "in", "with"):
        return Going.BACK if looked_into else Going.ONWARD
    powered = deed.act is Act.USES and way == "by" and subject not in _CALLABLE
    return Going.ONWARD if powered else Going.BACK


_STORES = (Kind.DATA_STORE, Kind.VECTOR_STORE)
_SOURCES = (*_STORES, Kind.CONTENT_SOURCE, Kind.RETRIEVER, Kind.DATASET, Kind.MEMORY)
"""What a part asks gives to it."""
_READ_FROM = (Kind.CONTENT_SOURCE, Kind.DATASET)
_CALLABLE = (*CENTRES, Kind.TOOL, Kind.TOOL_SERVER, Kind.EXTERNAL_SERVICE)
_BESIDE = frozenset({"for", "about", "of", "as", "against", "after", "before"})
_ASIDE = _BESIDE | {"by", "from"}
