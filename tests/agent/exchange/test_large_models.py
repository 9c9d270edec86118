"""Documents of a large model: work grows as its parts and threats do, and a PDF of everything has its bound."""

from collections.abc import Callable

import pytest

from agent.coverage.stride_grid import stride_grid
from agent.errors import InputError
from agent.exchange import Dossier, Extent
from agent.exchange.diagrams.diagram import picture
from agent.exchange.documents.as_docx import to_docx
from agent.exchange.documents.as_pdf import to_pdf
from agent.exchange.documents.page_limits import MOST_TOLD, too_long
from agent.exchange.formats import format_of, written
from tests.agent.exchange.large import catalog, dossier_of, large
from tests.counting import growth


def test_the_picture_is_drawn_in_work_that_grows_with_parts_and_threats() -> None:
    models = {size: large("one word", size, size) for size in (100, 200, 400)}
    assert growth(lambda size: picture(models[size], catalog()), 200) < 2.5


def test_the_grid_is_filled_in_work_that_grows_with_parts_and_threats() -> None:
    dossiers = {size: dossier_of(large("one word", size, size)) for size in (50, 100, 200)}
    assert growth(lambda size: stride_grid(dossiers[size].model, catalog(), dossiers[size].ledger), 100) < 2.5


@pytest.mark.parametrize("form", ["evidence-docx", "docx", "tm-bom", "otm", "sarif"])
def test_the_longest_files_are_written_in_work_that_grows_with_parts_and_threats(form: str) -> None:
    dossiers = {size: dossier_of(large("one word", size, size)) for size in (50, 100, 200)}
    assert growth(lambda size: written(format_of(form), dossiers[size]), 100) < 2.5


@pytest.mark.parametrize(("threats", "extent", "made"), [
    (MOST_TOLD, Extent.FULL, True), (MOST_TOLD + 1, Extent.FULL, False), (5_000, Extent.REPORT, True),
])  # fmt: skip
def test_a_pdf_of_everything_holds_so_many_threats_and_says_what_to_take_instead(
    threats: int, extent: Extent, made: bool
) -> None:
    assert (too_long(threats, extent) == "") is made


@pytest.mark.parametrize("make", [to_pdf, to_docx])
def test_one_that_is_too_long_is_refused_before_any_page_is_set(make: Callable[[Dossier, Extent], bytes]) -> None:
    with pytest.raises(InputError, match="everything as HTML, which a browser prints, or the report alone"):
        make(dossier_of(large("one word", MOST_TOLD + 1)), Extent.FULL)
