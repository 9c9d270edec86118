"""Nothing leaves this machine: no name is asked and no packet sent, in surroundings that try what they can."""

import sys
from pathlib import Path

import pytest

from tests.browser.conftest import CHROMIUM
from tests.cage.cage import COLLECTOR, ROOT, Order, Seen, caged
from tests.cage.hostile import hostile_environ, hostile_folder, pretenders_that_ran
from tests.ready import READY

COMMAND = (str(Path(sys.executable).with_name("threatparley")),)
SYSTEM = "A chatbot answers customers from our help pages. It looks passages up in Qdrant and can send mail."
COMMANDS: dict[str, tuple[str, ...]] = {
    "draft": ("draft", "system.md", "-f", "json", "-o", "model.json"),
    "show": ("show", "model.json"),
    "export": ("export", "model.json", "-f", "html", "-o", "model.html"),
    "validate": ("validate", "model.json"),
    "ledger": ("ledger", "model.json", "--framework", "plot4ai"),
    "search": ("kb", "search", "someone hides orders in a web page"),
    "doctor": ("doctor",),
}
REFUSED_OR_DONE = ((2, 2), (0, 1))
"""Exit codes of a draft and of a look at the endpoint: what contradicts offline is refused, or left unheard."""

TYPED = (SYSTEM, "", "not sure", "draft now", "quit")
DOOR = f"""
from agent.assembly import assemble_once
from agent.domain import Said
from agent.settings import load_settings

facilitator = assemble_once(load_settings())
session = facilitator.start()
session = facilitator.hear(session.id, Said(text={SYSTEM!r}, key="first-turn"))
assert session.model.threats or session.question
"""
LEAKS = """
import socket, urllib.request
for family, address in ((socket.AF_INET, "203.0.113.9"), (socket.AF_INET6, "2001:db8:9::9")):
    socket.socket(family, socket.SOCK_DGRAM).sendto(b"x", (address, 9))
caller = socket.socket()
caller.setblocking(False)
caller.connect_ex(("198.51.100.7", 443))
try:
    socket.getaddrinfo("leak.example", 80)
except OSError:
    pass
urllib.request.urlopen("http://telemetry.example/", timeout=5).read()
"""
EXAMPLES = (
    "tests/test_readme.py::test_the_python_example_runs",
    "tests/agent/test_offline.py",
    "tests/agent/analyst/llm/test_openai_client.py",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hostile working folder with a description in it."""
    made = hostile_folder(tmp_path_factory.mktemp("working") / "folder")
    (made / "system.md").write_text(SYSTEM, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def seen(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """What came of each command of the command line, of a conversation in a terminal, and of the door of Python."""
    place = tmp_path_factory.mktemp("cage")
    environ = hostile_environ(place / "data")
    (place / "door.py").write_text(DOOR, encoding="utf-8")
    orders = {name: Order([*COMMAND, *words], folder, environ) for name, words in COMMANDS.items()}
    orders["interview"] = Order([*COMMAND, "interview"], folder, environ, TYPED)
    orders["python"] = Order([sys.executable, str(place / "door.py")], folder, _without_addresses(environ))
    return dict(zip(orders, caged(list(orders.values()), place), strict=True))


def test_the_cage_counts_what_gets_out(tmp_path: Path) -> None:
    leaking = Order([sys.executable, "-c", LEAKS], tmp_path, {"http_proxy": COLLECTOR})
    quiet = Order([sys.executable, "-c", "print('quiet')"], tmp_path, {})
    told, nothing = caged([leaking, quiet], tmp_path)
    assert told.code == 0, told.shown
    assert told.names == ["leak.example"]
    assert told.packets == ["udp 203.0.113.9 port 9", "udp 2001:db8:9::9 port 9", "tcp 198.51.100.7 port 443"]
    assert [one.partition(" HTTP")[0] for one in told.connections] == ["GET http://telemetry.example/"]
    assert (nothing.shown, nothing.sent) == ("quiet\n", [])


@pytest.mark.parametrize("name", [*COMMANDS, "interview", "python"])
def test_a_command_sends_nothing(name: str, seen: dict[str, Seen]) -> None:
    assert seen[name].code == 0, seen[name].shown
    assert seen[name].sent == []


def test_no_command_runs_a_module_of_the_working_folder(folder: Path, seen: dict[str, Seen]) -> None:
    assert seen["draft"].code == 0
    assert pretenders_that_ran(folder) == []


def test_settings_that_a_folder_brings_along_send_nothing_while_offline_is_on(tmp_path: Path) -> None:
    folder = hostile_folder(tmp_path / "folder", settings=True)
    (folder / "system.md").write_text(SYSTEM, encoding="utf-8")
    environ = hostile_environ(tmp_path / "data", THREATPARLEY_OFFLINE="1")
    orders = [Order([*COMMAND, *words], folder, environ) for words in (COMMANDS["draft"], ("doctor", "--endpoint"))]
    draft, doctor = caged(orders, tmp_path)
    assert (draft.code, doctor.code) in REFUSED_OR_DONE, draft.shown + doctor.shown
    assert draft.sent + doctor.sent == []
    assert pretenders_that_ran(folder) == []


@pytest.mark.browser
def test_the_app_in_a_browser_sends_nothing(tmp_path: Path) -> None:
    pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed")
    folder = hostile_folder(tmp_path / "folder")
    visit = [sys.executable, "-m", "tests.cage.browsing", str(folder), *COMMAND]
    # what a first start works out is made in the cage by the doctor above
    (session,) = caged([Order(visit, ROOT, hostile_environ(READY.laid_into(tmp_path / "data")))], tmp_path)
    assert session.code == 0, session.shown
    assert session.sent == []
    assert pretenders_that_ran(folder) == []


def test_examples_of_this_suite_send_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *EXAMPLES]
    (run,) = caged([Order(command, ROOT, hostile_environ(tmp_path / "data"))], tmp_path)
    assert run.code == 0, run.shown
    assert run.sent == []


def _without_addresses(environ: dict[str, str]) -> dict[str, str]:
    """The switches alone, so that whoever obeys them looks up the usual address of a service."""
    return {name: value for name, value in environ.items() if not name.endswith(("_ENDPOINT", "_PROXY", "_proxy"))}
