"""``threatparley mcp``: let coding agents work on threat models, by the Model Context Protocol."""

import argparse
from importlib.util import find_spec
from pathlib import Path

from agent.assembly import assemble, assemble_once
from agent.errors import InputError, SettingsError
from agent.graph.search import retriever_of
from agent.settings import harden, load_settings
from ui.commands.exit_codes import Exit


def run(options: argparse.Namespace) -> Exit:
    """Serve until the client leaves, or the process is told to stop."""
    if find_spec("mcp") is None:
        raise SettingsError(
            "the server for agents needs the package mcp, which is not installed; run: pip install 'threatparley[mcp]'"
        )
    if options.port is not None and not options.http:
        raise SettingsError("--port is for --http; give both")
    root = Path(options.root)
    if not root.is_dir():
        raise InputError(f"{options.root} is no folder; give the folder whose files an agent may name with --root")
    harden()
    settings = load_settings()
    from ui.mcp_server.current_model import Leave, ModelAtHand
    from ui.mcp_server.files import Root
    from ui.mcp_server.serving import build_server, run_http, run_stdio

    leave = Leave(edits=options.allow_edits, offline=options.offline, only=options.source or "")
    kept = assemble(settings)
    at_hand = ModelAtHand(
        kept,
        lambda: assemble_once(settings),
        Root(root),
        leave,
        lambda catalog: retriever_of(settings, catalog, "memory", kept=False),
    )
    try:
        at_hand.open_only()
        server = build_server(at_hand)
        if options.http:
            run_http(server, options.port or 0)
        else:
            run_stdio(server)
    finally:
        kept.close()
    return Exit.DONE
