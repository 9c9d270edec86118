"""Many models at once: in order of risk, with what they share, found by words, and touched by an update."""

from datetime import UTC, datetime

from agent.domain.portfolio import NamedPart, OpenMeasure, PortfolioLine, line_of
from agent.domain.risk import Band
from agent.domain.sessions.session_list import SessionLine
from agent.overview import Portfolio, PortfolioModel
from agent.watch import Snapshot, snapshot_of
from tests.ui.models import catalog, rich_model

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def model(name: str, **line: object) -> PortfolioModel:
    listed = SessionLine(id=f"id-{name}", name=name, version=1, changed_at=NOON, threats=1)
    return PortfolioModel(listed, PortfolioLine.model_validate({"name": name, **line}))


def portfolio(*models: PortfolioModel, before: Snapshot | None = None) -> Portfolio:
    return Portfolio(models, catalog(), lambda _: before)


def test_models_at_most_risk_come_first() -> None:
    told = portfolio(
        model("calm", bands={"low": 40}), model("worst", bands={"critical": 1}), model("bad", bands={"high": 9})
    )
    assert [one.listed.name for one in told.models] == ["worst", "bad", "calm"]
    assert told.bands == {"critical": 1, "high": 9, "medium": 0, "low": 40}


def test_a_part_of_several_models_is_shared_and_a_word_for_its_kind_is_no_name() -> None:
    parts = (NamedPart(name="Qdrant", kind="vector_store"), NamedPart(name="the vector store", kind="vector_store"))
    other = (NamedPart(name="qdrant", kind="vector_store"), NamedPart(name="the vector store", kind="vector_store"))
    (shared,) = portfolio(model("a", parts=parts), model("b", parts=other), model("c")).parts
    assert (shared.name.casefold(), shared.models) == ("qdrant", ("id-a", "id-b"))


def test_a_part_named_twice_in_one_model_is_not_shared() -> None:
    parts = (NamedPart(name="Qdrant", kind="vector_store"),) * 2
    assert portfolio(model("a", parts=parts), model("b")).parts == ()


def test_the_measure_that_acts_on_most_high_risks_comes_first() -> None:
    first, second = sorted(catalog().mitigations)[:2]
    told = portfolio(
        model("a", measures=(OpenMeasure(id=first, high=1), OpenMeasure(id=second, high=3))),
        model("b", measures=(OpenMeasure(id=first, high=0), OpenMeasure(id=second, high=2))),
        model("c", measures=(OpenMeasure(id=first, high=1), OpenMeasure(id="Our own", high=9))),
    )
    assert [(one.id, one.high, len(one.models)) for one in told.measures] == [(second, 5, 2), (first, 2, 3)]
    assert told.measures[0].title == catalog().mitigations[second].title


def test_all_words_are_sought_in_names_threats_and_parts() -> None:
    pattern = next(iter(catalog().patterns.values()))
    word = pattern.title.split()[0].strip(":,").casefold()
    told = portfolio(
        model("Ferry desk", threats=(pattern.id,)),
        model("Quarry desk", parts=(NamedPart(name="Pinecone", kind="vector_store"),)),
    )
    assert [one.listed.name for one in told.found(f"FERRY {word}")] == ["Ferry desk"]
    assert [one.listed.name for one in told.found("pinecone desk")] == ["Quarry desk"]
    assert told.found("pinecone ferry") == ()
    assert len(told.found("")) == 2


def test_an_update_touches_the_models_that_refer_to_what_is_otherwise() -> None:
    now = snapshot_of(catalog())
    changed, same = sorted(now.patterns)[:2]
    before = now.model_copy(update={"fingerprint": "older", "patterns": {**now.patterns, changed: "other"}})
    told = portfolio(
        model("touched", drafted="older", threats=(changed, same)),
        model("not touched", drafted="older", threats=(same,)),
        model("of today", drafted=catalog().fingerprint, threats=(changed,)),
        before=before,
    )
    assert [(one.name, one.keys, one.known) for one in told.touched] == [("touched", (changed,), True)]


def test_a_renamed_item_touches_who_cites_it() -> None:
    now = snapshot_of(catalog())
    key = sorted(now.items)[0]
    before = now.model_copy(update={"fingerprint": "older", "items": {**now.items, key: "Its former name"}})
    told = portfolio(model("cites", drafted="older", cites=(key,)), model("not", drafted="older"), before=before)
    assert [one.name for one in told.touched] == ["cites"]


def test_a_model_of_a_catalog_that_is_not_remembered_is_told_of() -> None:
    (one,) = portfolio(model("old", drafted="never seen")).touched
    assert (one.name, one.known) == ("old", False)


def test_a_line_counts_what_the_list_of_threats_shows() -> None:
    line = line_of(rich_model())
    assert sum(line.bands.values()) == len(line.threats) > 0
    assert set(line.bands) <= {band.value for band in Band}
    assert line.top
    assert all(measure.high <= len(line.threats) for measure in line.measures)
