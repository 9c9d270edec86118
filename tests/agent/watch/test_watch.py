"""After the catalog has changed each kept model is judged again, and told exactly what is otherwise for it."""

from pathlib import Path
from typing import Any

import pytest

from agent.assessment.ledger import Bookkeeper
from agent.domain import ThreatModel
from agent.domain.model import DraftStamp
from agent.watch import News, NewsKind, Snapshot, news, remember, remembered, snapshot_of
from knowledge.catalog import Catalog, load_catalog
from knowledge.importers.installation import take_in
from knowledge.vocabulary import AnswerValue, Reference
from tests.agent.builders import a_model, pattern, small_catalog, with_patterns
from tests.agent.domain.parts import threat
from tests.next_release import ASIDE, NEW, RENAMED, RETIRED, as_carried, six_of, the_next, written


def stamped(model: ThreatModel, catalog: Catalog) -> ThreatModel:
    """The model as drafted with a catalog."""
    return model.model_copy(update={"drafted": DraftStamp(catalog=catalog.fingerprint, digest=model.digest())})


def helpdesk(catalog: Catalog) -> ThreatModel:
    """A language model that reads mail from outside; nothing is trained."""
    facts: dict[str, AnswerValue] = {
        "uses_language_model": True,
        "untrusted_content": True,
        "training": False,
        "exposure": "public",
    }
    known = {name: value for name, value in facts.items() if name in catalog.facts}
    ledger = Bookkeeper(catalog).ledger(a_model(known, [("assistant", "language_model")]))
    found = [
        threat(
            number, verdict.pattern, targets=("system",),
            references=tuple(dict.fromkeys(map(catalog.reference, catalog.patterns[verdict.pattern].references))),
        )
        for number, verdict in enumerate(
            (one for one in ledger.verdicts if one.finding.value == "applies" or one.expected), start=1
        )
    ]  # fmt: skip
    model = a_model(known, [("assistant", "language_model")]).model_copy(update={"threats": tuple(found)})
    return stamped(model, catalog)


def told(model: ThreatModel, after: Catalog, before: Snapshot | None) -> list[News]:
    return list(news(model, Bookkeeper(after).ledger(model), after, before))


@pytest.mark.parametrize("shape", [lambda one: one, six_of], ids=["format 5", "format 6"])
def test_a_new_release_tells_exactly_what_is_otherwise(tmp_path: Path, shape: Any) -> None:
    """One new technique applies through its parent, one is renamed, one is retired, and one is no business of it."""
    before = load_catalog()
    model = helpdesk(before)
    report = take_in(written(tmp_path, the_next(), shape), tmp_path / "catalog")
    assert report.sound, report.refused
    after = load_catalog(overlay=tmp_path / "catalog")
    found = told(model, after, snapshot_of(before))
    assert [(one.kind, one.key) for one in found] == [
        (NewsKind.NEWLY_APPLIES, f"atlas:{NEW}"),
        (NewsKind.RENAMED, f"atlas:{RENAMED}"),
        (NewsKind.RETIRED, f"atlas:{RETIRED}"),
    ]
    new, renamed, retired = found
    assert new.threats
    assert set(new.threats) <= {one.id for one in model.threats}
    assert (renamed.before, renamed.name) == ("LLM Jailbreak", "Model Jailbreak")
    assert {one.id for one in model.threats if any(r.id == RETIRED for r in one.references)} == set(retired.threats)
    assert after.knows(f"atlas:{ASIDE}")


def test_the_same_release_again_is_no_news(tmp_path: Path) -> None:
    before = load_catalog()
    release = as_carried() | {"case-studies": as_carried()["case-studies"]}
    assert take_in(written(tmp_path, release), tmp_path / "catalog").sound
    after = load_catalog(overlay=tmp_path / "catalog")
    assert after.fingerprint != before.fingerprint
    assert told(helpdesk(before), after, snapshot_of(before)) == []


OUTSIDE = {"fact": "outside_content"}
INDEX = {"fact": "uses_index"}


