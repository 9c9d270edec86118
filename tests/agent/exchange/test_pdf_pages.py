"""PDF and DOCX read in every script, can be steered by, and lead nowhere but to the web."""

import zipfile
from io import BytesIO
from xml.etree import ElementTree

import pytest
from docx import Document
from pypdf import PageObject, PdfReader

from agent.domain.model import ThreatModel
from agent.domain.system import Component, SystemProfile
from agent.exchange import Dossier, Extent, from_json, to_html, to_json, to_markdown
from agent.exchange.documents.as_docx import to_docx
from agent.exchange.documents.as_pdf import to_pdf
from agent.exchange.documents.fonts import faces_for
from agent.exchange.documents.writing_systems import clean, has_left, needs_shaping, runs_left
from knowledge.vocabulary import ComponentKind
from tests.agent.exchange.drawn import large_model
from tests.agent.exchange.large import SCRIPTS, dossier_of, large, long_name
from tests.ui.models import catalog, rich_model

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def words_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_letter_of_every_script_has_a_face(script: str) -> None:
    assert faces_for([long_name(script)]).missing == frozenset()


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_written_in_pdf_and_docx(script: str) -> None:
    dossier = dossier_of(large(script, threats=12, parts=4))
    assert to_pdf(dossier, Extent.BRIEF).startswith(b"%PDF-")
    written = "\n".join(one.text for one in Document(BytesIO(to_docx(dossier, Extent.BRIEF))).paragraphs)
    assert long_name(script)[:8].strip() in written


@pytest.mark.parametrize("script", ["latin", "cyrillic", "greek"])
def test_the_words_of_a_pdf_can_be_searched(script: str) -> None:
    model = ThreatModel(system=SystemProfile(name="Desk", purpose=SCRIPTS[script].strip()))
    assert SCRIPTS[script].strip() in words_of(to_pdf(Dossier(model, catalog()), Extent.BRIEF))


def test_a_letter_that_no_face_has_stands_as_its_code() -> None:
    model = ThreatModel(system=SystemProfile(name="Desk \U00012000 clay"))
    assert "[U+12000] clay" in words_of(to_pdf(Dossier(model, catalog()), Extent.BRIEF))


def test_a_pdf_has_bookmarks_links_page_numbers_and_a_title() -> None:
    reader = PdfReader(BytesIO(to_pdf(Dossier(rich_model(), catalog()))))
    titles = [str(one.get("/Title")) for one in reader.outline[0:1] if not isinstance(one, list)]
    assert titles == ["Threat model: Harbour support assistant"]
    below = [str(one.get("/Title")) for one in reader.outline[1] if not isinstance(one, list)]
    assert {"What it is", "Contents", "The system", "First measures", "Method and sources"} <= set(below)
    links = [one.get_object() for page in reader.pages for one in page.get("/Annots", ())]
    assert any("/Dest" in one or "/D" in one.get("/A", {}) for one in links)
    assert all(str(one["/A"].get("/URI", "https://")).startswith("https://") for one in links if "/A" in one)
    last = len(reader.pages)
    assert all(f"{place} of {last}" in page.extract_text() for place, page in enumerate(reader.pages, start=1))
    assert reader.metadata is not None
    assert reader.metadata.title == "Threat model: Harbour support assistant"
    assert "JavaScript" not in str(reader.trailer["/Root"])


def test_the_number_of_a_turned_page_stands_at_its_own_right_edge() -> None:
    reader = PdfReader(BytesIO(to_pdf(Dossier(large_model(20, steps=(1,)), catalog()))))
    wide = {float(page.mediabox.width) for page in reader.pages}
    assert len(wide) == 2, "one page is turned for its figure"
    for page in reader.pages:
        assert _right_of(page, f" of {len(reader.pages)}") > float(page.mediabox.width) - 160


def _right_of(page: PageObject, words: str) -> float:
    """How far right the words begin that end a line of a page."""
    found: list[float] = []

    def visit(text: str, _: object, matrix: list[float], *_rest: object) -> None:
        if text.strip().endswith(words.strip()) and text.strip()[0].isdigit():
            found.append(matrix[4])

    page.extract_text(visitor_text=visit)
    return max(found)


