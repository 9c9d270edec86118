"""What the bounded and the full report have in common."""

import re
from datetime import date

from agent.domain.findings.llm_advice import OWN_IDEA
from agent.domain.ledger import Finding, Ledger
from agent.domain.risk import Scoring
from agent.domain.threats import Threat
from agent.exchange.documents.document import Block, Heading, Line, Paragraph, Strong, Table
from knowledge.catalog import Catalog
from knowledge.publications.edition_age import edition_and_age
from knowledge.publications.frameworks import FrameworkManifest


def titled(threat: Threat) -> str:
    """The title for a table, where a model's own idea is marked as one."""
    return f"{threat.title} ({OWN_IDEA})" if threat.unvouched else threat.title


def ledger_line(ledger: Ledger) -> str:
    """How many catalogued threats apply, are ruled out or are open."""
    found = {finding: ledger.of(finding) for finding in Finding}
    return (
        f"Of {len(ledger.verdicts)} catalogued threats {len(found[Finding.APPLIES])} apply, "
        f"{len(found[Finding.RULED_OUT])} are ruled out by a fact, and {len(found[Finding.OPEN])} are open until a "
        f"fact is known, {sum(one.expected for one in found[Finding.OPEN])} of which are drafted on an assumption. "
        "Having considered a threat is not the same as being safe from it."
    )


def short_title(title: str) -> str:
    """A framework's title without what explains it."""
    return re.split(r" \(|, |: ", title)[0]


def short_edition(manifest: FrameworkManifest) -> str:
    """A framework's short title with its edition, once."""
    bare = short_title(manifest.title)
    return bare if bare.endswith(manifest.edition) else f"{bare} {manifest.edition}"


def sources_blocks(catalog: Catalog, scoring: Scoring, day: date | None = None) -> tuple[Block, ...]:
    """How scores are made, what the list cannot hold, and the editions of the frameworks with owner and licence."""
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (manifest.title, _edition(manifest, day), manifest.owner, manifest.licence)
        for manifest in catalog.frameworks.values()
    )
    table = Table(("Framework", "Edition", "Owner", "Licence"), rows)
    return (*_method(scoring), Heading(3, "Editions of the frameworks"), table)


def short_sources_blocks(catalog: Catalog, scoring: Scoring) -> tuple[Block, ...]:
    """The same where length is bounded: the editions in one sentence, as owners and licences stand in the full one."""
    editions = "; ".join(map(short_edition, catalog.frameworks.values()))
    return (*_method(scoring), Paragraph((Strong("Editions of the frameworks: "), f"{editions}.")))


def _method(scoring: Scoring) -> tuple[Block, ...]:
    return (
        Heading(2, "Method and sources", "method"),
        Paragraph(
            "Each catalogued threat is judged against the facts of this system. What applies is scored by DREAD: "
            "damage, reproducibility, exploitability, affected users and discoverability from 0 to 10, the total being "
            f"their mean; {scoring.words()}. Likelihood is the mean of reproducibility, "
            "exploitability and discoverability, impact the mean of damage and affected users. The list cannot hold "
            "what nobody told and what the catalog does not know. Review it with people who know the system."
        ),
    )


def _edition(manifest: FrameworkManifest, day: date | None) -> str:
    """The edition, its age on that day, and the files of the user's own that were laid over what we ship."""
    told = edition_and_age(manifest, day) if day else manifest.edition
    return f"{told} (taken in: {'; '.join(manifest.taken_in)})" if manifest.taken_in else told
