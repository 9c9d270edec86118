"""An import happens whole or not at all, and never makes the catalog unloadable."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import load_catalog
from knowledge.errors import CatalogError
from knowledge.importers.installation import take_in
from tests.knowledge.small import small, write

LIST = """\
own_list: 1
name: House list
owner: We
edition: "1"
threats:
- id: HB-1
  title: Mail gives orders
  explanation: Somebody writes orders.
  when: talks and not reach = staff
  targets: [agent]
  measure: Read mail by hand
- id: HB-2
  title: Another
"""


def state(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != ".lock"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write(small(), tmp_path / "data")


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "list.yaml"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_a_rehearsal_says_what_would_change_and_writes_nothing(tmp_path: Path, data: Path, listed: Path) -> None:
    report = take_in(listed, tmp_path / "catalog", data, rehearse=True)
    assert {change.key for change in report.changes.changes} == {"own:HB-1", "own:HB-2", "own-hb-1"}
    assert (report.sound, report.kept_as, (tmp_path / "catalog").exists()) == (True, None, False)


def test_what_was_taken_in_changes_the_fingerprint_and_going_back_restores_it(
    tmp_path: Path, data: Path, listed: Path
) -> None:
    overlay = tmp_path / "catalog"
    before = load_catalog(data)
    report = take_in(listed, overlay, data)
    after = load_catalog(data, overlay)
    assert after.fingerprint != before.fingerprint
    assert load_catalog(data, overlay) is after
    assert report.kept_as is not None
    report.kept_as.unlink()
    assert load_catalog(data, overlay).fingerprint == before.fingerprint


def test_taking_the_same_file_in_twice_changes_nothing_more(tmp_path: Path, data: Path, listed: Path) -> None:
    overlay = tmp_path / "catalog"
    take_in(listed, overlay, data)
    once = state(overlay)
    again = take_in(listed, overlay, data)
    assert again.changes.changes == ()
    assert state(overlay) == once


def test_a_refused_file_leaves_the_folder_as_it_was(tmp_path: Path, data: Path, listed: Path) -> None:
    overlay = tmp_path / "catalog"
    take_in(listed, overlay, data)
    once = state(overlay)
    listed.write_text(LIST.replace("talks", "talkz"), encoding="utf-8")
    assert not take_in(listed, overlay, data).sound
    assert state(overlay) == once


def test_a_disk_that_fails_at_the_last_step_leaves_the_folder_as_it_was(
    tmp_path: Path, data: Path, listed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlay = tmp_path / "catalog"
    take_in(listed, overlay, data)
    once = state(overlay)
    listed.write_text(LIST.replace("Another", "Changed"), encoding="utf-8")

    def fail(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    report = take_in(listed, overlay, data)
    assert "No space left" in report.refused[0].message
    assert state(overlay) == once


def test_a_file_half_written_by_a_crash_is_not_read(tmp_path: Path, data: Path, listed: Path) -> None:
    overlay = tmp_path / "catalog"
    take_in(listed, overlay, data)
    (overlay / ".x1y2.part").write_text('{"format": "threat', encoding="utf-8")
    assert "own-hb-1" in load_catalog(data, overlay).patterns


def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path, data: Path, listed: Path) -> None:
    overlay = tmp_path / "catalog"
    kept = take_in(listed, overlay, data).kept_as
    assert kept is not None
    kept.write_text(kept.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    with pytest.raises(CatalogError, match=f"(?s){kept.name}.*remove the file, or import it again"):
        load_catalog(data, overlay)
    assert take_in(listed, overlay, data).sound
    assert "own-hb-1" in load_catalog(data, overlay).patterns


def test_a_list_that_no_longer_fits_what_we_ship_is_named(tmp_path: Path, data: Path, listed: Path) -> None:
    overlay = tmp_path / "catalog"
    take_in(listed, overlay, data)
    files = small()
    files["facts.yaml"]["facts"] = [fact for fact in files["facts.yaml"]["facts"] if fact["id"] != "reach"]
    files["rating.yaml"], files["threats/one.yaml"] = {"scales": []}, {"patterns": []}
    with pytest.raises(CatalogError, match=r"own-house-list\.json: own-hb-1: when: no fact 'reach'"):
        load_catalog(write(files, tmp_path / "newer"), overlay)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_a_spoilt_file_is_refused_or_sound_and_never_spoils_the_catalog(tmp_path: Path, seed: int) -> None:
    chance, overlay = random.Random(seed), tmp_path / f"catalog-{seed}"
    data = write(small(), tmp_path / "data")
    raw = bytearray(LIST.encode())
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(raw))
        action = chance.choice(("cut", "byte", "double", "mark"))
        if action == "cut":
            raw = raw[: at + 1]
        elif action == "byte":
            raw[at] = chance.randrange(256)
        elif action == "double":
            raw[at:at] = raw[at : at + chance.randint(1, 60)]
        else:
            raw[at:at] = chance.choice((b"&a ", b"*a", b"{{", b"[" * 40, b"<script>", b"\xe2\x80\xae", b"- ", b"\n"))
    path = tmp_path / f"spoilt-{seed}.yaml"
    path.write_bytes(raw)
    report = take_in(path, overlay, data)
    assert report.sound == bool(report.kept_as)
    assert all(0 <= note.line <= raw.count(b"\n") + 2 for note in report.refused)
    catalog = load_catalog(data, overlay)
    assert ("own-hb-1" in catalog.patterns) <= report.sound
