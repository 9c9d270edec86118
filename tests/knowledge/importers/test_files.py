"""Files are opened within bounds, as UTF-8, and pointers lead only to files beside them."""

from pathlib import Path

import pytest

from knowledge.importers.files import MAX_POINTERS, open_source
from knowledge.importers.trees import MAX_BYTES, Unreadable


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def refused(path: Path, said: str) -> int:
    with pytest.raises(Unreadable, match=said) as problem:
        open_source(path)
    return problem.value.notes[0].line


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"", 0, "is empty"),
        (b" \n\n", 0, "is empty"),
        (b"a: 1\nb: \xff\n", 2, "is not UTF-8"),
        ("a: ü".encode("utf-16"), 1, "is UTF-16"),
        (b"a: 1\n\x00", 2, "holds a NUL"),
        (b"x" * (MAX_BYTES + 1), 0, "larger than 16 MiB"),
    ],
    ids=["empty", "blank", "latin", "utf-16", "nul", "huge"],
)
def test_what_is_no_text_of_bounded_size_is_refused(tmp_path: Path, content: bytes, line: int, said: str) -> None:
    assert refused(put(tmp_path, "x.yaml", content), said) == line


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    refused(tmp_path, "expected a file")
    refused(tmp_path / "none.yaml", "cannot read .*none.yaml")


def test_a_mark_of_byte_order_is_no_part_of_the_text(tmp_path: Path) -> None:
    source = open_source(put(tmp_path, "x.json", b'\xef\xbb\xbf{"a": 1}'))
    assert (source.form, source.tree()) == ("json", {"a": 1})


@pytest.mark.parametrize(("name", "text", "form"), [("x", "[1]", "json"), ("x", "a: 1", "yaml"), ("x.CSV", "a", "csv")])
def test_the_form_is_told_by_the_name_or_the_first_mark(tmp_path: Path, name: str, text: str, form: str) -> None:
    assert open_source(put(tmp_path, name, text.encode())).form == form


def test_a_chain_of_pointers_is_followed_and_reported(tmp_path: Path) -> None:
    put(tmp_path, "v6/data.yaml", b"a: 1\n")
    put(tmp_path, "v6/latest.yaml", b"data.yaml")
    source = open_source(put(tmp_path, "latest.yaml", b"v6/latest.yaml\n"))
    assert (source.name, source.pointers, source.tree()) == ("data.yaml", ("latest.yaml", "latest.yaml"), {"a": 1})


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("../secret.yaml", "out of its folder"),
        ("/etc/passwd.yaml", "out of its folder"),
        ("gone.yaml", "fetch that file"),
        ("x.yaml", f"more than {MAX_POINTERS}"),
    ],
)
def test_a_pointer_that_leads_astray_is_refused(tmp_path: Path, target: str, said: str) -> None:
    put(tmp_path, "secret.yaml", b"a: 1\n")
    assert refused(put(tmp_path, "in/x.yaml", target.encode()), said) == 1
