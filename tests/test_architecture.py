"""The floors of the house: imports run down only, and each outside library has one home."""

import ast
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("knowledge", "agent", "ui", "evals")
FLOORS: tuple[tuple[int, str], ...] = (
    (11, "ui"),
    (11, "evals"),
    (11, "agent.turn_serving"),
    (10, "agent.assembly"),
    (10, "agent.portfolio"),
    (10, "agent.server"),
    (9, "agent.facilitator"),
    (9, "agent.turn_assembly"),
    (8, "agent.turn_processes"),
    (8, "agent.model_lifecycle"),
    (8, "agent.sharing"),
    (7, "agent.worker"),
    (6, "agent.turn_outcome"),
    (5, "agent.graph"),
    (5, "agent.overview"),
    (5, "agent.maintenance"),
    (5, "agent.gate"),
    (4, "agent.analyst"),
    (4, "agent.exchange"),
    (4, "agent.settings"),
    (4, "agent.store"),
    (4, "agent.watch"),
    (3, "agent.assessment"),
    (3, "agent.coverage"),
    (3, "agent.input_validation"),
    (3, "agent.llm"),
    (3, "agent.reading"),
    (3, "agent.fairness"),
    (6, "agent.health"),
    (6, "agent.cancellation"),
    (2, "agent.process_metrics"),
    (2, "agent.domain"),
    (2, "agent.prompts"),
    (2, "agent.recognition"),
    (2, "agent.atomic_write"),
    (1, "agent.errors"),
    (0, "knowledge"),
)
KNOWLEDGE = ("vocabulary", "conditions", "entries", "catalog", "search.index", "search.retriever")
HOMES = {
    "langgraph": ("agent/graph/build.py",),
    "langchain_core": ("agent/graph/no_tracing.py",),
    "langsmith": ("agent/graph/no_tracing.py",),
    "openai": ("agent/llm/endpoint/openai_client.py",),
    "chromadb": ("knowledge/search/index.py",),
    "onnxruntime": ("knowledge/search/sentence_model.py",),
    "markdown_it": ("agent/reading/text/",),
    "sqlalchemy": ("agent/store/",),
    "alembic": ("agent/store/",),
    "streamlit": ("ui/",),
    "defusedxml": ("agent/exchange/readers/markup.py",),
    "wasmtime": ("agent/exchange/diagrams/graphviz.py",),
    "resvg_py": ("agent/exchange/diagrams/as_png.py",),
    "cryptography": ("agent/exchange/signing.py",),
    "dbos": ("agent/portfolio/durable/",),
    "opentelemetry": ("ui/server/metrics.py", "ui/server/metrics_sending.py"),
    "prometheus_client": ("ui/server/metrics.py",),
    "mcp": ("ui/mcp_server/",),
    "mcp_types": ("ui/mcp_server/",),
}
MOST_IN_A_FOLDER = 20
WRONG_NAMES = {"util", "utils", "helper", "helpers", "manager", "handler", "service", "common", "misc", "info"}


@cache
def sources() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports_of(path: Path) -> tuple[str, ...]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the floor they cross"
            found += sorted(_modules_named(node.module or "", [alias.name for alias in node.names]))
    return tuple(found)


def _modules_named(package: str, names: list[str]) -> set[str]:
    """The modules that ``from package import names`` loads: rooms of the package by their own names, else itself."""
    folder = ROOT.joinpath(*package.split("."))
    rooms = {f"{package}.{name}" for name in names if (folder / f"{name}.py").exists() or (folder / name).is_dir()}
    return rooms if len(rooms) == len(names) else {package} | rooms


def floor_of(module: str) -> int | None:
    matches = [(len(name), floor) for floor, name in FLOORS if module == name or module.startswith(name + ".")]
    return max(matches)[1] if matches else None


def room_of(module: str) -> str:
    return next((name for _, name in FLOORS if module == name or module.startswith(name + ".")), module)


def upward(path: Path) -> list[str]:
    """The imports of a file that go up a floor, or across to another room of its own."""
    here = module_of(path)
    own = floor_of(here)
    found = []
    for target in imports_of(path):
        above = floor_of(target)
        if above is None or own is None or room_of(target) == room_of(here):
            continue
        if above >= own:
            found.append(f"{here} (floor {own}) imports {target} (floor {above})")
    return found


def test_imports_run_down_the_floors() -> None:
    assert [line for path in sources() for line in upward(path)] == []


def test_an_import_that_goes_up_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.test_architecture.ROOT", tmp_path)
    path = tmp_path / "agent" / "domain" / "new.py"
    path.parent.mkdir(parents=True)
    path.write_text("import json\nfrom agent.facilitator import Facilitator\nfrom knowledge import load_catalog\n")
    assert upward(path) == ["agent.domain.new (floor 2) imports agent.facilitator (floor 9)"]


def test_every_room_of_the_agent_has_a_floor() -> None:
    rooms = {path.stem for path in (ROOT / "agent").iterdir() if path.stem not in {"__init__", "__pycache__"}}
    known = {name.removeprefix("agent.") for _, name in FLOORS}
    assert rooms <= known, f"give {sorted(rooms - known)} a floor"


