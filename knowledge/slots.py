"""The places in a threat's sentence that are filled with the names of one system.

A place is written ``{name}``, or ``{name:plain words}`` with what stands there while the owner told nothing that fits.
"""

import re
from collections.abc import Iterator, Mapping

ALWAYS = frozenset({"target", "system", "content", "tools", "stores", "users", "data"})
"""Places for which there is always something to say."""
TOLD = frozenset(
    {"acting", "model", "at_work", "as_it_works", "feeds", "input", "taught_by", "behind", "through", "sources",
     "sensors", "sensor", "askers", "reviewers", "readers", "relying", "concerned", "among", "like_these"}
)  # fmt: skip
"""Places that only the owner's own words fill, so that each brings plain words of its own, or nothing at all."""
_PLACE = re.compile(r"{([^{}:]*)(?:(:)([^{}]*))?}")
_BROKEN = re.compile(r"[{}]")


def plain(text: str) -> str:
    """A text as it stands where nothing is known of any system."""
    return " ".join(_PLACE.sub(lambda place: place[3] or "", text).split())


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with its places filled; what is put in stays as it is and is never read as a place itself."""
    told = _PLACE.sub(lambda place: words.get(place[1], "") or place[3] or "", text)
    return re.sub(r" (?=,)", "", " ".join(told.split()))


def faults(text: str) -> Iterator[str]:
    """What is wrong with the places of a text."""
    for name, colon, _ in _PLACE.findall(text):
        if name not in ALWAYS | TOLD:
            yield f"unknown slot {name}; known are {', '.join(sorted(ALWAYS | TOLD))}"
        elif (name in TOLD) != bool(colon):
            yield f"slot {name}: " + ("needs plain words behind a colon" if name in TOLD else "takes no plain words")
    if _BROKEN.search(_PLACE.sub("", text)):
        yield "a brace that opens or closes no slot"
