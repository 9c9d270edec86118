"""Exports carry everything, are the same each time, and nothing in the owner's text can act in them."""

import html
import json
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

import pytest

from agent.domain import SYSTEM, Ledger, ThreatModel
from agent.domain.facts import FactValue, Provenance, Quote
from agent.domain.system import Actor, Component, DataFlow, SystemProfile, TrustBoundary
from agent.domain.threats import Control, Evidence, Threat
from agent.errors import InputError
from agent.exchange import (
    Dossier,
    Extent,
    from_json,
    native_file,
    to_dot,
    to_html,
    to_json,
    to_markdown,
    to_mermaid,
    to_svg,
)
from agent.exchange.diagrams.as_mermaid import label
from agent.exchange.documents.as_docx import to_docx
from agent.exchange.documents.as_pdf import to_pdf
from agent.exchange.provenance_check import prove
from knowledge.catalog import Catalog, load_catalog
from knowledge.vocabulary import ComponentKind
from tests.agent.domain.parts import score
from tests.agent.exchange.drawn import words_in

HOSTILE = (
    "<script>alert(1)</script>",
    "![x](http://away.example/p.png)",
    "[go](javascript:alert(1))",
    "| a | b |",
    "# heading",
    "=HYPERLINK(1)",
    'click n_C_1 "javascript:x"',
    '"]; end; subgraph x',
    "<img src=x onerror=y>",
    "`code` $math$ ~~gone~~",
    "%%{init: {}}%%",
)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def model_with(catalog: Catalog, text: str = "Support assistant") -> ThreatModel:
    pattern = next(iter(catalog.patterns.values()))
    measure = catalog.mitigations[pattern.mitigations[0]]
    fact = next(one for one in catalog.facts.values() if one.type.value == "yes_no")
    threat = Threat(
        id="T-001",
        pattern=pattern.id,
        title=text,
        statement=f"Someone says {text}.",
        targets=("C-1",),
        references=tuple(catalog.reference(key) for key in pattern.references),
        evidence=Evidence(facts=(fact.id,), quotes=(Quote(turn=1, text=text),)),
        inherent=score(7),
        current=score(5),
        target=score(3),
    )
    return ThreatModel(
        system=SystemProfile(name=text, purpose=text, description=text),
        boundaries=(TrustBoundary(id="B-1", name=text),),
        actors=(Actor(id="P-1", name=text),),
        components=(
            Component(id="C-1", name=text, kind=ComponentKind.AGENT, boundary="B-1"),
            Component(id="C-2", name="Store", kind=ComponentKind.VECTOR_STORE, boundary="B-1"),
        ),
        flows=(
            DataFlow(id="F-1", source="P-1", target="C-1", label=text, untrusted=True),
            DataFlow(id="F-2", source="C-1", target="C-2"),
        ),
        facts=(FactValue(fact=fact.id, value=True, provenance=Provenance.STATED, quotes=(Quote(turn=1, text=text),)),),
        threats=(threat,),
        controls=(Control(id="M-1", mitigation=measure.id, title=text, action=text, threats=("T-001",)),),
    )


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_can_act_in_the_html_report(catalog: Catalog, text: str) -> None:
    page = to_html(Dossier(model_with(catalog, text), catalog, Ledger(verdicts=()), ()), Extent.FULL)
    tags = Tags()
    tags.feed(page)
    assert not {tag for tag, _ in tags.tags} & {"script", "img", "iframe", "object", "embed", "form", "link", "base"}
    for _, attributes in tags.tags:
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("href") or "https://").startswith(("https://", "#"))
    assert "default-src &#x27;none&#x27;" in page or "default-src 'none'" in page


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_can_act_in_the_markdown_report(catalog: Catalog, text: str) -> None:
    written = to_markdown(Dossier(model_with(catalog, text), catalog, Ledger(verdicts=()), ()), Extent.FULL)
    prose = written.split("```")[0] + written.split("```")[2]
    assert "<script" not in prose.replace("\\<", "")
    assert not re.search(r"(?<!\\)\]\((?!https://|#)", prose)
    assert "![" not in prose.replace("\\!", "")
    headings = [line for line in prose.splitlines() if line.startswith("#")]
    assert all(line.split(" ")[0] in {"#", "##", "###", "####"} for line in headings)


