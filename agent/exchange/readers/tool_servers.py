"""Tool servers that a file names: what lies behind each by its name, and those that a gateway starts by itself."""

import re
import shlex
from collections.abc import Iterable, Iterator
from functools import cache

from pydantic import Field

from agent.exchange.readers.external_parties import ELSEWHERE, elsewhere
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.network_addresses import image_name
from agent.exchange.readers.value_positions import Place
from knowledge.loading.tables import format_table
from knowledge.vocabulary import ComponentKind, Slug, Value

_WORD = re.compile(r"[a-z0-9]+")
_BESIDE = frozenset(("mcp", "server", "servers", "official", "modelcontextprotocol", "remote", "local", "the", "api"))
"""Words that names of tool servers have beside the one that tells them apart."""
_PACKAGE = re.compile(r"(?:@[\w.-]{1,60}/)?\w[\w.-]{0,80}(?:/[\w.-]{1,80}){0,2}(?:[@:][\w.-]{1,30})?\Z")
_NAME = re.compile(r"\w[\w.-]{0,60}\Z")
_OFF = ("false", "0", "no")


class Gateway(Value):
    """An image that starts tool servers by itself, as its options say."""

    image: str
    servers: str = Field(description="The option that lists them.")
    tools: str = Field(description="The option that lists the tools which are let through.")
    findings: dict[str, Slug] = Field(default_factory=dict, description="What options that switch something on show.")


class Behind(Value):
    """What a tool server reaches."""

    part: str = Field(default="", description="The thing behind it.")
    kind: ComponentKind = ComponentKind.CONTENT_SOURCE
    finding: Slug
    words: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


class ToolServers(Value):
    """Every gateway and every tool server that is known by name."""

    gateways: tuple[Gateway, ...]
    servers: tuple[Behind, ...]


def packages(arguments: Iterable[str]) -> Iterator[str]:
    """Those arguments of a command that name the package or image of a tool server."""
    return (one for one in arguments if _PACKAGE.match(one) and ("mcp" in one.lower() or "server" in one.lower()))


def add_behind(key: str, names: Iterable[str], place: Place, builder: Builder) -> None:
    """What lies behind the tool server ``key``, as far as one of its names tells."""
    for row in dict.fromkeys(row for name in names for row in _told(name)):
        builder.finds(row.finding, place)
        if not row.part:
            continue
        part = f"behind {row.part}"
        if part not in builder.ids:
            elsewhere(place, builder)
            builder.component(part, row.part, place, "", ELSEWHERE, "Named by a tool server.", row.kind)
        if f"{key} {part}" not in builder.ids:
            builder.flow(f"{key} {part}", key, part, place, "requests", inferred=True)
            builder.flow(f"{key} {part} back", part, key, place, "content", untrusted=True, inferred=True)


def add_gateway(key: str, zone: str, one: Place, builder: Builder) -> bool:
    """The tool servers that a service starts by the options of its command; whether it is a gateway."""
    image = image_name(one.text("image"))
    gateway = next((row for row in tool_servers().gateways if row.image == image), None)
    if gateway is None:
        return False
    command = one.at("command")
    options = dict(_options(command))
    tools = list(_names(options.get(gateway.tools, "")))
    told = f"Started by {builder.part(key).name}."
    told += f" Of its tools, {', '.join(tools[:20])} are let through." if tools else ""
    servers = list(_names(options.get(gateway.servers, "")))
    for name in servers:
        inner = f"{key} server {name}"
        builder.component(inner, f"{name} (MCP server)", command, "", zone, told, ComponentKind.TOOL_SERVER,
                          called=(name,))  # fmt: skip
        builder.flow(f"{inner} call", key, inner, command, "calls of tools")
        builder.flow(f"{inner} answer", inner, key, command, "results of tools", untrusted=True)
        add_behind(inner, (name,), command, builder)
    if servers:
        builder.finds("tool_servers", command)
    if tools:
        builder.finds("tools_chosen", command)
    for option, finding in gateway.findings.items():
        if option in options and options[option].lower() not in _OFF:
            builder.finds(finding, command)
    return True


def _options(command: Place) -> Iterator[tuple[str, str]]:
    """The long options of a command with their values; an option without one has an empty one."""
    words = [str(one) for one in command.value] if isinstance(command.value, list) else _split(str(command.value or ""))
    for place, word in enumerate(words):
        name, equals, value = word.removeprefix("--").partition("=")
        if word.startswith("--"):
            after = words[place + 1] if place + 1 < len(words) and not words[place + 1].startswith("-") else ""
            yield name, value if equals else after


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text[:4_000])
    except ValueError:
        return text[:4_000].split()


def _names(value: str) -> Iterator[str]:
    """The names of a list with commas; what is no name, such as a variable, is passed over."""
    return (one for text in value.split(",") if _NAME.match(one := text.strip()))


def _told(name: str) -> Iterator[Behind]:
    words = _WORD.findall(_without_version(name).lower())
    whole, bare = f"-{'-'.join(words)}-", "-".join(word for word in words if word not in _BESIDE)
    for row in tool_servers().servers:
        if bare in row.alone or any(f"-{word}-" in whole for word in row.words):
            yield row


def _without_version(name: str) -> str:
    """A package without its version; the mark before its owner stays."""
    return name[:1] + name[1:].partition("@")[0].partition(":")[0]


@cache
def tool_servers() -> ToolServers:
    """The table, read once."""
    return format_table("tool_servers", ToolServers)
