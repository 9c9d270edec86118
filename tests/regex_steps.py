"""Counts the steps a regular expression takes on a text: how long it looks, in a number that no busy machine changes.

It reads the same parsed form that Python's own engine is made of, and tries the same ways in the same order.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

# Python's own parser has no public name since 3.11
from re import _constants as sre  # isort: skip
from re import _parser as parser  # isort: skip

Follow = Callable[[int], int]
"""What comes after: gives where the whole match ends from a place, or -1."""
Matcher = Callable[[int, Follow], int]
Test = Callable[[str], bool]
_CATEGORIES: dict[Any, Test] = {
    sre.CATEGORY_DIGIT: str.isdigit,
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_WORD: lambda one: one.isalnum() or one == "_",
    sre.CATEGORY_NOT_DIGIT: lambda one: not one.isdigit(),
    sre.CATEGORY_NOT_SPACE: lambda one: not one.isspace(),
    sre.CATEGORY_NOT_WORD: lambda one: not (one.isalnum() or one == "_"),
}


class Steps:
    """A pattern that is looked for step by step."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.count, self._most = 0, 0
        self._text = ""
        self._groups: dict[int, tuple[int, int]] = {}
        self._root = self._sequence(list(parser.parse(pattern.pattern, pattern.flags)), pattern.flags)

    def spans(self, text: str, most: int = 10**9) -> list[tuple[int, int]]:
        """Where the pattern matches, as ``finditer`` finds it, and the steps are counted; gives up after the most."""
        self._text, self._most, self.count, found = text, most, 0, []
        start, full = 0, -1
        while start <= len(text) and self.count <= self._most:
            self._groups = {}
            # behind a match that was not empty, an empty one counts; behind an empty one, one at its place does not
            end = self._root(start, _all_but(start if start == full else -1))
            if end < 0:
                start, full = start + 1, -1
                continue
            found.append((start, end))
            full = end if end == start else -1
            start = end
        return found

    def _sequence(self, nodes: list[Any], flags: int) -> Matcher:
        matchers = [self._one(kind, value, flags) for kind, value in nodes]

        def joined(first: Matcher, rest: Matcher) -> Matcher:
            return lambda place, then: first(place, lambda end: rest(end, then))

        if not matchers:
            return lambda place, then: then(place)
        whole = matchers[-1]
        for matcher in reversed(matchers[:-1]):
            whole = joined(matcher, whole)
        return whole

    def _one(self, kind: Any, value: Any, flags: int) -> Matcher:
        if kind in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
            return self._character(_test(kind, value, flags))
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            return self._repeat(value, flags, greedy=kind is sre.MAX_REPEAT)
        if kind is sre.SUBPATTERN:
            group, added, removed, inner = value
            return self._group(group, self._sequence(list(inner), (flags | added) & ~removed))
        if kind is sre.BRANCH:
            return self._branch([self._sequence(list(way), flags) for way in value[1]])
        if kind in (sre.ASSERT, sre.ASSERT_NOT):
            return self._look(value, flags, wanted=kind is sre.ASSERT)
        if kind is sre.AT:
            return self._at(value, flags)
        if kind is sre.GROUPREF:
            return self._again(value)
        raise NotImplementedError(f"{kind} is not stepped through yet")

    def _character(self, holds: Test) -> Matcher:
        def match(place: int, then: Follow) -> int:
            self.count += 1
            return then(place + 1) if place < len(self._text) and holds(self._text[place]) else -1

        return match

    def _repeat(self, value: Any, flags: int, greedy: bool) -> Matcher:
        least, most, inner = value
        most = 10**9 if most is sre.MAXREPEAT else int(most)
        nodes = list(inner)
        if len(nodes) == 1 and nodes[0][0] in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
            return self._run(_test(nodes[0][0], nodes[0][1], flags), least, most, greedy)
        body = self._sequence(nodes, flags)

        def match(place: int, then: Follow, done: int = 0) -> int:
            def more() -> int:
                if done >= most:
                    return -1
                return body(place, lambda end: -1 if end == place and done >= least else match(end, then, done + 1))

            if done < least:
                return more()
            if self.count > self._most:
                return -1
            ways = (more, lambda: then(place)) if greedy else (lambda: then(place), more)
            first = ways[0]()
            return first if first >= 0 else ways[1]()

        return match

    def _run(self, holds: Test, least: int, most: int, greedy: bool) -> Matcher:
        """A repeat of single characters, without a call for each."""

        def match(place: int, then: Follow) -> int:
            text, longest = self._text, min(len(self._text), place + most)
            end = place
            if greedy:
                while end < longest and holds(text[end]):
                    end += 1
                self.count += end - place + 1
                for stop in range(end, place + least - 1, -1):
                    if (found := then(stop)) >= 0:
                        return found
                return -1
            while True:
                if end >= place + least and (found := then(end)) >= 0:
                    return found
                self.count += 1
                if end >= longest or not holds(text[end]):
                    return -1
                end += 1

        return match

    def _group(self, group: int | None, inner: Matcher) -> Matcher:
        if group is None:
            return inner

        def match(place: int, then: Follow) -> int:
            def close(end: int) -> int:
                before = self._groups.get(group)
                self._groups[group] = (place, end)
                found = then(end)
                if found < 0:
                    self._groups.pop(group) if before is None else self._groups.update({group: before})
                return found

            return inner(place, close)

        return match

    def _branch(self, ways: list[Matcher]) -> Matcher:
        def match(place: int, then: Follow) -> int:
            for way in ways:
                if (found := way(place, then)) >= 0:
                    return found
            return -1

        return match

    def _look(self, value: Any, flags: int, wanted: bool) -> Matcher:
        direction, inner = value
        nodes = list(inner)
        body, width = self._sequence(nodes, flags), inner.getwidth()[0]

        def match(place: int, then: Follow) -> int:
            start = place if direction > 0 else place - width
            found = start >= 0 and body(start, lambda end: end) >= 0
            return then(place) if found is wanted else -1

        return match

    def _at(self, value: Any, flags: int) -> Matcher:
        lines = bool(flags & re.MULTILINE)
        holds = _PLACES[_LINES.get(value, value) if lines else value]

        def match(place: int, then: Follow) -> int:
            self.count += 1
            return then(place) if holds(self._text, place) else -1

        return match

    def _again(self, group: int) -> Matcher:
        def match(place: int, then: Follow) -> int:
            if group not in self._groups:
                return -1
            start, end = self._groups[group]
            self.count += 1
            same = self._text.startswith(self._text[start:end], place)
            return then(place + end - start) if same else -1

        return match


