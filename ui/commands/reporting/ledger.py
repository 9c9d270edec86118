"""``threatparley ledger``: where every framework item stands for one system, and because of what."""

import argparse
import json
from collections.abc import Iterator

from agent.coverage import CAPTION, Place, Row, Standing, counted, coverage, standings, stride_grid
from agent.coverage.evidence import evidence, requirements, told
from agent.domain import Ledger, ThreatModel
from agent.errors import InputError
from knowledge.catalog import Catalog
from knowledge.vocabulary import Framework
from ui.commands.exit_codes import Exit
from ui.commands.sources import model_of

_WORDS = {
    Place.APPLIES: "applies",
    Place.OPEN: "open",
    Place.RULED_OUT: "ruled out",
    Place.NOT_OWNERS: "not yours",
}


def run(options: argparse.Namespace) -> Exit:
    """Print the standings of one framework item by item, or of all frameworks group by group."""
    model, facilitator = model_of(options.source)
    catalog, chosen = facilitator.catalog, _chosen(options.framework, facilitator.catalog)
    if len(chosen) == 1 and chosen[0] in requirements(catalog):
        return _print_evidence(model, catalog, chosen[0], as_json=options.json)
    ledger = facilitator.ledger(model)
    if options.json:
        print(json.dumps(document(model, catalog, ledger, chosen), indent=2, ensure_ascii=False))
        return Exit.DONE
    found = standings(model, catalog, ledger, chosen)
    print("\n".join(_lines(model, catalog, found, chosen, every=bool(options.framework))))
    return Exit.DONE


def _print_evidence(model: ThreatModel, catalog: Catalog, framework: Framework, *, as_json: bool) -> Exit:
    """The requirements of a standard or a law, each with the measures that are evidence for it."""
    manifest, rows = catalog.manifest_of(framework), evidence(model, catalog, framework)
    if as_json:
        told_rows = [row.model_dump(mode="json") for row in rows]
        print(
            json.dumps({"framework": framework.value, "edition": manifest.edition, "requirements": told_rows}, indent=2)
        )
        return Exit.DONE
    print(f"{model.system.name or 'unnamed system'}: {manifest.title} {manifest.edition}: {told(rows)}.")
    print("\n".join(filter(None, (manifest.caution, ""))))
    for row in rows:
        print(f"  {row.id} {row.name}: {', '.join(row.controls) or 'no measure here'}")
    return Exit.DONE


def document(
    model: ThreatModel, catalog: Catalog, ledger: Ledger, frameworks: tuple[Framework, ...]
) -> dict[str, object]:
    """The standings as plain data, for programs."""
    found = standings(model, catalog, ledger, frameworks)
    return {
        "system": model.system.name,
        "caption": CAPTION,
        "catalog": catalog.fingerprint,
        "frameworks": [_framework(framework, catalog, found) for framework in frameworks],
        "stride_by_component": [cell.model_dump(mode="json") for cell in stride_grid(model, catalog, ledger)],
    }


def _framework(framework: Framework, catalog: Catalog, found: tuple[Standing, ...]) -> dict[str, object]:
    manifest = catalog.manifest_of(framework)
    own = [one for one in found if one.framework is framework]
    return {
        "framework": framework.value,
        "title": manifest.title,
        "edition": manifest.edition,
        "counts": {place.value: number for place, number in counted(own).items()},
        "rows": [row.model_dump(mode="json") for row in coverage(own, catalog, framework)],
        "items": [one.model_dump(mode="json") for one in own],
    }


def _chosen(name: str | None, catalog: Catalog) -> tuple[Framework, ...]:
    if name is None:
        return catalog.of_threats
    try:
        framework = Framework(name)
    except ValueError:
        carried = ", ".join(one.value for one in catalog.frameworks)
        raise InputError(f"there is no framework {name!r}; choose one of {carried}") from None
    catalog.manifest_of(framework)
    return (framework,)


def _lines(
    model: ThreatModel, catalog: Catalog, found: tuple[Standing, ...], chosen: tuple[Framework, ...], *, every: bool
) -> Iterator[str]:
    yield f"{model.system.name or 'unnamed system'}: {_counts(counted(found))}"
    yield CAPTION
    for framework in chosen:
        manifest = catalog.manifest_of(framework)
        own = [one for one in found if one.framework is framework]
        rows = coverage(own, catalog, framework)
        if not rows and not every:
            continue
        yield ""
        yield f"{manifest.title} {manifest.edition}: {_counts(counted(own))}"
        yield from (_row(row) for row in rows if sum(row.counts.values()) > 1 or not every)
        if every:
            yield ""
            yield from (_item(one) for one in own)


def _counts(counts: dict[Place, int]) -> str:
    return ", ".join(
        f"{number} {'apply' if place is Place.APPLIES and number != 1 else _WORDS[place]}"
        for place, number in counts.items()
    )


def _row(row: Row) -> str:
    many = sum(row.counts.values()) > 1
    numbers = f" ({_counts({place: n for place, n in row.counts.items() if n})})" if many else ""
    threats = f" [{', '.join(row.threats[:5])}{' …' if len(row.threats) > 5 else ''}]" if row.threats else ""
    return f"  {_WORDS[row.place]:<9} {row.id} {row.name}{numbers}{threats}: {row.reason}"


def _item(one: Standing) -> str:
    threats = f" [{', '.join(one.threats)}]" if one.threats else ""
    return f"  {one.title} {one.name}{threats}: {one.reason}"
