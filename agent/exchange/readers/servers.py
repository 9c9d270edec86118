"""Read the configuration of an MCP client: each server is a part that an agent uses; values of secrets are not read."""

import re
from urllib.parse import urlsplit

from agent.errors import InputError
from agent.exchange.readers.building import Builder
from agent.exchange.readers.found import Read
from agent.exchange.readers.naming import Known
from agent.exchange.readers.places import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import ComponentKind

_HERE, _AWAY, _CLIENT = "this machine", "other networks", "agent"
_SHELLS = frozenset(("sh", "bash", "zsh", "cmd", "cmd.exe", "powershell", "pwsh"))
_RUNNERS = frozenset(("npx", "uvx", "pipx", "bunx", "docker", "npm", "uv"))
_PINNED = re.compile(r"@\d|==\d|:\d|@sha256:")
_NAME = re.compile(r"[\w@./:+-]{1,80}\Z")


def read(data: Place, catalog: Catalog) -> Read:
    """One agent with a server for each entry; raises InputError with the place of what is wrong."""
    builder = Builder(Known(catalog))
    builder.describe("", description="")
    listed = _listed(data)
    builder.boundary(_HERE, _HERE, listed, 60)
    builder.boundary(_AWAY, _AWAY, listed, 20)
    builder.component(_CLIENT, "agent with these tools", listed, "", _HERE, kind=ComponentKind.AGENT, inferred=True)
    count = 0
    for name, one in listed.entries():
        _server(name, one, builder)
        count += 1
    if not count:
        raise InputError(f"at {listed.pointer or '/'}: expected at least one server, found none")
    return builder.build()


def _listed(data: Place) -> Place:
    """Where the servers stand: under one of two keys, or at the top."""
    for key in ("mcpServers", "servers"):
        if data.object().get(key) is not None:
            return data.at(key)
    return data


def _server(name: str, one: Place, builder: Builder) -> None:
    address, command = one.text("url") or one.text("serverUrl"), one.text("command")
    if not address and not command:
        raise one.problem("an entry with a url or a command")
    told = [_address(address)] if address else [f"Started as {_program(command)} with the rights of the user."]
    told += _findings(one, command)
    secrets = [key for field in ("env", "headers") for key, _ in one.at(field).entries()]
    told += [f"Gets {', '.join(secrets[:10])}."] if secrets else []
    builder.losses.leave_out(
        "values of variables and headers", [f"{name} {key}" for key in secrets], "names alone are read"
    )
    arguments = [f"{name} {place}" for place, _ in enumerate(one.items("args"), 1)]
    builder.losses.leave_out("arguments of commands", arguments, "they may hold secrets")
    builder.component(
        name, f"{name} (MCP server)", one, "", _AWAY if address and not _local(address) else _HERE, " ".join(told),
        ComponentKind.TOOL_SERVER,
    )  # fmt: skip
    builder.flow(f"{name} call", _CLIENT, name, one, "calls of tools", inferred=True)
    builder.flow(f"{name} answer", name, _CLIENT, one, "results of tools", untrusted=True, inferred=True)


def _program(command: str) -> str:
    """The name of a program without its folder; nothing of a command that is more than a name."""
    last = re.split(r"[/\\]", command.split(" ")[0])[-1]
    return last if _NAME.match(last) else "a command"


def _address(address: str) -> str:
    """Where a server is reached, without user names, passwords and queries."""
    try:
        parts = urlsplit(address)
        host = f"{parts.hostname or 'an address'}{f':{parts.port}' if parts.port else ''}"
    except ValueError:
        return "Reached at an address that cannot be read."
    plain = "" if parts.scheme == "https" or _local(address) else " without encryption"
    return f"Reached at {host}{plain}."


def _local(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return host in ("localhost", "::1", "host.docker.internal") or host.startswith("127.")


def _findings(one: Place, command: str) -> list[str]:
    """What about the way a server is started deserves a look."""
    program = _program(command)
    if program in _SHELLS:
        return ["Started through a shell."]
    arguments = [str(item.value) for item in one.items("args")]
    if program in _RUNNERS and not any(_PINNED.search(text) for text in arguments):
        return ["Fetched at each start without a fixed version."]
    return []
