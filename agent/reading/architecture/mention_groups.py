"""Mentions that belong together, and those that name no part beside another one."""

from agent.reading.architecture.generic_nouns import PART_WORDS
from agent.reading.architecture.mentions import Mention
from agent.reading.text.names import key_of
from knowledge.vocabulary import ComponentKind

_RESULTS = [[word] for word in PART_WORDS.outcomes]


def without_results(mentions: list[Mention]) -> list[Mention]:
    """The mentions but scores and the like that come out of a model spoken of without a name of its own.

    For a system of which it is known that a model scores: that model is then put down without a name.
    """
    bare = next((place for place, one in enumerate(mentions) if one.kind is None and one.bare), len(mentions))
    return mentions[:bare] + [one for one in mentions[bare:] if one.listed or one.drawn or not _is_result(one)]


def _is_result(mention: Mention) -> bool:
    return key_of(mention.name).split()[-1:] in _RESULTS


def lists(mentions: list[Mention]) -> list[list[Mention]]:
    """Content named in one list belongs together, and what is learnt from or kept together; all else stands alone."""
    groups: list[list[Mention]] = []
    for mention in mentions:
        before = groups[-1][-1] if groups else None
        if before is not None and _same_list(before, mention):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def _same_list(one: Mention, other: Mention) -> bool:
    if one.saying is not other.saying or one.listed or other.listed:
        return False
    told_alike = one.by_deed and other.by_deed and one.kind is other.kind
    if {one.kind, other.kind} != {ComponentKind.CONTENT_SOURCE} and not told_alike:
        return False
    between = one.saying.clause.texts[one.end : other.start]
    return bool(between) and set(between) <= {",", "and", "or"}