def _all_but(barred: int) -> Follow:
    """The end of a match is taken, unless it is at one place."""
    return lambda place: -1 if place == barred else place


def _is_word(text: str, place: int) -> bool:
    return 0 <= place < len(text) and (text[place].isalnum() or text[place] == "_")


_LINES = {sre.AT_BEGINNING: sre.AT_BEGINNING_LINE, sre.AT_END: sre.AT_END_LINE}
_PLACES: dict[Any, Callable[[str, int], bool]] = {
    sre.AT_BEGINNING: lambda text, place: place == 0,
    sre.AT_BEGINNING_STRING: lambda text, place: place == 0,
    sre.AT_BEGINNING_LINE: lambda text, place: place == 0 or text[place - 1] == "\n",
    sre.AT_END: lambda text, place: place == len(text) or (place == len(text) - 1 and text[place] == "\n"),
    sre.AT_END_STRING: lambda text, place: place == len(text),
    sre.AT_END_LINE: lambda text, place: place == len(text) or text[place] == "\n",
    sre.AT_BOUNDARY: lambda text, place: _is_word(text, place) != _is_word(text, place - 1),
    sre.AT_NON_BOUNDARY: lambda text, place: _is_word(text, place) == _is_word(text, place - 1),
}


def _test(kind: Any, value: Any, flags: int) -> Test:
    """Whether a character fits; asked of the real engine once for each character, so that letter case is its own."""
    if kind is sre.ANY:
        return (lambda _: True) if flags & re.DOTALL else (lambda one: one != "\n")
    parts = [(kind, value)] if kind in (sre.LITERAL, sre.NOT_LITERAL) else list(value)

    def holds(one: str) -> bool:
        forms = {one, one.lower(), one.upper()} if flags & re.IGNORECASE else {one}
        negated = parts[0][0] in (sre.NEGATE, sre.NOT_LITERAL)
        return negated != any(_part(what, told, form) for what, told in parts for form in forms)

    return cache(holds)


