"""The data-flow diagram as a PNG picture, for documents that take no SVG."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.domain.model import ThreatModel
from agent.exchange.diagrams.as_svg import FACE, to_svg
from agent.exchange.diagrams.palette import LIGHT, Palette
from knowledge.catalog import Catalog
from knowledge.owners_words import keeping_words

_ZOOM = 2.0
_MOST_PIXELS = 40_000_000
_KEPT = 8
_FAMILY = "FiraGO"


def to_png(
    model: ThreatModel,
    catalog: Catalog,
    lit: Iterable[str] = (),
    closed: Iterable[str] = (),
    palette: Palette = LIGHT,
) -> bytes:
    """The same picture as ``to_svg`` at twice its size, smaller where it would be very large.

    Raises:
        DrawingError: There is too much to draw.
    """
    return png_of(to_svg(model, catalog, lit, closed, palette))


@keeping_words(_KEPT)
def png_of(svg: str) -> bytes:
    """A drawing of ours in pixels, set in the typefaces that come along: the same bytes on every machine."""
    import resvg_py

    from agent.exchange.documents.fonts import faces_for, text_faces

    wide, high = (float(svg.split(f' {side}="', 1)[1].split('"', 1)[0]) for side in ("width", "height"))
    zoom = min(_ZOOM, (_MOST_PIXELS / (wide * high)) ** 0.5)
    with TemporaryDirectory() as folder:
        faces = [*text_faces(Path(folder)).values(), *(path for _, path in faces_for((svg,)).fallbacks)]
        content = resvg_py.svg_to_bytes(
            svg_string=svg.replace(f'font-family="{FACE}"', f'font-family="{_FAMILY}"', 1),
            font_files=[str(face) for face in faces],
            skip_system_fonts=True,
            width=max(1, round(wide * zoom)),
        )
    return bytes(content)
