"""The table opens in a spreadsheet as it was written: no cell is a formula, and numbers stay numbers."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain.model import ThreatModel
from agent.domain.threats import Control
from agent.exchange import to_csv
from agent.exchange.as_csv import HEADER
from agent.exchange.csv_cells import guarded
from knowledge.catalog import load_catalog
from knowledge.importers.files import open_source
from knowledge.vocabulary import OwnerRole
from tests.agent.exchange.filled import REVIEW, filled
from tests.ui.models import rich_model

CATALOG = load_catalog()
SIGNS = "=+-@\t\r\n＝＋－＠﹦﹢﹣﹫⁺₊"  # noqa: RUF001
UNSEEN = ' \u00a0\u200b\u200e\u2060\ufeff\u3000"'
WRITTEN = "=HYPERLINK(1) +1 -2 @sum ＝1 ＋1 －1 ＠x"  # noqa: RUF001


def parsed(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))


def formulas(text: str) -> list[str]:
    """The cells that a spreadsheet could take for a formula, however it parts the lines; numbers are none."""
    cells = [cell for mark in ",;\t|" for row in parsed(text, mark) for cell in row]
    return [cell for cell in cells if _is_formula(cell) and not re.fullmatch(r"-?\d+(?:\.\d+)?", cell)]


def _is_formula(cell: str) -> bool:
    return cell[:1] in tuple("\t\r\n") or cell.lstrip(f"{UNSEEN}\t\r\n")[:1] in tuple(SIGNS)


@pytest.mark.parametrize("before", ["", " ", '"', "'", "\ufeff", "\u200b", "\u00a0 ", "“", "\u3000", '\u200e"'])
@pytest.mark.parametrize("sign", list(SIGNS))
def test_a_cell_is_never_a_formula(before: str, sign: str) -> None:
    assert str(guarded(f"{before}{sign}1+1")).startswith("'")


@pytest.mark.parametrize("mark", [";", "| ", "; ", ';"', ";\ufeff", "；", "\t", "\n", "\r\n\t"])  # noqa: RUF001
@pytest.mark.parametrize("sign", list("=+-@＝－"))  # noqa: RUF001
def test_a_cell_that_a_mark_begins_inside_another_is_no_formula_either(mark: str, sign: str) -> None:
    text = str(guarded(f"first{mark}{sign}1+1"))
    assert not formulas(f"{text}\r\n".replace('"', '""'))
    assert not re.search(rf"[;|\t\r\n；][\s\"]*{re.escape(sign)}", text)  # noqa: RUF001


def test_numbers_and_plain_words_stay_as_they_are() -> None:
    assert guarded(-3) == -3
    assert guarded(-0.5) == -0.5
    assert guarded("plain - words; more = less | a, -b") == "plain - words; more = less | a, -b"


def test_no_cell_of_a_whole_table_is_a_formula_however_it_is_parted() -> None:
    for begin in ("", "a;", "a\t", "a|", "a\n", 'a;"', "a; \ufeff", "\ufeff", ' "'):
        model = filled(lambda place, begin=begin: f"{begin}{WRITTEN}")  # type: ignore[misc]
        written = to_csv(model, CATALOG)
        assert "HYPERLINK" in written
        assert formulas(written) == []


@given(st.text(alphabet=st.sampled_from("=+-@;|,\t\r\n \"'\ufeff\u200b＝a1“"), max_size=40))  # noqa: RUF001
def test_no_text_makes_a_cell_a_formula(text: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerow(["T-001", guarded(text), guarded(text), 5, guarded(text)])
    assert formulas(out.getvalue()) == []


def test_the_table_comes_back_row_for_row() -> None:
    model = rich_model(12)
    rows = parsed(to_csv(model, CATALOG), ",")
    assert tuple(rows[0]) == HEADER
    assert all(len(row) == len(HEADER) for row in rows)
    cells = [dict(zip(HEADER, row, strict=True)) for row in rows[1:]]
    acting = {(one, control.id) for control in model.controls for one in control.threats}
    named = {(row["Threat"], one) for row in cells if row["Threat"] for one in row["Mitigation"].split("; ") if one}
    own = {(one, row["Mitigation"]) for row in cells if not row["Threat"] for one in row["Acts on"].split("; ") if one}
    assert named == own == acting


def test_each_threat_and_each_measure_has_one_row() -> None:
    model = rich_model(12)
    assert any(len(control.threats) > 1 for control in model.controls)
    rows = parsed(to_csv(model, CATALOG), ",")[1:]
    assert [row[0] for row in rows if row[0]] == [threat.id for threat in model.threats]
    measures = [row[HEADER.index("Mitigation")] for row in rows if not row[0]]
    assert [one for one in measures if one] == [control.id for control in model.controls]


def test_decisions_and_measures_come_with_who_and_why() -> None:
    threat, measure = parsed(to_csv(filled(lambda place: place.replace(".", " ")), CATALOG), ",")[1:3]
    row = {name: one or other for name, one, other in zip(HEADER, threat, measure, strict=True)}
    assert row["Decision"] == "threats treatment reason"
    assert row["Answers for it"] == "threats treatment owner"
    assert row["Decided by"] == "threats treatment author"
    assert row["Review by"] == REVIEW.isoformat()
    assert row["Measure owner"] == "controls owner"
    assert row["Measure reason"] == "controls reason"
    assert row["Set by hand"] == "damage 7 (computed 5) by threats overrides author: threats overrides reason"


def test_a_measure_that_acts_on_no_threat_has_a_row_of_its_own() -> None:
    model = ThreatModel(controls=(Control(id="M-1", title="Train the staff", owner="Ann"),))
    (row,) = parsed(to_csv(model, CATALOG), ",")[1:]
    cells = dict(zip(HEADER, row, strict=True))
    assert (cells["Threat"], cells["Mitigation"], cells["Measure owner"]) == ("", "M-1", "Ann")


def test_a_measure_says_who_usually_does_it_at_which_level_and_what_to_attach() -> None:
    usual = Control(id="M-1", title="Cap it", owner_role=OwnerRole.SECURITY, level="baseline", evidence_asked="the log")
    model = ThreatModel(controls=(usual,))
    (row,) = parsed(to_csv(model, CATALOG), ",")[1:]
    cells = dict(zip(HEADER, row, strict=True))
    assert (cells["Usually done by"], cells["Level"], cells["Evidence to attach"]) == (
        "security",
        "baseline",
        "the log",
    )


def test_the_table_begins_with_a_byte_order_mark_and_a_table_with_one_is_read(tmp_path: Path) -> None:
    written = to_csv(rich_model(2), CATALOG)
    assert written.startswith("\ufeffThreat,")
    assert written.count("\ufeff") == 1
    file = tmp_path / "list.csv"
    file.write_text("\ufeffid,title,measure\r\nHB-1,Größe, lock it\r\n", encoding="utf-8", newline="")
    assert open_source(file).text.startswith("id,title")
