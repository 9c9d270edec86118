"""What the README and the documentation show is what there is."""

import re
from pathlib import Path

import pytest
import yaml

from tests.generated import DOCS, PARTS, stands

ROOT = DOCS.parent
PAGES = sorted(page for page in DOCS.rglob("*.md"))
README = ROOT / "README.md"
PATH = re.compile(r"(?<![\w/.])(?:agent|docs|evals|knowledge|tests|ui)/[\w./*-]*\w")
PLACEHOLDER = re.compile(r"[A-Z]{2,}|\*")
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")


class _Tags(yaml.SafeLoader):
    """Reads the site's settings; what a plugin would make of a tag is of no concern here."""


_Tags.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: None)


def _named(entry: object) -> list[str]:
    """The pages that a part of the site's navigation names."""
    if isinstance(entry, str):
        return [entry]
    rest = entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else []
    return [page for one in rest for page in _named(one)]


@pytest.mark.parametrize("name", PARTS)
def test_a_generated_part_is_what_the_program_says_today(name: str) -> None:
    assert stands(name) == PARTS[name][1](), "the page is behind; write it anew with: python -m tests.generated"


@pytest.mark.parametrize("page", [README, *PAGES], ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    targets = [found[1] for found in LINK.finditer(page.read_text(encoding="utf-8"))]
    within = [one for one in targets if not re.match(r"[a-z]+:", one)]
    assert [one for one in within if not (page.parent / one).exists()] == []


@pytest.mark.parametrize(
    "page", [ROOT / "CONTRIBUTING.md", *(DOCS / "contributing").glob("*.md")], ids=lambda one: one.stem
)
def test_every_path_that_a_guide_names_exists(page: Path) -> None:
    named = PATH.findall(page.read_text(encoding="utf-8"))
    places = [one for one in named if not PLACEHOLDER.search(one)]
    assert [one for one in places if not (ROOT / one).exists()] == []


def test_the_navigation_of_the_site_names_every_page() -> None:
    site = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader=_Tags)
    assert sorted(_named(site["nav"])) == sorted(str(page.relative_to(DOCS)) for page in PAGES)


def test_the_readme_stays_short_enough_to_be_read() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    assert text.count("![") == 2
