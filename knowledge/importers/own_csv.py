"""Read the rows of a CSV file as the entries that YAML would give: one per row, lists inside cells parted by a mark."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.importers.prose import clean
from knowledge.importers.records import MOST_ID, Notes, Record
from knowledge.importers.trees import Note, Rows, Table, Unreadable
from knowledge.vocabulary import DreadFactor

FACTORS = tuple(factor.value for factor in DreadFactor)


@dataclass(frozen=True)
class _Row:
    """The cells of a row, the line it begins in, and what parts several values in one cell."""

    cells: list[str]
    line: int
    mark: str

    def parts(self, cell: str) -> Rows:
        found = Rows(self.line)
        for part in cell.split(self.mark):
            if part.strip():
                found.put(part.strip(), self.line)
        return found


def rows_of(text: str, notes: Notes, columns: Sequence[str], lists: Sequence[str]) -> Iterator[Record]:
    """A row per threat, its cells as a list entry of YAML would give them."""
    lines = io.StringIO(text, newline="")
    first = text.partition("\n")[0]
    reader = csv.reader(lines, delimiter=";" if first.count(";") > first.count(",") else ",", strict=True)
    inner = "," if reader.dialect.delimiter == ";" else ";"
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        for problem in _header_problems(header, columns):
            notes.refuse(1, "header", problem)
        begin = reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row) and not notes.refused:
                yield _record(header, _Row(row, begin, inner), notes, lists)
            begin = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(Note(line=reader.line_num, message=f"is not readable CSV: {error}")) from None


def _header_problems(header: list[str], columns: Sequence[str]) -> Iterator[str]:
    if unknown := [name for name in header if name not in columns]:
        yield f"unknown columns {', '.join(map(repr, unknown))}; known are {', '.join(sorted(columns))}"
    yield from (f"the column {name} is missing" for name in ("id", "title") if name not in header)
    yield from (f"the column {name} stands twice" for name in sorted({one for one in header if header.count(one) > 1}))


def _record(header: list[str], row: _Row, notes: Notes, lists: Sequence[str]) -> Record:
    table, dread = Table(row.line), Table(row.line)
    if len(row.cells) > len(header):
        notes.refuse(row.line, row.cells[0][:MOST_ID], f"the row has {len(row.cells)} cells, the header {len(header)}")
    for name, cell in zip(header, (cell.strip() for cell in row.cells), strict=False):
        if not cell:
            continue
        if name in FACTORS:
            dread.put(name, int(cell) if cell.isdecimal() else cell, row.line)
        elif name in lists:
            table.put(name, row.parts(cell), row.line)
        else:
            table.put(name, cell, row.line)
    if dread:
        table.put("dread", dread, row.line)
    return Record(table, notes, clean(str(table.get("id") or "a row"), MOST_ID))
