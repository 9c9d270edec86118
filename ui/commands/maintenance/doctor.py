"""``threatparley doctor``: check the settings, the store, the catalog and the index, and say what to do."""

import argparse
import json
import platform
import shutil
import sys
import textwrap

from agent.assembly import assemble, examine_endpoint, examine_search
from agent.facilitator import Facilitator
from agent.health import lines
from agent.settings import Settings, load_settings
from knowledge.catalog import load_catalog
from knowledge.errors import ThreatparleyError
from ui.commands.exit_codes import Exit

_NAMES = 30
"""How wide the names of findings are."""
_LEAST_FREE = 200 * 1024 * 1024


def run(options: argparse.Namespace) -> Exit:
    """Print each finding with whether it is well; the exit code says whether all are."""
    settings = load_settings()
    findings = [_python(), *_settings(settings), _catalog(settings), _space(settings), *_store(settings)]
    findings.append(_search(settings))
    findings.append(("your texts", True, settings.destination))
    if settings.former_limit():
        findings.append(("former setting", True, settings.former_limit()))
    if settings.left_alone:
        findings.append(("former data", True, settings.left_alone))
    if options.endpoint:
        findings += examine_endpoint(settings)
    if options.json:
        print(json.dumps([{"what": what, "well": well, "finding": said} for what, well, said in findings], indent=2))
    else:
        for what, well, said in findings:
            print(_line(what, well, said))
    return Exit.DONE if all(well for _, well, _ in findings) else Exit.CHECK_FAILED


def _line(what: str, well: bool, said: str) -> str:
    """One finding; on a terminal long ones are broken beside their names."""
    whole = f"{'ok  ' if well else 'BAD '} {what:<{_NAMES}} {said}"
    if not sys.stdout.isatty():
        return whole
    width = max(60, shutil.get_terminal_size().columns)
    return textwrap.fill(whole, width, subsequent_indent=" " * (_NAMES + 6), break_on_hyphens=False)


Finding = tuple[str, bool, str]


def _python() -> Finding:
    return "python", sys.version_info >= (3, 11), f"{platform.python_version()} on {platform.system()}"


def _settings(settings: Settings) -> list[Finding]:
    return [(f"setting {name}", True, f"{value} (from {origin})") for name, value, origin in settings.lines()]


def _catalog(settings: Settings) -> Finding:
    try:
        catalog = load_catalog(overlay=settings.own_catalog)
    except ThreatparleyError as problem:
        return "catalog", False, f"{problem}; remove what was taken in, or reinstall the program"
    return "catalog", True, f"{len(catalog.patterns)} threat patterns, fingerprint {catalog.fingerprint[:12]}"


def _space(settings: Settings) -> Finding:
    folder = settings.data_dir
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return "disk space", free >= _LEAST_FREE, f"{free // (1024 * 1024):,} MB free for {settings.data_dir}"


def _store(settings: Settings) -> list[Finding]:
    try:
        facilitator = assemble(settings)
        count = len(facilitator.sessions(limit=1000))
        health = facilitator.health()
        apart = _apart(facilitator)
        facilitator.close()
    except ThreatparleyError as problem:
        return [("store", False, str(problem))]
    return [("store", True, f"{count} sessions"), *apart, *lines(health)]


def _apart(facilitator: Facilitator) -> list[Finding]:
    """Whether people are kept apart by the database too, where there are several."""
    if not facilitator.membership:
        return []
    trouble = facilitator.sharing.trouble()
    return [("people apart", not trouble, trouble or "each model is open to its members only")]


def _search(settings: Settings) -> Finding:
    try:
        return examine_search(settings)
    except ThreatparleyError as problem:
        return "search", False, str(problem)
