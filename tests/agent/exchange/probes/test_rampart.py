"""The file for RAMPART calls nothing but what its released package has, with the names of its parameters."""

import ast

from agent.exchange.probes.as_pytest import to_pytest
from agent.exchange.probes.as_rampart import to_rampart
from tests.agent.exchange.probes.made import dossier

RELEASED = {
    "AppManifest": {"name", "tools", "data_sources", "description", "metadata"},
    "Response": {"text", "tool_calls", "side_effects", "metadata"},
    "ResponseContains": {"case_sensitive"},
    "behavior": {"prompt", "prompts", "driver", "evaluator", "max_turns", "event_handlers"},
    "execute_async": {"adapter"},
}
"""Parameters by name in RAMPART 0.1.0, which takes them by keyword; of ResponseContains the first has no name."""
ADAPTER = {"create_session_async", "manifest", "observability_profile"}
SESSION = {"send_async", "__aenter__", "__aexit__"}


def tree() -> ast.Module:
    return ast.parse(str(to_rampart(dossier()).content))


def members(name: str) -> set[str]:
    (found,) = [one for one in tree().body if isinstance(one, ast.ClassDef) and one.name == name]
    named = {one.name for one in found.body if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))}
    return named | {one.id for line in found.body if isinstance(line, ast.Assign)
                    for one in line.targets if isinstance(one, ast.Name)}  # fmt: skip


def test_every_call_has_the_parameters_of_the_release() -> None:
    seen = set()
    for call in (one for one in ast.walk(tree()) if isinstance(one, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in RELEASED:
            seen.add(name)
            assert {one.arg for one in call.keywords} <= RELEASED[name], name
            assert len(call.args) == (name == "ResponseContains"), name
    assert seen == RELEASED.keys()


def test_the_adapter_and_its_conversation_are_what_the_release_asks_for() -> None:
    assert members("System") >= ADAPTER
    assert members("OverHttp") >= SESSION


def test_it_tries_what_the_file_for_pytest_tries() -> None:
    def attempts(text: str) -> object:
        (found,) = [one for one in ast.parse(text).body if isinstance(one, ast.Assign)
                    and getattr(one.targets[0], "id", "") == "ATTEMPTS"]  # fmt: skip
        return ast.literal_eval(found.value)

    assert attempts(str(to_rampart(dossier()).content)) == attempts(str(to_pytest(dossier()).content))
