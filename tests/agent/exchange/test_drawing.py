"""The drawn diagram: everything is on it, nothing covers anything else, and no words can act."""

import hashlib
import os
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from agent.errors import DrawingError
from agent.exchange import to_dot, to_png, to_svg
from agent.exchange.diagrams.diagram import closable, closed_at_first, holding, picture
from agent.exchange.diagrams.graphviz import laid_out
from agent.exchange.diagrams.palette import DARK
from agent.exchange.diagrams.text_width import broken, width
from knowledge.catalog import Catalog
from tests.agent.exchange.drawn import large_model, marked, sides, words_in
from tests.ui.models import HOSTILE, rich_model
from tests.ui.models import catalog as the_catalog

SIZES = (1, 5, 12, 25, 40, 80)
MARKUP = (
    HOSTILE,
    '</text></g><script>alert(1)</script><g onload="alert(1)">',
    '" onload="alert(1)" x="',
    "]]><!DOCTYPE x [<!ENTITY a 'b'>]>&a;",
    "<image href='http://evil.example/x.png'/>",
    '"]; "C-9" -> "C-1" [label="x',
    "\\N \\G \\\\ \\l {a|b} <b>x</b>",
    "\u202eevil\u202c \u0000\u0007",
)
ALLOWED = {"svg", "title", "desc", "g", "rect", "path", "polygon", "circle", "text"}


@pytest.fixture(name="catalog")
def _catalog() -> Catalog:
    return the_catalog()


@pytest.mark.parametrize("parts", SIZES)
def test_every_part_flow_and_boundary_is_drawn(catalog: Catalog, parts: int) -> None:
    model = large_model(parts)
    svg = to_svg(model, catalog)
    assert set(marked(svg, "part")) == {"P-1", *(part.id for part in model.components)}
    assert set(marked(svg, "flow")) == {flow.id for flow in model.flows}
    assert set(marked(svg, "zone")) == {part.boundary for part in model.components if part.boundary}
    assert words_in(svg).count("untrusted:") == 1


@pytest.mark.parametrize("parts", SIZES)
def test_no_part_covers_another_and_each_lies_in_its_boundary(catalog: Catalog, parts: int) -> None:
    model = large_model(parts)
    svg = to_svg(model, catalog)
    boxes = {one: sides(group) for one, group in marked(svg, "part").items()}
    zones = {one: sides(group) for one, group in marked(svg, "zone").items()}
    for one, other in combinations(boxes.values(), 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    for part in model.components:
        left, top, right, bottom = boxes[part.id]
        for boundary, zone in zones.items():
            inside = zone[0] <= left and zone[1] <= top and right <= zone[2] and bottom <= zone[3]
            assert inside == (boundary == part.boundary), (part.id, boundary)


@pytest.mark.parametrize("text", MARKUP)
def test_words_of_owners_stay_words(catalog: Catalog, text: str) -> None:
    model = large_model(5, name=text[:120])
    svg = to_svg(model, catalog)
    for element in ElementTree.fromstring(svg).iter():
        assert element.tag.split("}")[1] in ALLOWED
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name or name == "style"]
    assert "url(" not in re.sub(r"<(title|desc|text)[^>]*>[^<]*", "", svg)
    assert set(marked(svg, "part")) == {"P-1", *(part.id for part in model.components)}
    assert set(marked(svg, "flow")) == {flow.id for flow in model.flows}


def test_a_drawing_is_the_same_in_every_process(catalog: Catalog) -> None:
    here = hashlib.sha256(to_svg(large_model(12), catalog).encode()).hexdigest()
    asked = (
        "import hashlib; from agent.exchange import to_svg; from knowledge.catalog import load_catalog; "
        "from tests.agent.exchange.drawn import large_model; "
        "print(hashlib.sha256(to_svg(large_model(12), load_catalog()).encode()).hexdigest())"
    )
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == here
    assert found.stderr == ""


KEPT = (
    "import sys; from agent.exchange.diagrams.graphviz import laid_out; "
    "sys.stdout.buffer.write(laid_out('digraph {a -> b}'))"
)


def laid_out_with(home: Path) -> bytes:
    """The layout by a process of its own that keeps what it compiles below a home."""
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": os.getcwd(), "HOME": str(home)}
    return subprocess.run([sys.executable, "-c", KEPT], capture_output=True, check=True, env=environ).stdout


def test_what_was_compiled_is_kept_and_made_anew_where_it_is_damaged_or_cannot_be_kept(tmp_path: Path) -> None:
    first = laid_out_with(tmp_path)
    (kept,) = (file for file in tmp_path.rglob("modules/*/*") if file.suffix != ".stats")
    assert laid_out_with(tmp_path) == first
    kept.write_bytes(b"no module at all")
    assert laid_out_with(tmp_path) == first
    assert laid_out_with(Path("/proc/nowhere")) == laid_out_with(Path("relative")) == first
    assert not Path("relative").exists()


