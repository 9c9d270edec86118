"""The server itself: its tools, resources and prompts, over standard input and output or over HTTP on this machine."""

import socket
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import uvicorn
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError, ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import CallToolResult, InputRequiredResult, ToolAnnotations
from pydantic import ValidationError

from agent.domain.changes.edit_refusal import in_words
from agent.domain.sessions.quoted_turns import record_of
from agent.errors import InputError, SettingsError
from agent.exchange import Extent, to_json, to_markdown
from knowledge.console import warn
from knowledge.errors import ThreatparleyError
from ui.catalog_entries import explained
from ui.mcp_server.current_model import ModelAtHand
from ui.mcp_server.prompts import PROMPTS
from ui.mcp_server.read_only_tools import LookingTools
from ui.mcp_server.results import NOTICE, failed
from ui.mcp_server.tools import TalkingTools

HOST = "127.0.0.1"
PATH = "/mcp"
MOST_RESOURCE = 4 * 1024 * 1024
"""How many characters a resource holds at most."""
_LAST_SECONDS = 5
_INSTRUCTIONS = (
    "Threatparley keeps the threat model of an AI system. Begin with start, describe the system with tell, put its "
    "questions to the user, then draft; list and explain what came of it, and propose changes. "
    f"{NOTICE} Never answer a question or confirm a protection for the user."
)

_READS = {"read_only_hint": True, "destructive_hint": False, "idempotent_hint": True, "open_world_hint": False}
_ADDS = {"read_only_hint": False, "destructive_hint": False, "idempotent_hint": False, "open_world_hint": False}
_CHANGES = {"read_only_hint": False, "destructive_hint": True, "idempotent_hint": False, "open_world_hint": False}


class AgentServer(MCPServer[Any]):
    """The protocol server; arguments that do not fit are answered without repeating them, as they may be secret."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: "Context[Any, Any] | None" = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool by its name."""
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as problem:
            if isinstance(problem.__cause__, ValidationError):
                return failed(InputError(f"the arguments of {name} do not fit: {in_words(problem.__cause__)}"))
            raise


def build_server(at_hand: ModelAtHand) -> AgentServer:
    """The server over a model at hand, with everything it offers."""
    talking, looking = TalkingTools(at_hand), LookingTools(at_hand)
    tools: tuple[tuple[str, str, Callable[..., CallToolResult], dict[str, bool]], ...] = (
        ("start", "Begin or open a threat model", talking.start, _ADDS),
        ("tell", "Describe the system", talking.tell, _ADDS),
        ("answer", "Answer the question that waits", talking.answer, _ADDS),
        ("draft", "Draft the threats", talking.draft, {**_ADDS, "idempotent_hint": True}),
        ("list", "List threats, measures, parts and more", looking.list_rows, _READS),
        ("explain", "Explain a threat, a measure or an entry", looking.explain, _READS),
        ("propose_edits", "Propose changes", talking.propose_edits, _CHANGES),
        ("check", "Check the threat model", looking.check, _READS),
        ("export", "Export the threat model", looking.export, {**_CHANGES, "idempotent_hint": True}),
        ("search_knowledge", "Search the knowledge base", looking.search_knowledge, _READS),
        ("ledger", "Show where every framework item stands", looking.ledger, _READS),
    )
    server = AgentServer(
        "threatparley", title="Threatparley", version=version("threatparley"), instructions=_INSTRUCTIONS,
        log_level="WARNING", tools=[_tool(*one) for one in tools],
    )  # fmt: skip
    _add_resources(server, at_hand)
    for prompt in PROMPTS:
        server.add_prompt(prompt)
    return server


def _tool(name: str, title: str, function: Callable[..., CallToolResult], hints: dict[str, bool]) -> Tool:
    """A tool with its schema as short as it says the same: what a client reads costs it room."""
    annotations = ToolAnnotations.model_validate({"title": title, **hints}, by_name=True)
    tool = Tool.from_function(function, name=name, title=title, annotations=annotations, structured_output=False)
    return tool.model_copy(update={"parameters": _untitled(tool.parameters)})


def _untitled(schema: Any) -> Any:
    """A JSON schema without the titles that are made from names."""
    if isinstance(schema, dict):
        kept = {name: one for name, one in schema.items() if not (name == "title" and isinstance(one, str))}
        return {name: _untitled(one) for name, one in kept.items()}
    return [_untitled(one) for one in schema] if isinstance(schema, list) else schema


def run_stdio(server: AgentServer) -> None:
    """Speak over standard input and output until the client leaves."""
    server.run("stdio")


def run_http(server: AgentServer, port: int) -> None:
    """Listen on this machine alone until the process is told to stop; 0 takes a free port, which is told.

    Raises SettingsError where the port cannot be listened on.
    """
    try:
        listening = socket.create_server((HOST, port))
    except OSError as problem:
        raise SettingsError(f"cannot listen on {HOST}:{port}: {problem.strerror}; choose another with --port") from None
    port = int(listening.getsockname()[1])
    names = [f"{HOST}:{port}", f"localhost:{port}"]
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        host=HOST,
        transport_security=TransportSecuritySettings(
            enable_dns_rebinding_protection=True,
            allowed_hosts=names,
            allowed_origins=[f"http://{one}" for one in names],
        ),
    )
    options = uvicorn.Config(
        app, log_level="warning", access_log=False, proxy_headers=False, server_header=False, use_colors=False,
        timeout_graceful_shutdown=_LAST_SECONDS,
    )  # fmt: skip
    warn(f"threatparley: listening at http://{HOST}:{port}{PATH} (stop it with Ctrl+C)")
    uvicorn.Server(options).run(sockets=[listening])


def _add_resources(server: AgentServer, at_hand: ModelAtHand) -> None:
    @server.resource("model://current", title="The open threat model", mime_type="application/json")
    def model() -> str:
        """The open model as a Threatparley file."""
        with at_hand.lock:
            return _text(lambda: _native(at_hand))

    @server.resource("report://current.md", title="The report on it", mime_type="text/markdown")
    def report() -> str:
        """The report on the open model, in Markdown."""
        with at_hand.lock:
            return _text(lambda: to_markdown(at_hand.dossier(), Extent.REPORT))

    @server.resource("kb://{framework}/{id}", title="An entry of the knowledge base", mime_type="text/plain")
    def entry(framework: str, id: str) -> str:
        """An entry by its framework, or 'threat', 'measure' or 'case', and its id."""
        try:
            return _text(lambda: "\n".join(explained(_key(framework, id), at_hand.kept.catalog)))
        except ResourceError as problem:
            raise ResourceNotFoundError(str(problem)) from None


def _key(framework: str, entry: str) -> str:
    return entry if framework in ("threat", "measure", "case") else f"{framework}:{entry}"


def _native(at_hand: ModelAtHand) -> str:
    session = at_hand.session
    return to_json(session.model, at_hand.kept.catalog, record_of(session.turns, session.model))


def _text(make: Callable[[], str]) -> str:
    """A text that is not too long to be read at once; raises ResourceError with what to do where there is none."""
    try:
        text = make()
    except ThreatparleyError as problem:
        raise ResourceError(str(problem)) from None
    if len(text) > MOST_RESOURCE:
        raise ResourceError(f"this has {len(text):,} characters, more than {MOST_RESOURCE:,}; use the tools, in parts")
    return text