def test_the_figure_is_in_the_pdf_and_in_the_docx_with_words_for_it() -> None:
    dossier = Dossier(rich_model(), catalog())
    assert sum(len(page.images) for page in PdfReader(BytesIO(to_pdf(dossier))).pages) == 1
    document = Document(BytesIO(to_docx(dossier)))
    assert len(document.inline_shapes) == 1
    assert "Data-flow diagram" in document.inline_shapes[0]._inline.docPr.get("descr")


def test_a_docx_has_real_headings_header_rows_and_links_that_lead_somewhere() -> None:
    content = to_docx(Dossier(rich_model(), catalog()))
    document = Document(BytesIO(content))
    headings = [
        one for one in document.paragraphs if one.style is not None and str(one.style.name).startswith("Heading")
    ]
    assert [one.text for one in headings if one.style is not None and one.style.name == "Heading 1"] == [
        "Threat model: Harbour support assistant"
    ]
    assert len(headings) > 10
    with zipfile.ZipFile(BytesIO(content)) as opened:
        body = ElementTree.fromstring(opened.read("word/document.xml"))
    assert len(body.findall(f".//{WORD}tblHeader")) == len(document.tables)
    marks = {one.get(f"{WORD}name") for one in body.iter(f"{WORD}bookmarkStart")}
    led = {one.get(f"{WORD}anchor") for one in body.iter(f"{WORD}hyperlink")} - {None}
    assert led
    assert led <= marks


@pytest.mark.parametrize("write", [to_pdf, to_docx, to_html, to_markdown])
@pytest.mark.parametrize(
    "text", ["**bold** __it__ --u-- [a](https://evil.example)", "a\x0bb\x1b[31mc", "\ue000\ue000x\ue005"]
)
def test_marks_of_a_library_in_a_text_do_nothing(write: object, text: str) -> None:
    assert callable(write)
    part = Component(id="C-1", name=text, kind=ComponentKind.AGENT)
    model = ThreatModel(system=SystemProfile(name="Desk", purpose=text), components=(part,), issued={"C": 1})
    content = write(Dossier(model, catalog()), Extent.REPORT)
    if write is to_pdf:
        assert not any("evil" in str(page.get("/Annots", "")) for page in PdfReader(BytesIO(content)).pages)
        assert text.startswith(("a", "\ue000")) or "**bold** __it__ --u--" in words_of(content)
    if write is to_docx:
        cells = [cell.text for table in Document(BytesIO(content)).tables for row in table.rows for cell in row.cells]
        assert clean(text) in "\n".join(cells)


def test_a_very_long_cell_goes_over_pages_and_loses_nothing() -> None:
    model = rich_model(3)
    told = " ".join(f"word{number}" for number in range(180))
    threat = model.threats[0].model_copy(update={"statement": told[:1400], "note": told[:600]})
    dossier = Dossier(model.model_copy(update={"threats": (threat,), "controls": ()}), catalog())
    written = words_of(to_pdf(dossier, Extent.FULL))
    assert all(word in written for word in told[:1400].split()[:-1])


def test_an_old_file_reads_in_every_format() -> None:
    text = to_json(rich_model(8), catalog())
    old = from_json(
        text.replace('"format": "threatparley"', '"format": "threatwright"').replace('      "opening": "",\n', "")
    )
    for write in (to_pdf, to_docx, to_html, to_markdown):
        assert write(Dossier(old, catalog()))


@pytest.mark.parametrize(
    ("text", "left", "any_left", "shaped"),
    [("abc", False, False, False), ("שלום abc", True, True, True), ("abc שלום", False, True, True),
     ("12 مرحبا", True, True, True), ("Привет", False, False, False), ("東京", False, False, False),
     ("हिन्दी", False, False, True), ("", False, False, False), ("→ “x”…", False, False, False)],
)  # fmt: skip
def test_the_way_a_text_runs_is_known(text: str, left: bool, any_left: bool, shaped: bool) -> None:
    assert (runs_left(text), has_left(text), needs_shaping(text)) == (left, any_left, shaped)
