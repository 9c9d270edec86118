"""What is worked out of the packaged data is kept between two starts, and never taken up where it may be wrong."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from agent.reading.text.cue_ends import ends_of
from knowledge.catalog import load_catalog
from knowledge.loading import kept_json, prepared
from knowledge.loading.prepared import keep_prepared_in, program
from knowledge.ranking.reference_library import ReferenceLibrary
from knowledge.search.lexical import SortedIndex
from knowledge.search.packed import packed, unpacked


class Starts:
    """Starts of a program one after the other, over one data folder."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.made = folder / "prepared", list[str]()
        self._monkeypatch = monkeypatch
        self.again()

    def again(self) -> None:
        """End a process, if one is at work, and begin another."""
        prepared._kept.save()
        self._monkeypatch.setattr(prepared, "_kept", prepared._Kept())
        keep_prepared_in(self.folder)

    def part(self, name: str, *depends_on: str) -> object:
        """A part, with a note where it is worked out."""

        def make() -> dict[str, object]:
            self.made.append(name)
            return {"of": list(depends_on), "half": 0.1}

        return prepared.prepared(name, depends_on, make)

    @property
    def files(self) -> list[Path]:
        """What is kept by now."""
        prepared._kept.save()
        return sorted(self.folder.iterdir())


@pytest.fixture
def starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Starts]:
    yield Starts(tmp_path, monkeypatch)
    prepared._kept.folder = None


def test_what_one_start_worked_out_the_next_takes_up(starts: Starts) -> None:
    first = starts.part("words", "one")
    starts.again()
    assert starts.part("words", "one") == first
    assert starts.made == ["words"]


def test_whatever_a_part_depends_on_changes_it_is_worked_out_anew_and_the_earlier_form_goes(starts: Starts) -> None:
    starts.part("words", "one")
    starts.again()
    starts.part("words", "one", "two")
    assert starts.made == ["words", "words"]
    assert len(starts.files) == 1


def test_a_part_does_not_push_out_another_whose_name_begins_alike(starts: Starts) -> None:
    starts.part("cue-ends", "one")
    starts.part("cue-ends-facts", "one")
    starts.again()
    starts.part("cue-ends", "two")
    assert [one.name.rpartition("-")[0] for one in starts.files] == ["cue-ends", "cue-ends-facts"]


@pytest.mark.parametrize("damage", [b"", b"no digest", b"\xff\xfe\n{}", "the last letters are missing"])
def test_a_part_that_is_damaged_is_worked_out_once_more(starts: Starts, damage: bytes | str) -> None:
    first = starts.part("words", "one")
    (file,) = starts.files
    file.write_bytes(file.read_bytes()[:-3] if isinstance(damage, str) else damage)
    starts.again()
    assert starts.part("words", "one") == first
    assert starts.made == ["words", "words"]


def test_a_part_whose_content_was_altered_is_worked_out_once_more(starts: Starts) -> None:
    starts.part("words", "one")
    (file,) = starts.files
    file.write_bytes(file.read_bytes().replace(b"0.1", b"0.2"))
    starts.again()
    assert starts.part("words", "one") == {"of": ["one"], "half": 0.1}


def test_where_nothing_can_be_kept_everything_is_worked_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "prepared").write_text("no folder")
    starts = Starts(tmp_path, monkeypatch)
    starts.part("words", "one")
    starts.again()
    starts.part("words", "one")
    assert starts.made == ["words", "words"]
    assert (tmp_path / "prepared").read_text() == "no folder"


def test_nothing_is_kept_before_there_is_a_data_folder(tmp_path: Path) -> None:
    assert not kept_json.write_kept(tmp_path / "none" / "part.json", {})
    assert not (tmp_path / "none").exists()


def test_a_part_names_the_program_that_works_it_out(tmp_path: Path) -> None:
    module = ModuleType("worked_out")
    module.__file__ = str(tmp_path / "worked_out.py")
    Path(module.__file__).write_text("A = 1\n")
    before = program(module)
    Path(module.__file__).write_text("A = 2\n")
    program.cache_clear()
    assert program(module) != before


@pytest.mark.parametrize("numbers", [[0.1, -0.0, 3e38], [], [1.0000001]])
def test_numbers_come_back_bit_for_bit(numbers: list[float]) -> None:
    wide = np.array(numbers, dtype=np.float32)
    assert unpacked(packed(wide), np.float32).tobytes() == wide.tobytes()


def test_the_cues_of_all_facts_begin_and_end_alike_whether_kept_or_not(starts: Starts) -> None:
    cues = tuple(cue for fact in load_catalog().facts.values() for cue in (*fact.cues, *fact.signs, *fact.denials))
    fresh = ends_of("", cues)
    ends_of("facts", cues)
    starts.again()
    opened, closed = ends_of("facts", cues)
    assert opened == fresh[0]
    assert [tuple(map(list, one)) for one in closed] == [tuple(map(list, one)) for one in fresh[1]]


def test_passages_score_alike_whether_their_words_are_kept_or_not(starts: Starts) -> None:
    texts = [one.explanation for one in load_catalog().patterns.values()][:60]
    sorts = ["long" if len(text) > 200 else "short" for text in texts]
    query = "an attacker poisons the documents that a model retrieves"
    fresh = SortedIndex(texts, sorts).scores(query)
    SortedIndex(texts, sorts, "words")
    starts.again()
    assert SortedIndex(texts, sorts, "words").scores(query).tobytes() == fresh.tobytes()


def test_reference_systems_vote_alike_whether_they_are_kept_or_not(starts: Starts) -> None:
    votes = [ReferenceLibrary(load_catalog()).votes("a chat bot for patients", (), {"public_users": True})]
    starts.again()
    votes.append(ReferenceLibrary(load_catalog()).votes("a chat bot for patients", (), {"public_users": True}))
    assert votes[0] == votes[1]
    assert len(starts.files) == 1
