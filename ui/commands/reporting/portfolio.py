"""``threatparley portfolio``: look over all kept models."""

import argparse
import json
from collections.abc import Iterator

from agent.assembly import assemble
from agent.overview import Portfolio
from agent.settings import load_settings
from ui.commands.exit_codes import Exit
from ui.model_rows import portfolio_rows

MOST = 20
"""How many lines of one kind are printed; JSON holds all of them."""


def run(options: argparse.Namespace) -> Exit:
    """Print the models by risk, and what they share."""
    words = " ".join(options.words)
    facilitator = assemble(load_settings())
    try:
        portfolio = facilitator.portfolio()
        if options.json:
            print(json.dumps(portfolio_rows(portfolio, words), indent=2, ensure_ascii=False))
        else:
            print("\n".join(_lines(portfolio, words)))
    finally:
        facilitator.close()
    return Exit.DONE


def _lines(portfolio: Portfolio, words: str) -> Iterator[str]:
    found = portfolio.found(words)
    told = ", ".join(f"{number:,} {band}" for band, number in portfolio.bands.items() if number)
    yield f"{len(portfolio.models):,} models; threats: {told or 'none'}"
    yield f"Models with {words!r}: {len(found):,}" if words else "By risk:"
    for one in found[:MOST]:
        bands = ", ".join(f"{number} {band}" for band, number in one.line.bands.items()) or "no threats"
        top = f"; first: {one.line.top}" if one.line.top else ""
        yield f"  {one.listed.id}  {one.listed.name or 'unnamed system'}: {bands}{top}"
    yield from _more(len(found))
    yield f"Parts in several models: {len(portfolio.parts):,}"
    for part in portfolio.parts[:MOST]:
        yield f"  {part.name} ({part.kind.replace('_', ' ')}): {len(part.models)} models"
    yield from _more(len(portfolio.parts))
    yield f"Open measures of several models: {len(portfolio.measures):,}"
    for measure in portfolio.measures[:MOST]:
        yield f"  {measure.title}: {len(measure.models)} models, {measure.high} high or critical threats"
    yield from _more(len(portfolio.measures))
    if portfolio.touched:
        yield f"Touched by a newer catalog ({len(portfolio.touched):,}; threatparley watch says more):"
        for old in portfolio.touched[:MOST]:
            what = f"{len(old.keys)} entries" if old.known else "made with a catalog that is not remembered here"
            yield f"  {old.model}  {old.name or 'unnamed system'}: {what}"
        yield from _more(len(portfolio.touched))


def _more(number: int) -> Iterator[str]:
    if number > MOST:
        yield f"  … and {number - MOST:,} more; --json has all"
