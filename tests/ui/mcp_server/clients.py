"""Clients of the protocol's own SDK, and what they were answered."""

from collections.abc import Awaitable, Callable
from typing import Any

import anyio
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult, TextContent, TextResourceContents


class Answered:
    """One answer, with what it was in letters."""

    def __init__(self, result: CallToolResult) -> None:
        self.failed = bool(result.is_error)
        content = result.structured_content
        assert isinstance(content, dict)
        self.content: dict[str, Any] = content
        (part,) = result.content
        assert isinstance(part, TextContent)
        self.letters = part.text

    @property
    def data(self) -> dict[str, Any]:
        assert not self.failed, self.content
        data = self.content["data"]
        assert isinstance(data, dict)
        return data

    @property
    def error(self) -> dict[str, Any]:
        assert self.failed, self.content
        error = self.content["error"]
        assert isinstance(error, dict)
        return error


class Caller:
    """Calls tools, and counts the calls."""

    def __init__(self, client: Client) -> None:
        self.client, self.calls = client, 0

    async def __call__(self, tool: str, /, **arguments: Any) -> Answered:
        self.calls += 1
        result = await self.client.call_tool(tool, arguments)
        assert isinstance(result, CallToolResult)
        return Answered(result)

    async def read(self, uri: str) -> str:
        (content,) = (await self.client.read_resource(uri)).contents
        assert isinstance(content, TextResourceContents)
        return content.text


def talk(server: Any, scenario: Callable[[Caller], Awaitable[None]]) -> int:
    """Hold a scenario with a server, an address, or the command that starts one; gives the number of calls."""

    async def held() -> int:
        async with Client(server) as client:
            caller = Caller(client)
            await scenario(caller)
            return caller.calls

    return anyio.run(held)


def started(command: list[str], environment: dict[str, str], folder: str) -> StdioServerParameters:
    """A server as a client starts it."""
    return StdioServerParameters(command=command[0], args=command[1:], env=environment, cwd=folder)
