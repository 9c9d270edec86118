"""``threatparley watch``: what a change of the catalog means for models that were made before it."""

import argparse
import json
from collections.abc import Iterator, Sequence

from agent.assembly import assemble
from agent.settings import load_settings
from agent.watch import News, counted_news
from ui.commands.exit_codes import Exit
from ui.commands.sources import model_of

Kept = tuple[str, str, tuple[News, ...]]
"""A model's address or file, its name, and what is otherwise for it."""


def run(options: argparse.Namespace) -> Exit:
    """Judge one model, or every kept one, by the catalog of today."""
    if options.source:
        model, facilitator = model_of(options.source)
        found: tuple[Kept, ...] = ((options.source, model.system.name, facilitator.news(model)),)
    else:
        found = kept_news()
    if options.json:
        rows = [
            {"model": address, "name": name, "news": [one.model_dump(mode="json") for one in news]}
            for address, name, news in found
        ]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        print("\n".join(told(found)))
    return Exit.CHECK_FAILED if options.check and any(news for *_, news in found) else Exit.DONE


def kept_news() -> tuple[Kept, ...]:
    """Every kept model with what is otherwise for it."""
    facilitator = assemble(load_settings())
    try:
        return tuple(
            (line.id, line.name, facilitator.news(facilitator.open(line.id).model))
            for line in facilitator.sessions(limit=1_000_000)
        )
    finally:
        facilitator.close()


def told(found: Sequence[Kept]) -> Iterator[str]:
    """The news in words, model by model; models for which nothing is otherwise are counted."""
    if not found:
        yield "No model is kept here."
        return
    same = sum(not news for *_, news in found)
    yield f"Kept models judged again: {len(found)}; nothing is otherwise for {same}."
    for address, name, news in found:
        if news:
            yield f"  {address}  {name or 'unnamed system'}: {counted_news(news)}"
            yield from (f"    {one}" for one in news)
    if same < len(found):
        yield "The next draft of each takes this in: open it and go on, or ask for a draft."