@pytest.mark.parametrize("text", HOSTILE)
def test_diagram_labels_hold_only_harmless_marks(catalog: Catalog, text: str) -> None:
    assert not set(re.sub(r"#\d+;", "", label(text))) & set('"<>[]{}()|`$#%&=\\;:^~!?*@')
    model, plain = model_with(catalog, text), model_with(catalog, "plain")
    assert len(to_mermaid(model, catalog).splitlines()) == len(to_mermaid(plain, catalog).splitlines())
    assert to_dot(model, catalog).count("{") == to_dot(plain, catalog).count("{")
    assert len(to_dot(model, catalog).splitlines()) == len(to_dot(plain, catalog).splitlines())
    assert to_dot(model, catalog).count('"') == to_dot(plain, catalog).count('"')
    ElementTree.fromstring(to_svg(model, catalog))


@pytest.mark.parametrize(
    "name", ['R&D <bot> "v2"', "50% off #1 [x] {y} a|b;=(z)", "C:\\new\\table", "style:R#&D", "日本語・🤖"]
)
def test_every_letter_of_a_name_is_drawn(catalog: Catalog, name: str) -> None:
    model = model_with(catalog, name).model_copy(update={"actors": (), "flows": ()})
    drawn = re.search(r"n_C_1\W{2,3}(\S.*) - 1 open", to_mermaid(model, catalog))
    assert drawn is not None
    assert re.sub(r"#(\d+);", lambda code: chr(int(code[1])), drawn[1]) == name
    assert name in words_in(to_svg(model, catalog))
    told = re.search(r'"C-1" \[id="part-C-1" .* label="(.*)\\nAgent\\n1 open"\]', to_dot(model, catalog))
    assert told is not None
    in_one_line = re.sub(r"(?<!\\)\\n", " ", told[1])
    assert html.unescape(in_one_line).replace("\\\\", "\\") == name


def test_no_line_of_the_diagram_loses_the_end_of_a_code(catalog: Catalog) -> None:
    """Mermaid drops the last ``;`` of a line in which ``style`` or ``classDef`` is followed by a colon and a code."""
    drawn = to_mermaid(model_with(catalog, "style:R&D classDef:x#1;"), catalog)
    assert not re.search(r"(?:style|classDef).*:\S*#.*;", drawn)


def test_the_native_file_comes_back_as_the_same_model(catalog: Catalog) -> None:
    model = model_with(catalog)
    written = to_json(model, catalog)
    assert from_json(written) == model
    assert to_json(from_json(written), catalog) == written
    assert prove(native_file(written), catalog).faults == ()


def test_exports_are_the_same_bytes_each_time(catalog: Catalog) -> None:
    one, two = model_with(catalog), model_with(catalog)
    for write in (to_markdown, to_html, to_pdf, to_docx):
        for extent in (Extent.BRIEF, Extent.FULL):
            assert write(Dossier(one, catalog), extent) == write(Dossier(two, catalog), extent)
    assert to_dot(one, catalog) == to_dot(two, catalog)


def test_a_model_of_another_edition_names_what_is_unknown(catalog: Catalog) -> None:
    document = json.loads(to_json(model_with(catalog), catalog))
    document["model"]["threats"][0]["references"][0]["edition"] = "0.1"
    (fault,) = prove(native_file(json.dumps(document)), catalog).faults
    assert fault.place == "/model/threats/0/references/0"
    assert "edition 0.1" in fault.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not valid JSON at line 1"),
        ("[]", "not a Threatparley file"),
        ('{"format": "threatparley"}', "schema version None"),
        ('{"format": "threatparley", "schema_version": 99}', "schema version 99"),
        ('{"format": "threatparley", "format": "x"}', "stands twice"),
        ('{"format": NaN}', "NaN is not a number"),
        ('{"format": ' + "[" * 200 + "]" * 200 + "}", "nested deeper"),
        ("[" * 200_000, "nested deeper"),
        ('{"format": ' + "9" * 5000 + "}", "a number that cannot be read"),
        ('{"format": "threatparley", "schema_version": 1, "model": {"surprise": 1}}', "at /model/surprise"),
        (
            '{"format": "threatparley", "schema_version": 1, "model": {"flows": '
            '[{"id": "F-1", "source": "C-1", "target": "C-2"}]}}',
            "C-1, which does not exist",
        ),
    ],
)
def test_a_broken_file_is_refused_with_the_place_and_the_reason(text: str, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        from_json(text)


def test_a_threat_at_the_whole_system_is_shown_under_its_name(catalog: Catalog) -> None:
    model = model_with(catalog)
    threat = model.threats[0].model_copy(update={"targets": (SYSTEM,)})
    written = to_markdown(
        Dossier(model.model_copy(update={"threats": (threat,)}), catalog, Ledger(verdicts=()), ()), Extent.FULL
    )
    assert "**Where:** Support assistant." in written
