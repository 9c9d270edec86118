"""Every fault the program is tried with, as `faults.yaml` lists them, and the page that tells of them."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

TESTS = Path(__file__).resolve().parent
FIXTURES = TESTS / "agent" / "conftest.py"
"""Where the stores of the tests are made."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Row(BaseModel):
    """One fault: what goes wrong, what must hold, and which tests assert it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int = Field(ge=1)
    fault: str = Field(min_length=10, max_length=140)
    holds: str = Field(min_length=10, max_length=140)
    stores: tuple[Literal["sqlite", "postgres"], ...] = Field(default=(), description="Databases it is tried on.")
    tests: tuple[str, ...] = Field(default=(), description="Each as file::function, the file below `tests`.")
    missing: str = Field(default="", description="What of the row no test asserts yet.")
    open: str = Field(default="", description="Why no test asserts it.")

    @property
    def standing(self) -> str:
        """How far it is asserted."""
        return "open" if self.open else "partly" if self.missing else "asserted"


def rows() -> tuple[Row, ...]:
    """All faults in their order."""
    return tuple(Row(**one) for one in yaml.safe_load((TESTS / "faults.yaml").read_text(encoding="utf-8")))


@cache
def functions(file: Path) -> Mapping[str, Function]:
    """The functions of a file by their names, read without importing it."""
    body = ast.parse(file.read_text(encoding="utf-8")).body
    return {one.name: one for one in body if isinstance(one, Function)}


def exists(test: str) -> bool:
    """Whether a test that is named as file::function is there."""
    file, _, name = test.partition("::")
    return (TESTS / file).is_file() and name.startswith("test_") and name in functions(TESTS / file)


def stores_of(test: str) -> set[str]:
    """The databases that a test runs on, by the fixtures it asks for."""
    file, _, name = test.partition("::")
    asked = set(_asked_for(name, {**functions(FIXTURES), **functions(TESTS / file)}))
    only = any("'postgres'" in ast.unparse(one) and "'sqlite'" not in ast.unparse(one)
               for one in functions(TESTS / file)[name].decorator_list)  # fmt: skip
    if only or ("store_url" not in asked and "cluster" in asked):
        return {"postgres"}
    return {"sqlite", "postgres"} if "store_url" in asked else {"sqlite"}


def _asked_for(name: str, known: Mapping[str, Function]) -> Iterator[str]:
    """A function and the fixtures that it asks for, directly or by others."""
    yield name
    if name in known and name != "store_url":
        for argument in known[name].args.args:
            yield from _asked_for(argument.arg, known)


def faults_table() -> str:
    """The counts, and a row for each fault."""
    told = rows()
    counts = Counter(row.standing for row in told)
    head = (
        f"{len(told)} faults: {counts['asserted']} are asserted, {counts['partly']} in part, "
        f"{counts['open']} not yet.\n\n| | what goes wrong | what holds | asserted by |\n| --- | --- | --- | --- |"
    )
    return "\n".join([head, *map(_line, told)])


def _line(row: Row) -> str:
    stores = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
    on = f" (on {' and '.join(stores[one] for one in row.stores)})" if row.stores else ""
    tests = [f"{name.removeprefix('test_').replace('_', ' ')} (`{file}`)"
             for file, _, name in (one.partition("::") for one in row.tests)]  # fmt: skip
    rest = [f"**Not yet:** {row.missing or row.open}"] if row.missing or row.open else []
    return f"| {row.number} | {row.fault} | {row.holds}{on} | {'<br>'.join([*tests, *rest])} |"