def _part(kind: Any, value: Any, one: str) -> bool:
    if kind in (sre.LITERAL, sre.NOT_LITERAL):
        return len(one) == 1 and ord(one) == value
    if kind is sre.RANGE:
        return len(one) == 1 and bool(value[0] <= ord(one) <= value[1])
    return kind is sre.CATEGORY and _CATEGORIES[value](one)


def samples_of(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    """For each repeat in a pattern: a text that leads up to it, and one that it repeats."""
    found: set[tuple[str, str]] = set()
    for before, piece in _repeats(list(parser.parse(pattern.pattern, pattern.flags)), pattern.flags, ""):
        if piece:
            found |= {(before, piece), ("", before + piece)}
    return found


_TRIED = "a1 -_.A\"'=:/,;(<[{\n!?é\t\x1b~*#"


def _repeats(nodes: list[Any], flags: int, before: str) -> Iterator[tuple[str, str]]:
    for number, (kind, value) in enumerate(nodes):
        here = before + _sample(nodes[:number], flags)
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            if value[1] > 3:
                yield from ((here, piece) for piece in _pieces(list(value[2]), flags))
            yield from _repeats(list(value[2]), flags, here)
        elif kind is sre.SUBPATTERN:
            yield from _repeats(list(value[3]), flags, here)
        elif kind is sre.BRANCH:
            for way in value[1]:
                yield from _repeats(list(way), flags, here)
        elif kind in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _repeats(list(value[1]), flags, here)


def _pieces(nodes: list[Any], flags: int) -> set[str]:
    """What a repeat repeats: a sample, and for a set of characters also one of each sort that is in it."""
    pieces = {_sample(nodes, flags)}
    if len(nodes) == 1 and nodes[0][0] in (sre.NOT_LITERAL, sre.ANY, sre.IN):
        holds = _test(nodes[0][0], nodes[0][1], flags)
        for sort in (str.isalpha, str.isdigit, str.isspace, lambda one: not one.isalnum() and not one.isspace()):
            pieces |= set([one for one in _TRIED if sort(one) and holds(one)][:1])
    return pieces


def _sample(nodes: list[Any], flags: int) -> str:
    """A text that these parts of a pattern would take, looks to the sides left aside."""
    text = ""
    for kind, value in nodes:
        if kind is sre.LITERAL:
            text += chr(value)
        elif kind in (sre.NOT_LITERAL, sre.ANY, sre.IN):
            text += _member(kind, value, flags)
        elif kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            text += _sample(list(value[2]), flags) * value[0]
        elif kind is sre.SUBPATTERN:
            text += _sample(list(value[3]), flags)
        elif kind is sre.BRANCH:
            text += _sample(list(value[1][0]), flags)
    return text


def _member(kind: Any, value: Any, flags: int) -> str:
    """A character that fits."""
    named = [chr(told[0] if isinstance(told, tuple) else told) for what, told in value
             if what in (sre.LITERAL, sre.RANGE)] if kind is sre.IN else []  # fmt: skip
    holds = _test(kind, value, flags)
    return next((one for one in (*_TRIED, *named) if holds(one)), "?")