def test_inside_knowledge_imports_run_down_too() -> None:
    ranks = {f"knowledge.{name}": rank for rank, name in enumerate(KNOWLEDGE)}
    for name in KNOWLEDGE:
        path = ROOT.joinpath("knowledge", *name.split(".")).with_suffix(".py")
        for target in imports_of(path):
            if target in ranks:
                assert ranks[target] < ranks[f"knowledge.{name}"], f"knowledge.{name} imports {target}"


def test_the_domain_knows_only_pydantic_and_the_words_of_the_field() -> None:
    allowed = (
        "agent.domain",
        "agent.errors",
        "pydantic",
        "knowledge.vocabulary",
        "knowledge.entries",
        "knowledge.owners_words",
        "knowledge.product_names",
        "knowledge.text",
    )
    for path in sorted((ROOT / "agent" / "domain").rglob("*.py")):
        for target in imports_of(path):
            ours_or_outside = target.split(".")[0] not in sys.stdlib_module_names
            assert not ours_or_outside or target.startswith(allowed), f"{path.name} imports {target}"


def test_no_circle_of_imports() -> None:
    graph = {module_of(path): {t for t in imports_of(path) if t.split(".")[0] in PACKAGES} for path in sources()}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, f"circle: {' > '.join((*trail[trail.index(module) :], module))}"
        if module in done:
            return
        for target in sorted(graph.get(module, ())):
            if target in graph and target != module:
                visit(target, (*trail, module))
        done.add(module)

    for module in sorted(graph):
        visit(module, ())


@pytest.mark.parametrize("library", HOMES)
def test_each_outside_library_has_one_home(library: str) -> None:
    for path in sources():
        place = str(path.relative_to(ROOT))
        users = [target for target in imports_of(path) if target.split(".")[0] == library]
        assert not users or place.startswith(HOMES[library]), f"{place} imports {users[0]}"


def test_only_settings_reads_the_environment() -> None:
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if path == ROOT / "agent" / "settings" / "installation.py" or not ("environ" in text or "getenv" in text):
            continue
        for node in ast.walk(ast.parse(text)):
            reads = isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
            assert not reads, f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)} reads the environment"


def test_files_open_with_a_sentence_and_stay_readable() -> None:
    for path in sources():
        text = path.read_text(encoding="utf-8")
        assert text.startswith('"""'), f"{path.relative_to(ROOT)} does not say what it is for"
        assert len(text.splitlines()) <= 300, f"{path.relative_to(ROOT)} has more than 300 lines"
        assert path.stem not in WRONG_NAMES, f"{path.relative_to(ROOT)}: the name does not say what is inside"


def test_a_folder_is_looked_over_at_a_glance() -> None:
    fullest = Counter(path.parent for path in sources())
    crowded = {str(folder.relative_to(ROOT)): files for folder, files in fullest.items() if files > MOST_IN_A_FOLDER}
    assert crowded == {}, "group these files by their subjects"


def test_faces_only_hand_on_names() -> None:
    for path in sources():
        if path.name != "__init__.py":
            continue
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) < 40, f"{path.relative_to(ROOT)} is longer than a face"
        defined = [n for n in ast.parse(text).body if isinstance(n, (ast.FunctionDef, ast.ClassDef))]
        assert not defined, f"{path.relative_to(ROOT)} defines {defined[0].name}"


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("test_*.py")}
    assert folders
    for folder in folders:
        assert (folder / "__init__.py").exists(), f"{folder.relative_to(ROOT)} needs an __init__.py"


def test_the_command_line_answers_without_heavy_libraries() -> None:
    loaded = _loaded_by("import ui.cli; ui.cli.command_line().format_help()")
    heavy = {
        "chromadb",
        "openai",
        "langgraph",
        "streamlit",
        "scipy",
        "sqlalchemy",
        "alembic",
        "pydantic",
        "numpy",
        "yaml",
    }
    assert loaded & heavy == set()
    assert loaded & {"knowledge.catalog", "agent.settings", "agent.domain", "agent.assembly"} == set()


def test_a_draft_by_rules_is_written_without_what_only_pages_servers_and_endpoints_need(tmp_path: Path) -> None:
    (tmp_path / "system.md").write_text("A chatbot answers customers with a hosted model.", encoding="utf-8")
    words = ["draft", str(tmp_path / "system.md"), "--offline", "-o", str(tmp_path / "draft.md")]
    at_home = f"import os; os.environ['THREATPARLEY_DATA_DIR'] = {str(tmp_path)!r}"
    loaded = _loaded_by(f"{at_home}; from ui.cli import main; assert main({words!r}) == 0")
    assert "agent.analyst.rules.analyst" in loaded
    heavy = {
        "alembic", "bm25s", "chromadb", "langchain_core", "langgraph", "langsmith", "openai", "pandas", "scipy",
        "sqlalchemy", "streamlit", "wasmtime", "agent.analyst.fallback", "agent.store.database",
    }  # fmt: skip
    assert loaded & heavy == set()


def _loaded_by(code: str) -> set[str]:
    """The modules that a fresh process holds after some code."""
    asked = [sys.executable, "-c", f"{code}; import sys; print(*sys.modules)"]
    return set(subprocess.run(asked, capture_output=True, text=True, cwd=ROOT, timeout=300, check=True).stdout.split())
