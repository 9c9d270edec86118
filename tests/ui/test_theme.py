"""Both themes can be read: contrast is computed from the theme's own tokens."""

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from agent.exchange.diagrams.palette import DARK, LIGHT
from ui.components.threats.heatmap import INKS as HEAT_INKS
from ui.components.threats.heatmap import RAMPS

CONFIG = tomllib.loads((Path(__file__).resolve().parents[2] / "ui" / ".streamlit" / "config.toml").read_text())
BADGES = ("red", "orange", "yellow", "green", "blue", "violet", "gray")


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize("ink", ["textColor", "linkColor", "primaryColor", *(f"{one}TextColor" for one in BADGES)])
def test_words_stand_out_from_the_page(theme: str, ground: str, ink: str) -> None:
    tokens = CONFIG["theme"][theme]
    assert contrast(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("colour", BADGES)
def test_badges_can_be_read(theme: str, colour: str) -> None:
    tokens = CONFIG["theme"][theme]
    assert contrast(tokens[f"{colour}TextColor"], tokens[f"{colour}BackgroundColor"]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_on_a_filled_button_are_the_ground_colour_and_can_be_read(theme: str) -> None:
    tokens = CONFIG["theme"][theme]
    assert contrast(tokens["backgroundColor"], tokens["primaryColor"]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("step", range(5))
def test_numbers_on_the_heatmap_can_be_read(theme: str, step: int) -> None:
    assert contrast(HEAT_INKS[theme][step], RAMPS[theme][step]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_heatmap_goes_one_way_from_faint_to_strong(theme: str) -> None:
    ground = CONFIG["theme"][theme]["backgroundColor"]
    steps = [contrast(colour, ground) for colour in RAMPS[theme]]
    assert steps == sorted(steps), "told apart by lightness, so colour vision does not matter"
    assert all(later / earlier > 1.1 for earlier, later in pairwise(steps))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_diagram_is_drawn_in_the_colours_of_the_page_and_can_be_read(theme: str) -> None:
    tokens, drawn = CONFIG["theme"][theme], {"light": LIGHT, "dark": DARK}[theme]
    assert (drawn.paper, drawn.ink, drawn.lit) == (
        tokens["backgroundColor"],
        tokens["textColor"],
        tokens["primaryColor"],
    )
    assert (drawn.zone, drawn.alarm) == (tokens["secondaryBackgroundColor"], tokens["orangeTextColor"])
    tints = (drawn.process, drawn.store, drawn.external, drawn.model, drawn.person, drawn.group)
    assert all(contrast(one, tint.ground) >= 4.5 for tint in tints for one in (tint.ink, drawn.ink))
    assert all(
        contrast(one, ground) >= 4.5 for one in (drawn.soft, drawn.alarm) for ground in (drawn.paper, drawn.zone)
    )
    assert all(contrast(line, drawn.paper) >= 3 for line in (drawn.line, drawn.lit))


def test_nothing_is_sent_or_opened_that_need_not_be() -> None:
    assert CONFIG["browser"]["gatherUsageStats"] is False
    server = CONFIG["server"]
    assert server["address"] == "127.0.0.1"
    assert server["enableXsrfProtection"] is True
    assert server["maxUploadSize"] == 5
    assert server["fileWatcherType"] == "none"
    assert CONFIG["client"]["showErrorDetails"] == "none"