def test_what_is_lit_is_strong_and_the_rest_pale(catalog: Catalog) -> None:
    svg = to_svg(large_model(5), catalog, lit={"P-1", "F-1", "C-1"})
    parts, flows = marked(svg, "part"), marked(svg, "flow")
    assert {one for one, group in parts.items() if group.get("opacity") is None} == {"P-1", "C-1"}
    assert {one for one, group in flows.items() if group.get("opacity") is None} == {"F-1"}
    assert 'opacity="' not in to_svg(large_model(5), catalog)


def test_a_closed_boundary_is_one_node_with_the_threats_of_its_parts(catalog: Catalog) -> None:
    model = rich_model()
    shown = picture(model, catalog, closed={"B-1"})
    (closed,) = (node for node in shown.nodes if node.id == "B-1")
    inside = [node for zone in picture(model, catalog).zones if zone.id == "B-1" for node in zone.nodes]
    assert closed.kind == f"{len(inside)} parts inside"
    assert 0 < closed.open_threats <= sum(node.open_threats for node in inside)
    assert {node.id for node in inside}.isdisjoint(node.id for node in shown.nodes)
    drawn = {one for arrow in shown.arrows for one in arrow.ids}
    within = {node.id for node in inside}
    assert drawn == {flow.id for flow in model.flows if not {flow.source, flow.target} <= within}
    assert marked(to_svg(model, catalog, closed={"B-1"}), "zone").keys() == {"B-1", "B-2"}


def test_flows_that_a_closed_boundary_makes_one_keep_their_trust(catalog: Catalog) -> None:
    model = large_model(12, steps=(1, 2, 3))
    for arrow in picture(model, catalog, closed=closable(model)).arrows:
        trusts = {flow.untrusted for flow in model.flows if flow.id in arrow.ids}
        assert trusts == {arrow.untrusted}


def test_large_models_begin_with_closed_boundaries_and_small_ones_do_not() -> None:
    assert closed_at_first(large_model(20)) == frozenset()
    assert closed_at_first(large_model(21)) == set(closable(large_model(21))) != set()
    assert holding(rich_model(), {"C-3"}) == {"B-2"}
    assert holding(rich_model(), {"F-3"}) == {"B-1", "B-2"}


@pytest.mark.parametrize("name", ["مساعد خدمة العملاء", "שירות תשובות", "客户服务助手和订单查询", "й" * 120, "🤖 bot"])
def test_names_of_every_script_are_drawn_within_their_box(catalog: Catalog, name: str) -> None:
    svg = to_svg(large_model(5, name=name), catalog)
    for group in marked(svg, "part").values():
        left, _, right, _ = sides(group)
        for line in group.iter("{http://www.w3.org/2000/svg}text"):
            if line.get("font-size") == "13":
                assert width(line.text or "", 13) <= right - left
    assert name.split()[0][:12] in words_in(svg)


def test_long_words_are_parted_and_what_is_left_out_is_marked() -> None:
    lines = broken("a" * 200, 13, 100, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(width(line, 13) <= 100 for line in lines)
    assert broken("two words", 13, 1000, 3) == ("two words",)
    assert broken("", 13, 100, 3) == ()


def test_very_many_flows_are_drawn_without_words(catalog: Catalog) -> None:
    model = large_model(40, steps=tuple(range(1, 12)))
    svg = to_svg(model, catalog)
    assert set(marked(svg, "flow")) == {flow.id for flow in model.flows}
    assert "untrusted" not in words_in(svg)


def test_a_layout_that_takes_too_much_work_is_ended() -> None:
    every = "".join(f"a{one}->a{other};" for one in range(60) for other in range(60) if one != other)
    with pytest.raises(DrawingError, match="too much work"):
        laid_out(f"digraph {{{every}}}", most_work=100_000_000)
    with pytest.raises(DrawingError, match="cannot be read"):
        laid_out("digraph {")
    with pytest.raises(DrawingError):
        laid_out("digraph {" + "subgraph {" * 5000)
    assert laid_out("digraph { a -> b }")


def test_the_engine_has_no_way_to_files_or_the_environment() -> None:
    tried = laid_out('digraph { a [image="/etc/passwd" shapefile="/etc/passwd"]; b [label="$HOME"] }')
    assert b"root:" not in tried


def test_the_picture_in_pixels_is_the_same_each_time(catalog: Catalog) -> None:
    png = to_png(rich_model(), catalog, palette=DARK)
    assert png.startswith(b"\x89PNG")
    assert png == to_png(rich_model(), catalog, palette=DARK)


def test_letters_of_other_scripts_are_drawn_as_themselves(catalog: Catalog) -> None:
    """Letters without a typeface would be boxes, and boxes are alike."""
    for one, other in (("客户服务", "系统接口"), ("ไทย", "ลาว"), ("日本", "韓国")):
        assert to_png(large_model(1, name=one), catalog) != to_png(large_model(1, name=other), catalog)


def test_the_source_opens_in_any_graphviz(catalog: Catalog) -> None:
    assert laid_out(to_dot(rich_model(), catalog))
    assert '"cluster_outside"' not in to_dot(rich_model(), catalog)
