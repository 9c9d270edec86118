"""Sheets for blind judgement tell nobody whose a threat is, and filled ones become figures."""

import json
from pathlib import Path

import pytest

from agent.errors import InputError
from evals.__main__ import main
from evals.blind.blind_figures import figures, judged, open_items
from evals.blind.blind_judging import Item, Key, Owner, System, drafts_in, read_verdicts, sheet
from evals.case_runs.transcript import Drafted
from tests.evals.made import case, content, write

SCRIPTED = "tests.agent.scripted:scripted"


def threats(*titles: str, statement: str = "It happens.") -> tuple[Drafted, ...]:
    return tuple(Drafted(title=title, statement=statement, pattern="a-pattern", owasp=("LLM01",)) for title in titles)


def key(*items: tuple[int, str]) -> Key:
    """A key whose items belong to the sources named by letters, at the rank of their number."""
    made = (Item(number=n, title="t", owners=tuple(Owner(source=s, rank=n) for s in sources)) for n, sources in items)
    return Key(cases={"a-case": System(group="g", items=tuple(made))})


def verdicts(made: Key, **words: str) -> dict[tuple[str, int], str]:
    by_number = {int(number[1:]): word for number, word in words.items()}
    return {(one.source, one.rank): one.verdict for one in judged(made, {"a-case": by_number})}


def test_one_draft_stays_in_its_order_and_is_cut_at_fifteen() -> None:
    text, made = sheet([case()], {"ours": {"a-case": threats(*(f"Threat {n}" for n in range(20)))}})
    items = made.cases["a-case"].items
    assert [item.title for item in items] == [f"Threat {n}" for n in range(15)]
    assert [item.owners[0].rank for item in items] == list(range(1, 16))
    assert "> name Desk" in text
    assert text.count("\nverdict:") == 15
    assert "> It happens." in text


def test_threats_of_two_drafts_are_shuffled_and_nothing_tells_whose_they_are() -> None:
    ours, theirs = ([f"{name} {n}" for n in range(15)] for name in ("Left", "Right"))
    drafts = {"ours-file": {"a-case": threats(*ours)}, "theirs-file": {"a-case": threats(*theirs)}}
    text, made = sheet([case()], drafts)
    titles = [item.title for item in made.cases["a-case"].items]
    assert sorted(titles) == sorted([*ours, *theirs])
    assert titles not in ([*ours, *theirs], [one for pair in zip(ours, theirs, strict=True) for one in pair])
    for hint in ("ours-file", "theirs-file", "a-pattern", "LLM01"):
        assert hint not in text
    assert sheet([case()], drafts, seed="another")[0] != text


def test_what_two_drafts_word_alike_stands_once_and_what_one_repeats_stands_twice() -> None:
    drafts = {"a": {"a-case": threats("Same", "Own", "own")}, "b": {"a-case": threats("same")}}
    owners = {
        (item.title, tuple((owner.source, owner.rank) for owner in item.owners))
        for item in sheet([case()], drafts)[1].cases["a-case"].items
    }
    assert owners == {("Same", (("a", 1), ("b", 1))), ("Own", (("a", 2),)), ("own", (("a", 3),))}


def test_statements_are_hidden_where_one_draft_has_none() -> None:
    drafts = {"a": {"a-case": threats("One")}, "b": {"a-case": threats("Two", statement="")}}
    assert "It happens." not in sheet([case()], drafts)[0]


def test_a_draft_of_other_cases_is_refused() -> None:
    with pytest.raises(InputError, match="none of the drafts"):
        sheet([case()], {"a": {"elsewhere": threats("One")}})


def test_verdicts_are_read_by_case_and_number() -> None:
    first = "## a\n\n### 1. T\nverdict: Keep\n### 2. T\nverdict: `twice` #1\n### 3. T\nverdict:\n"
    text = f"{first}## b\n### 1. T\nverdict: wrong"
    assert read_verdicts(text) == {"a": {1: "keep", 2: "twice 1"}, "b": {1: "wrong"}}


@pytest.mark.parametrize("word", ["maybe", "keep 2", "twice one", "twice 1 2"])
def test_a_word_that_is_no_verdict_is_refused_with_its_place(word: str) -> None:
    with pytest.raises(InputError, match=r"a-case 1: .*is no verdict"):
        read_verdicts(f"## a-case\n### 1. T\nverdict: {word}")


def test_what_another_draft_said_first_is_not_said_twice() -> None:
    made = key((1, "a"), (2, "a"), (3, "b"), (4, "ab"))
    found = verdicts(made, n1="keep", n2="twice 1", n3="twice 2", n4="twice 1")
    assert found == {("a", 1): "keep", ("a", 2): "twice", ("b", 3): "keep", ("a", 4): "twice", ("b", 4): "keep"}


def test_threats_that_point_at_each_other_are_said_twice() -> None:
    made = key((1, "a"), (2, "b"))
    assert verdicts(made, n1="twice 2", n2="twice 1") == {("a", 1): "twice", ("b", 2): "twice"}


def test_figures_are_shares_of_what_was_judged() -> None:
    made = key(*((n, "a") for n in range(1, 11)))
    words = {n: "keep" if n <= 5 else "generic" for n in range(1, 10)}
    found = judged(made, {"a-case": words})
    shares = {name: one.mean for name, one in figures(made, found)["a"].items()}
    assert shares["keep@5"] == 1.0
    assert shares["keep@10"] == shares["keep@15"] == pytest.approx(5 / 9)
    assert [shares["generic@15"], shares["wrong@15"], shares["twice@15"]] == pytest.approx([4 / 9, 0.0, 0.0])
    assert open_items(made, {"a-case": words}) == 1


def test_a_sheet_is_written_filled_and_read_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "cases" / "dev", content("desk"))
    write(tmp_path / "cases" / "more", content("unseen"))
    systems = [{"id": "desk", "threats": [{"title": "Something else", "statement": "It is so.", "ids": ["LLM01"]}]}]
    other = tmp_path / "guess.json"
    other.write_text(json.dumps({"format": "threatparley-predictions", "systems": systems}), encoding="utf-8")
    out = tmp_path / "sheet.md"
    make = ("judge", "write", "--cases", str(folder.parent), "--analyst", SCRIPTED, "--out", str(out))
    assert main([*make, "--other", str(other)]) == 0
    text = out.read_text(encoding="utf-8")
    assert "unseen" not in text
    assert text.count("verdict:") == 2 + 1
    assert main(["judge", "read", str(out)]) == 3
    out.write_text(text.replace("\nverdict:", "\nverdict: keep", 1), encoding="utf-8")
    capsys.readouterr()
    assert main(["judge", "read", str(out), "--json", str(tmp_path / "out.json")]) == 0
    told = capsys.readouterr()
    assert "keep @15" in told.out
    assert "1 threats have no verdict" in told.err
    assert len(json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))) == 1
    assert main([*make, "--set", "more"]) == 3


def test_drafts_of_a_results_file_are_read(tmp_path: Path) -> None:
    folder, out = write(tmp_path / "cases", content("desk")), tmp_path / "out.json"
    more = ("--plain", "--mode", "description", "--jobs", "1", "--quiet", "--analyst", SCRIPTED)
    assert main(["--cases", str(folder), "--json", str(out), *more]) == 0
    (threat,) = drafts_in(out)["desk"]
    assert (threat.title, threat.statement) == ("What comes of reads_mail", "Someone does something to the bot.")
    assert drafts_in(out, mode="interview") == {}
