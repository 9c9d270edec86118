"""Parse XML from elsewhere: without document types and entities, and bounded in size, depth and number of elements."""

from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from agent.errors import InputError
from agent.exchange.readers.parsing import DEPTH, check_size

MOST_ELEMENTS = 200_000


class _Bounded(TreeBuilder):
    """Builds a tree until it is too deep or holds too much."""

    def __init__(self) -> None:
        super().__init__()
        self._depth, self._count = 0, 0

    def start(self, tag: Any, attrs: Any, /) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > DEPTH:
            raise InputError(f"the file is nested deeper than {DEPTH} levels")
        if self._count > MOST_ELEMENTS:
            raise InputError(f"the file holds more than {MOST_ELEMENTS:,} elements; split it")
        return super().start(tag, attrs)

    def end(self, tag: Any, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def element_of(text: str) -> Element:
    """The outermost element of a text; raises InputError with what is wrong, and where."""
    check_size(text)
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True)
    try:
        parser.feed(text.removeprefix("\ufeff").lstrip())
        found = parser.close()
    except DefusedXmlException:
        raise InputError("the file declares a document type or entities, which are not read; save it without") from None
    except ParseError as problem:
        line, column = problem.position
        raise InputError(
            f"not valid XML at line {line}, column {column + 1}: {problem.msg.partition(':')[0]}"
        ) from None
    except ValueError:
        raise InputError("not valid XML: it holds letters that XML does not allow") from None
    assert isinstance(found, Element)
    return found