def changed(**patterns: object) -> Catalog:
    """The small catalog with patterns added, replaced, or taken out where none is given."""
    base = small_catalog()
    kept = {name: one for name, one in base.patterns.items() if patterns.get(name, one) is not None}
    kept |= {name: one for name, one in patterns.items() if one is not None}  # type: ignore[misc]
    return Catalog(**{**vars(with_patterns(base, kept.values())), "fingerprint": "changed"})


def small_model() -> ThreatModel:
    facts: dict[str, AnswerValue] = {
        "uses_model": True,
        "uses_index": False,
        "outside_content": True,
        "exposure": "public",
    }
    model = a_model(facts, [("assistant", "language_model")])
    book = Bookkeeper(small_catalog())
    stand = [one for one in book.ledger(model).verdicts if one.finding.value == "applies" or one.expected]
    found = tuple(threat(number, one.pattern, targets=("system",)) for number, one in enumerate(stand, start=1))
    return stamped(model.model_copy(update={"threats": found}), small_catalog())


def kinds(after: Catalog, before: Snapshot | None = None) -> list[tuple[str, str]]:
    found = told(small_model(), after, before or snapshot_of(small_catalog()))
    return [(one.kind.value, one.key) for one in found]


def test_a_new_pattern_is_told_where_it_applies_and_only_there() -> None:
    after = changed(fresh=pattern("fresh", OUTSIDE), elsewhere=pattern("elsewhere", INDEX))
    assert kinds(after) == [("newly applies", "fresh")]


def test_a_pattern_that_left_the_catalog_no_longer_applies() -> None:
    assert ("no longer applies", "hidden-orders") in kinds(changed(**{"hidden-orders": None}))


def test_a_condition_that_was_narrowed_rules_a_threat_out() -> None:
    assert ("no longer applies", "hidden-orders") in kinds(
        changed(**{"hidden-orders": pattern("hidden-orders", INDEX)})
    )


def test_a_pattern_that_another_took_over_is_not_lost() -> None:
    heir = pattern("heir", OUTSIDE, replaces=["hidden-orders"])
    assert kinds(changed(**{"hidden-orders": None, "heir": heir})) == []


def test_other_words_in_a_pattern_are_no_news() -> None:
    old = small_catalog().patterns["hidden-orders"]
    assert kinds(changed(**{"hidden-orders": old.model_copy(update={"title": "Another title"})})) == []


def test_without_a_record_of_the_former_catalog_the_model_is_the_measure() -> None:
    after = changed(fresh=pattern("fresh", OUTSIDE))
    found = told(small_model(), after, None)
    assert [(one.kind.value, one.key) for one in found] == [("newly applies", "fresh")]


def test_a_model_of_today_and_one_never_drafted_have_no_news() -> None:
    catalog, model = small_catalog(), small_model()
    assert told(model, catalog, snapshot_of(catalog)) == []
    assert told(model.model_copy(update={"drafted": None}), changed(fresh=pattern("fresh", OUTSIDE)), None) == []


def test_an_id_of_an_earlier_edition_is_told_with_what_it_became() -> None:
    catalog = load_catalog()
    old = Reference.of("owasp_llm:LLM06:2025", edition="2025")
    model = a_model({}).model_copy(update={"threats": (threat(1, None, targets=("system",), references=(old,)),)})
    model = model.model_copy(update={"drafted": DraftStamp(catalog="earlier", digest="x")})
    found = [one for one in told(model, catalog, None) if one.kind is NewsKind.RENAMED]
    assert [(one.key, one.before, one.name, one.threats) for one in found] == [
        ("owasp_llm:LLM03:2026", "LLM06:2025", "Excessive Agency", ("T-001",))
    ]


def test_a_catalog_is_remembered_once_and_a_damaged_record_is_as_none(tmp_path: Path) -> None:
    catalog = small_catalog()
    assert remembered(catalog.fingerprint, tmp_path) is None
    remember(catalog, tmp_path)
    assert remembered(catalog.fingerprint, tmp_path) == snapshot_of(catalog)
    next((tmp_path / "catalogs").glob("*.json")).write_text("{", encoding="utf-8")
    assert remembered(catalog.fingerprint, tmp_path) is None


def test_where_nothing_can_be_written_nothing_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "catalogs").write_text("a file in the way", encoding="utf-8")
    remember(small_catalog(), tmp_path)
    assert remembered("small", tmp_path) is None
