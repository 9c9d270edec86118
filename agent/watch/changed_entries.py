"""Which entries are otherwise in one state of the catalog than in another, without any model at hand."""

from agent.watch.snapshot import Snapshot


def changed_keys(before: Snapshot, now: Snapshot) -> frozenset[str]:
    """Patterns that apply otherwise or are gone, by id, and items that were renamed, retired or taken out, by key."""
    patterns = {name for name, digest in before.patterns.items() if now.patterns.get(name) != digest}
    items = {key for key, name in before.items.items() if now.items.get(key) != name}
    return frozenset(patterns | items)
