"""The parts of the documentation that are written from what the program itself says.

``python -m tests.generated`` writes them anew, each between its two marks.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from agent.exchange.formats import readme_table, short_table
from tests.fault_rows import faults_table
from tests.fault_table import fault_table
from ui.components.frame.glossary import GLOSSARY

DOCS = Path(__file__).resolve().parents[1] / "docs"


def glossary() -> str:
    """The words of the app's help with what they mean."""
    return "\n".join(f"**{term.word}**\n: {term.means}\n" for term in GLOSSARY).rstrip()


PARTS: Mapping[str, tuple[str, Callable[[], str]]] = {
    "faults": ("language-models.md", fault_table),
    "faults-table": ("faults.md", faults_table),
    "formats": ("formats.md", lambda: readme_table().rstrip()),
    "formats-short": ("../README.md", lambda: short_table().rstrip()),
    "glossary": ("glossary.md", glossary),
}
"""The name of each part, the page it stands on and what writes it."""


def stands(name: str) -> str:
    """What a page has of a part now."""
    found = _between(name).search(_page(name).read_text(encoding="utf-8"))
    return found[2] if found else f"{_page(name).name} has no marks for {name}"


def main() -> None:
    """Write every part into its page."""
    for name, (_, render) in PARTS.items():
        page, text = _page(name), render()
        whole = page.read_text(encoding="utf-8")
        found = _between(name).search(whole)
        if found is None:
            raise SystemExit(f"{page.name} has no lines <!-- {name}: ... --> and <!-- end of {name} -->")
        page.write_text(f"{whole[: found.start(2)]}{text}{whole[found.end(2) :]}", encoding="utf-8")


def _page(name: str) -> Path:
    return DOCS / PARTS[name][0]


def _between(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {name}: python -m tests.generated -->\n)(.*?)(\n?<!-- end of {name} -->)", re.DOTALL)


if __name__ == "__main__":
    main()
