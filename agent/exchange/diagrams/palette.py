"""The colours of a drawn diagram, the same as those of the app's two themes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tint:
    """A sort of part: the colour of its ground and of its outline and words."""

    ground: str
    ink: str


@dataclass(frozen=True)
class Palette:
    """All colours of one drawing; sorts of parts are told apart by shape and words as well."""

    paper: str
    ink: str
    soft: str
    line: str
    zone: str
    zone_line: str
    alarm: str
    lit: str
    process: Tint
    store: Tint
    external: Tint
    model: Tint
    person: Tint
    group: Tint

    def of(self, shape: str) -> Tint:
        """The colours for a shape."""
        tint = getattr(self, shape)
        assert isinstance(tint, Tint)
        return tint


LIGHT = Palette(
    paper="#ffffff", ink="#1d2733", soft="#55616d", line="#55616d", zone="#f3f6f8", zone_line="#8b99a6",
    alarm="#8a4406", lit="#1b5e85",
    process=Tint("#e8f2f9", "#14557b"), store=Tint("#e9f6ee", "#17603b"), external=Tint("#eef1f4", "#55616d"),
    model=Tint("#f6ebfb", "#6a2a86"), person=Tint("#fdf6dd", "#725106"), group=Tint("#ffffff", "#1d2733"),
)  # fmt: skip
DARK = Palette(
    paper="#12181e", ink="#e6ebf0", soft="#b3bec9", line="#b3bec9", zone="#1d262f", zone_line="#6b7a88",
    alarm="#f6b26b", lit="#5fb0e0",
    process=Tint("#14303f", "#8cc8ee"), store=Tint("#123323", "#86d6a8"), external=Tint("#27313b", "#b3bec9"),
    model=Tint("#351d43", "#dba6f5"), person=Tint("#332b0d", "#f0d06a"), group=Tint("#12181e", "#e6ebf0"),
)  # fmt: skip
