"""Changed rows of a table become the edits that were meant, and nothing else."""

from agent.domain.changes.apply import apply
from agent.domain.changes.edits import PutActor, PutAsset, PutBoundary, PutComponent, PutFlow, Remove
from agent.domain.model import ThreatModel
from agent.domain.system import Component
from knowledge.vocabulary import ComponentKind
from tests.ui.models import catalog, rich_model
from ui.components.system import tables
from ui.components.system.assets import asset_edits, asset_rows
from ui.components.system.tables import Incomplete, Row

KINDS = {kind: definition.label for kind, definition in catalog().kinds.items()}


def changed(rows: list[dict[str, object]], index: int, **values: object) -> list[Row]:
    return [{**row, **values} if place == index else row for place, row in enumerate(rows)]


def test_untouched_tables_give_no_edits() -> None:
    model = rich_model()
    assert tables.component_edits(model, tables.component_rows(model, KINDS), KINDS) == ()
    assert tables.flow_edits(model, tables.flow_rows(model)) == ()
    assert tables.boundary_edits(model, tables.boundary_rows(model)) == ()
    assert tables.actor_edits(model, tables.actor_rows(model)) == ()


def test_a_renamed_component_keeps_its_id_and_words() -> None:
    model = rich_model()
    rows = changed(tables.component_rows(model, KINDS), 0, Name="Shop page")
    edits = tables.component_edits(model, rows, KINDS)
    assert isinstance(edits, tuple)
    assert [edit.component.id for edit in edits if isinstance(edit, PutComponent)] == ["C-1"]
    after = apply(model, edits, catalog()).model.component("C-1")
    assert after is not None
    assert (after.name, after.quotes) == ("Shop page", model.components[0].quotes)


def test_an_inferred_component_that_a_person_changed_is_no_longer_inferred() -> None:
    model = rich_model()
    edits = tables.component_edits(model, changed(tables.component_rows(model, KINDS), 3, Boundary="Outside"), KINDS)
    assert isinstance(edits, tuple)
    assert isinstance(edits[0], PutComponent)
    assert (edits[0].component.boundary, edits[0].component.inferred) == (None, False)


def test_a_new_component_gets_a_fresh_id_and_a_deleted_one_goes() -> None:
    model = rich_model()
    rows: list[Row] = [
        *tables.component_rows(model, KINDS)[1:],
        {"Name": "Audit log", "Kind": KINDS[ComponentKind.MONITORING]},
    ]
    edits = tables.component_edits(model, rows, KINDS)
    assert isinstance(edits, tuple)
    assert isinstance(edits[0], PutComponent)
    assert edits[0].component.id == "C-6"
    assert edits[-1] == Remove(id="C-1")
    assert not apply(model, edits, catalog()).refused


def test_a_component_without_a_kind_is_not_saved() -> None:
    model = rich_model()
    rows: list[Row] = [*tables.component_rows(model, KINDS), {"Id": None, "Name": "Thing", "Kind": None}]
    result = tables.component_edits(model, rows, KINDS)
    assert isinstance(result, Incomplete)
    assert "Thing" in result.message


def test_an_empty_row_is_passed_over() -> None:
    model = rich_model()
    rows: list[Row] = [*tables.component_rows(model, KINDS), {"Id": None, "Name": None, "Kind": None}]
    assert tables.component_edits(model, rows, KINDS) == ()


def test_parts_of_the_same_name_can_be_told_apart_in_a_flow() -> None:
    twins = tuple(Component(id=f"C-{n}", name="Worker", kind=ComponentKind.SERVICE) for n in (1, 2))
    model = ThreatModel(components=twins, issued={"C": 2})
    edits = tables.flow_edits(
        model, [{"From": "Worker (C-2)", "To": "Worker (C-1)", "What": "jobs", "Untrusted": True}]
    )
    assert isinstance(edits, tuple)
    assert isinstance(edits[0], PutFlow)
    flow = edits[0].flow
    assert (flow.source, flow.target, flow.untrusted) == ("C-2", "C-1", True)


def test_a_flow_without_both_ends_is_not_saved() -> None:
    result = tables.flow_edits(rich_model(), [{"From": "Customer", "To": None, "What": "", "Untrusted": None}])
    assert isinstance(result, Incomplete)


def test_boundaries_and_actors_can_be_added() -> None:
    model = rich_model()
    zones = tables.boundary_edits(model, [*tables.boundary_rows(model), {"Name": "Laptop", "Trust": float("nan")}])
    people = tables.actor_edits(
        model, [*tables.actor_rows(model), {"Name": "Seller", "Trusted": None, "Boundary": "Outside"}]
    )
    assert isinstance(zones, tuple)
    assert isinstance(people, tuple)
    assert isinstance(zones[0], PutBoundary)
    assert (zones[0].boundary.name, zones[0].boundary.trust) == ("Laptop", 50)
    assert isinstance(people[0], PutActor)
    assert (people[0].actor.id, people[0].actor.trusted) == ("P-3", False)


def test_assets_keep_what_they_need_and_where_they_are_held() -> None:
    model = rich_model()
    edits = asset_edits(
        model, [{"Name": "Order history", "Needs": ["integrity"], "Held by": ["Refund tool", "nobody"]}]
    )
    assert isinstance(edits, tuple)
    assert isinstance(edits[0], PutAsset)
    asset = edits[0].asset
    assert (asset.id, asset.needs, asset.held_by) == ("D-1", ("integrity",), ("C-5",))
    after = apply(model, edits, catalog()).model
    assert asset_edits(after, asset_rows(after)) == ()
