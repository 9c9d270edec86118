"""The report's section on worked systems that are like the owner's."""

from agent.domain.similar_systems import ALIKE_NOTE, Alike
from agent.exchange.documents.document import Block, Bullets, Heading, Paragraph, Strong


def alike_blocks(alike: tuple[Alike, ...]) -> tuple[Block, ...]:
    """The section, or nothing where no system is known to be like it."""
    if not alike:
        return ()
    blocks: list[Block] = [Heading(2, "What systems like yours worried first about", "alike"), Paragraph(ALIKE_NOTE)]
    for system in alike:
        blocks += [Paragraph((Strong(f"{system.name}: "), system.about)), Bullets(system.worries)]
    return tuple(blocks)
