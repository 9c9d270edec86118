"""Threats are searched by their usual names, ours and those of others, and broken lists of names are refused."""

from pathlib import Path

import pytest

from agent.errors import InputError
from evals.__main__ import main
from evals.search.usual_names import NAMES, Attack, found_by_name, open_pattern_search, rates, read_names
from knowledge import load_catalog
from knowledge.search.retriever import open_retriever

KNOWN = {"prompt-worm", "rug-pull"}


def test_a_wording_is_right_when_any_wanted_pattern_comes_first() -> None:
    attacks = (Attack(patterns=("prompt-worm", "rug-pull"), wordings=("AI worm", "nothing of the kind")),)
    found = found_by_name(attacks, lambda text: ("rug-pull",) if "worm" in text else ("other", "prompt-worm"))
    assert [one.hit(1) for one in found] == [1.0, 0.0]
    assert rates(found) == {"hit@1": 0.5, "hit@5": 1.0}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("attacks: [", "not YAML"),
        ("attacks: []", "attacks"),
        ("attacks: [{patterns: [rug-pull], wordings: []}]", "wordings"),
        ("attacks: [{patterns: [gone-long-ago], wordings: [x]}]", "does not have: gone-long-ago"),
    ],
)
def test_a_broken_file_of_names_is_refused_with_the_place(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "names.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_names(path, KNOWN)


def test_the_packaged_names_are_many_and_each_attack_has_several() -> None:
    names = read_names(NAMES, load_catalog().patterns)
    assert len(names.attacks) >= 70
    assert all(len(attack.wordings) >= 3 for attack in names.attacks)
    assert sum(len(attack.wordings) for attack in names.as_others_say) >= 30
    assert sum(len(attack.wordings) for attack in names.as_people_type) >= 120
    assert sum(len(attack.wordings) for attack in names.unseen) >= 60


def test_the_packaged_search_finds_well_known_attacks_by_their_names() -> None:
    catalog = load_catalog()
    search = open_pattern_search(open_retriever(catalog, None, store="memory"))
    lists = read_names(NAMES, catalog.patterns).lists()
    for title, first, in_five in (("usual names", 0.92, 0.98), ("as people type", 0.9, 0.97), ("unseen", 0.85, 0.95)):
        found = rates(found_by_name(lists[title], search))
        assert found["hit@1"] >= first, title
        assert found["hit@5"] >= in_five, title


def test_the_command_prints_every_list_without_any_queries(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retrieval"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("hit@1")[0].strip() for line in lines] == [
        "usual names",
        "as others say",
        "as people type",
        "unseen",
    ]
