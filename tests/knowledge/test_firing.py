"""Every pattern has a situation in which it fires, and a near miss in which a named fact rules it out."""

from pathlib import Path

import pytest
import yaml

from knowledge.catalog import DATA, load_catalog, read_catalog
from knowledge.checks.firing import misfiring, verdict
from knowledge.conditions import Truth
from knowledge.errors import CatalogError
from knowledge.search.passages import passages_of
from knowledge.validation.firing import FOLDER, Situations, read_situations
from tests.knowledge.small import Data, small, write

CATALOG = load_catalog()
READ = read_situations(DATA)
WORDS = "Somebody writes mails, and our model talks back to them all day long."


def entry(pattern: str = "orders-in-mail", **more: object) -> Data:
    fires = {"words": WORDS, "facts": {"talks": True, "reads_mail": True}}
    quiet = {"words": WORDS, "facts": {"talks": True, "reads_mail": False}, "because": ["reads_mail"]}
    return {"id": pattern, "fires": fires, "quiet": quiet} | more


def found(folder: Path, *entries: Data) -> list[str]:
    """What the check says of a small catalog with these situations, apart from patterns that have none."""
    files = small()
    data = write(files, folder)
    (data / FOLDER).mkdir()
    (data / FOLDER / "one.yaml").write_text(yaml.safe_dump({"situations": list(entries)}), encoding="utf-8")
    catalog, _ = read_catalog(data)
    return [str(finding) for finding in misfiring(catalog, data)]


def first_id() -> str:
    return str(small()["threats/one.yaml"]["patterns"][0]["id"])


@pytest.mark.parametrize("file", READ)
def test_as_facts_each_pattern_applies_where_it_must_and_is_ruled_out_where_not(file: str) -> None:
    for one in READ[file]:
        pattern = CATALOG.patterns[one.id]
        assert verdict(CATALOG, pattern, one.fires.facts).truth is Truth.YES, one.id
        quiet = verdict(CATALOG, pattern, one.quiet.facts)
        assert quiet.truth is Truth.NO, one.id
        assert set(quiet.facts) & set(one.quiet.because), one.id


def test_every_pattern_has_its_two_situations() -> None:
    assert {one.id for entries in READ.values() for one in entries} == set(CATALOG.patterns)


def test_nothing_that_is_searched_holds_their_words() -> None:
    told = {words for entries in READ.values() for one in entries for words in (one.fires.words, one.quiet.words)}
    assert not told & {passage.text for passage in passages_of(CATALOG)}


def test_a_pattern_without_situations_is_found(tmp_path: Path) -> None:
    assert any(first_id() in line and "no situation" in line for line in found(tmp_path))


def test_sound_situations_are_let_pass(tmp_path: Path) -> None:
    assert not [line for line in found(tmp_path, entry(first_id())) if first_id() in line]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"id": "nobody-knows-it"}, "there is no such pattern"),
        ({"fires": {"words": WORDS, "facts": {"talks": True}}}, "it does not apply (unknown by reads_mail)"),
        ({"fires": {"words": WORDS, "facts": {"sings": True}}}, "no fact of the catalog, or none of its values: sings"),
        (
            {"quiet": {"words": WORDS, "facts": {"talks": True}, "because": ["talks"]}},
            "it is not ruled out (unknown by reads_mail)",
        ),
        (
            {"quiet": {"words": WORDS, "facts": {"talks": True, "reads_mail": False}, "because": ["talks"]}},
            "it is ruled out by reads_mail",
        ),
        (
            {"quiet": {"words": WORDS, "facts": {"talks": False, "reads_mail": False}, "because": ["talks"]}},
            "no near miss",
        ),
    ],
)
def test_situations_that_prove_nothing_are_found(tmp_path: Path, changed: Data, says: str) -> None:
    assert any(says in line for line in found(tmp_path, entry(first_id()) | changed))


def test_a_pattern_told_twice_is_found(tmp_path: Path) -> None:
    twice = entry(first_id())
    assert any("stand 2 times" in line for line in found(tmp_path, twice, twice))


def test_a_broken_file_is_named_with_what_was_expected(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "one.yaml").write_text("situations: {}", encoding="utf-8")
    with pytest.raises(CatalogError, match=r"firing/one.yaml: expected a list"):
        read_situations(tmp_path)
    (tmp_path / FOLDER / "one.yaml").write_text("situations: [{id: one-two}]", encoding="utf-8")
    with pytest.raises(CatalogError, match=r"one-two: fires: Field required"):
        read_situations(tmp_path)


def test_a_situation_says_which_fact_rules_its_pattern_out() -> None:
    quiet = Situations.model_validate(entry()).quiet
    assert quiet.because == ("reads_mail",)
    with pytest.raises(ValueError, match="because"):
        Situations.model_validate(entry(quiet={"words": WORDS, "facts": {"talks": False}, "because": []}))
