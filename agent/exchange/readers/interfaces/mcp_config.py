"""Read the configuration of an MCP client: each server is a part that an agent uses; values of secrets are not read."""

import re

from agent.errors import InputError
from agent.exchange.readers.external_parties import ELSEWHERE, elsewhere
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.network_addresses import Reach, image_marks, reach_of
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.secrets_named import is_secret
from agent.exchange.readers.term_mapping import Known
from agent.exchange.readers.tool_servers import add_behind, packages
from agent.exchange.readers.value_positions import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import ComponentKind

_HERE, _CLIENT = "this machine", "agent"
_SHELLS = frozenset(("sh", "bash", "zsh", "cmd", "cmd.exe", "powershell", "pwsh"))
_RUNNERS = frozenset(("npx", "uvx", "pipx", "bunx", "docker", "npm", "uv"))
_PINNED = re.compile(r"@\d|==\d|:\d|@sha256:")
_IMAGE = re.compile(r"[\w.-]{1,60}/[\w./:@-]{1,120}\Z")
_NAME = re.compile(r"[\w@./:+-]{1,80}\Z")


def read(data: Place, catalog: Catalog) -> Read:
    """One agent with a server for each entry; raises InputError with the place of what is wrong."""
    builder = Builder(Known(catalog))
    builder.describe("", description="")
    listed = _listed(data)
    every = list(listed.entries())
    if not every:
        raise InputError(f"at {listed.pointer or '/'}: expected at least one server, found none")
    servers = [(name, one) for name, one in every if not _is_off(one)] or every
    off = [name for name, one in every if _is_off(one)] if len(servers) < len(every) else []
    builder.losses.leave_out("servers that are switched off", off)
    builder.boundary(_HERE, _HERE, listed, 60)
    elsewhere(listed, builder)
    builder.component(_CLIENT, "agent with these tools", listed, "", _HERE, kind=ComponentKind.AGENT, inferred=True)
    builder.stands_for(_CLIENT, ComponentKind.AGENT)
    for name, one in servers:
        _server(name, one, builder)
    builder.finds("tool_servers", listed)
    return builder.build()


def _is_off(one: Place) -> bool:
    """Whether the file says of a server that it is not in use."""
    return one.flag("disabled") or one.at("enabled").value is False


def _listed(data: Place) -> Place:
    """Where the servers stand: under one of two keys, under ``mcp``, or at the top."""
    inner = data.at("mcp")
    places = [data, inner] if isinstance(inner.value, dict) else [data]
    for place in places:
        for key in ("mcpServers", "servers"):
            if place.object().get(key) is not None:
                return place.at(key)
    return data


def _server(name: str, one: Place, builder: Builder) -> None:
    address, command = one.text("url") or one.text("serverUrl"), one.text("command")
    if not address and not command:
        raise one.problem("an entry with a url or a command")
    reach = reach_of(address)
    told = [_address(reach)] if address else [f"Started as {_program(command)} with the rights of the user."]
    told += _findings(one, command, reach, builder)
    given = _given(one)
    told += [f"Gets {', '.join(given[:10])}."] if given else []
    builder.losses.leave_out(
        "values of variables and headers", [f"{name} {key}" for key in given], "names alone are read"
    )
    arguments = [f"{name} {place}" for place, _ in enumerate(one.items("args"), 1)]
    builder.losses.leave_out("arguments of commands", arguments, "they may hold secrets")
    away = reach is not None and not reach.here
    marks = [*(reach.marks if reach else ()), *_images(one, command)]
    builder.component(
        name, f"{name} (MCP server)", one, "", ELSEWHERE if away else _HERE, " ".join(told), ComponentKind.TOOL_SERVER,
        called=(name,), marks=marks,
    )  # fmt: skip
    for key in filter(is_secret, given):
        builder.holds_secret(name, key, one)
    builder.flow(f"{name} call", _CLIENT, name, one, "calls of tools", inferred=True)
    builder.flow(f"{name} answer", name, _CLIENT, one, "results of tools", untrusted=True, inferred=True)
    behind = packages([command, *(str(item.value) for item in one.items("args"))])
    add_behind(name, (name, *behind, *((reach.host,) if away and reach else ())), one, builder)


def _given(one: Place) -> list[str]:
    """The names of the variables and headers that a server gets."""
    return [key for field in ("env", "headers") for key, _ in one.at(field).entries()]


def _program(command: str) -> str:
    """The name of a program without its folder; nothing of a command that is more than a name."""
    last = re.split(r"[/\\]", command.split(" ")[0])[-1]
    return last if _NAME.match(last) else "a command"


def _address(reach: Reach | None) -> str:
    """Where a server is reached, without user names, passwords and queries."""
    if reach is None:
        return "Reached at an address that cannot be read."
    return f"Reached at {reach.shown}{' without encryption' if reach.plain else ''}."


def _images(one: Place, command: str) -> tuple[str, ...]:
    """The image that a server is started from; its name is the last argument that looks like one."""
    if _program(command) != "docker":
        return ()
    named = [text for item in one.items("args") if _IMAGE.match(text := str(item.value))]
    return tuple(image_marks(named[-1])) if named else ()


def _findings(one: Place, command: str, reach: Reach | None, builder: Builder) -> list[str]:
    """What about the way a server is started deserves a look."""
    program = _program(command)
    if reach is not None and not reach.inside:
        builder.finds("remote_tools", one.at("url"))
    if any(map(is_secret, _given(one))):
        builder.finds("tool_key", one)
    if program in _SHELLS:
        builder.finds("tool_shell", one.at("command"))
        return ["Started through a shell."]
    if program in _RUNNERS:
        if program != "docker":
            builder.finds("public_tool_package", one.at("command"))
        if not any(_PINNED.search(str(item.value)) for item in one.items("args")):
            builder.finds("unfixed_version", one)
            return ["Fetched at each start without a fixed version."]
    return []
