"""What is worth protecting, as table rows, and changed rows back as edits."""

from collections.abc import Sequence

from agent.domain.changes.apply import Mint
from agent.domain.changes.edits import Edit, PutAsset
from agent.domain.model import ThreatModel
from agent.domain.system import Asset
from ui.components.system.tables import Incomplete, Row, choices, removed, words_of

NEEDS = ("confidentiality", "integrity", "availability")


def asset_rows(model: ThreatModel) -> list[dict[str, object]]:
    """A row per asset."""
    names = choices(model, (part.id for part in model.components))
    return [
        {"Id": one.id, "Name": one.name, "Needs": list(one.needs), "Held by": [names[part] for part in one.held_by]}
        for one in model.assets
    ]


def asset_edits(model: ThreatModel, rows: Sequence[Row]) -> tuple[Edit, ...] | Incomplete:
    """What changed in the table of assets."""
    by_name = {name: one for one, name in choices(model, (part.id for part in model.components)).items()}
    known = {asset.id: asset for asset in model.assets}
    mint, edits = Mint(model), list[Edit]()
    for row in rows:
        name = words_of(row, "Name")
        if not name:
            if words_of(row, "Id"):
                return Incomplete(message="each asset needs a name")
            continue
        values = {
            "name": name,
            "needs": tuple(need for need in NEEDS if need in _listed(row, "Needs")),
            "held_by": tuple(by_name[part] for part in _listed(row, "Held by") if part in by_name),
        }
        before = known.get(words_of(row, "Id"))
        if before is None:
            edits.append(PutAsset(asset=Asset(id=mint.take("D"), **values)))
        elif any(getattr(before, field) != value for field, value in values.items()):
            edits.append(PutAsset(asset=before.model_copy(update=values)))
    return (*edits, *removed(model.assets, rows))


def _listed(row: Row, name: str) -> list[str]:
    value = row.get(name)
    return [str(one) for one in value] if isinstance(value, list | tuple) else []
