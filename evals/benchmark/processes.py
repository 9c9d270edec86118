"""Whole processes, as a person starts them: help, a draft from a file, an index from nothing."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from evals.benchmark.figure import Figure
from evals.case import load_cases
from evals.case_runs.case_selection import PACKAGED

REPEATS = 3


def processes() -> tuple[Figure, ...]:
    """The middle of three runs each."""
    with tempfile.TemporaryDirectory(prefix="threatparley-bench-") as name:
        folder = Path(name)
        cases, _ = load_cases(PACKAGED)
        text = folder / "system.txt"
        text.write_text(cases[0].description, encoding="utf-8")
        helping = _middle(lambda _: [*program(folder), "--help"], folder)
        drafting = _middle(lambda n: [*program(folder), "draft", str(text), "-o", str(folder / f"draft{n}.md")], folder)
        fresh = folder / "fresh"
        fresh.mkdir()
        first = _seconds([*program(fresh), "draft", str(text), "-o", str(fresh / "first.md")], fresh)
        index = _middle(lambda n: [sys.executable, "-m", "knowledge", "index", str(folder / f"index{n}")], folder)
    note = f"whole process, middle of {REPEATS}"
    return (
        Figure(name="threatparley --help", value=helping, unit="s", most=0.3, note=note),
        Figure(name="threatparley draft FILE", value=drafting, unit="s", most=2.0, note=note),
        Figure(name="threatparley draft FILE, the very first", value=first, unit="s", note="with no index kept yet"),
        Figure(name="index build from empty", value=index, unit="s", most=5.0, note=f"{note}, imports included"),
    )


def program(folder: Path) -> list[str]:
    """The installed command, which keeps its data in a folder."""
    return ["env", f"THREATPARLEY_DATA_DIR={folder / 'data'}", str(Path(sys.executable).with_name("threatparley"))]


def _middle(command: Callable[[int], list[str]], folder: Path) -> float:
    return round(median(_seconds(command(number), folder) for number in range(REPEATS)), 2)


def _seconds(command: list[str], folder: Path) -> float:
    started = perf_counter()
    subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=True)
    return round(perf_counter() - started, 2)
