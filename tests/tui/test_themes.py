"""Colours: what is written can be read in every theme, and severities are told apart, also where there are none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.color import Color
from textual.command import CommandPalette

from sketchpad.model import parse
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.preferences import read
from sketchpad.tui.session import Session
from sketchpad.tui.themes import HIGH_CONTRAST, SEVERITIES, SIXTEEN, THEMES, fitting

DESIGN = """
lambda fn at 0,0 peak_rps=4000 avg_duration_ms=200
rds db at 1,0 class=db.t4g.medium
sqs jobs at 0,1
vpc main
db in main
fn rw db
fn publishes jobs
need latency read_ms=100 pctl=95
"""
LOOKS = {
    "desk": (),
    "two chosen": ("space", "right"),
    "inspector": ("e",),
    "findings": ("exclamation_mark",),
    "finding": ("full_stop",),
    "help": ("question_mark",),
    "commands": ("ctrl+p",),
    "kinds": ("a",),
    "gallery": ("t",),
    "requirements": ("R",),
    "menu": ("comma",),
    "connecting": ("w",),
    "moving": ("m", "right"),
    "jumping": ("f",),
    "looking for": ("slash", "f"),
}
"""What is pressed to see each of the looks."""


def linear(part: int) -> float:
    share = part / 255
    return float(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)


def contrast(one: Color, other: Color) -> float:
    """By the Web Content Accessibility Guidelines: from 1 to 21."""
    low, high = sorted(
        0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b) for colour in (one, other)
    )
    return (high + 0.05) / (low + 0.05)


def written(app: Sketchpad) -> Iterator[Segment]:
    """What is written on the screen; of a question only what stands in its frame, as the rest is dimmed."""
    screen = app.screen
    region = screen.region
    if isinstance(screen, CommandPalette):
        region = screen.query_one("#--container").region
    elif screen is not app.desk:
        region = screen.query_one("Frame").region
    for strip in screen._compositor.render_strips()[region.y : region.bottom]:
        yield from (one for one in strip.crop(region.x, region.right) if any(map(str.isalnum, one.text)))


def unreadable(app: Sketchpad, least: float) -> Iterator[tuple[str, str, str, float]]:
    for segment in written(app):
        style = segment.style
        assert style is not None
        assert style.color is not None, segment
        assert style.bgcolor is not None, segment
        ink, ground = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
        ink = ground.blend(ink, 0.5) if style.dim else ink
        if (found := contrast(ink, ground)) < least:
            yield segment.text, ink.hex, ground.hex, round(found, 2)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_everything_written_can_be_read(theme: object) -> None:
    name = getattr(theme, "name", "")
    least = 6 if theme is HIGH_CONTRAST else 4.5
    app = Sketchpad(Session(None, parse(DESIGN)), preferences=read(f'[ui]\ntheme = "{name}"'))
    async with app.run_test(size=(140, 44)) as pilot:
        assert app.theme == name
        for look, keys in LOOKS.items():
            await pilot.press(*keys)
            await pilot.pause(0.15)
            assert not list(unreadable(app, least)), look
            await pilot.press("escape", "escape", "escape")


# -- severities -------------------------------------------------------------------------------------------------------

VISION = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""What becomes of linear red, green and blue in each kind of colour vision (Machado and others, 2009)."""

APART = 40
"""The least distance of two severities, by the colour space of the CIE of 1976."""


def lab(colour: str, vision: str) -> tuple[float, float, float]:
    rgb = [linear(part) for part in Color.parse(colour).rgb]
    seen = [min(1, max(0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in VISION[vision]]
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    x, y, z = (
        sum(a * b for a, b in zip(row, seen, strict=True)) / white
        for row, white in zip(to_xyz, (0.9505, 1, 1.089), strict=True)
    )
    root = [share ** (1 / 3) if share > 0.008856 else 7.787 * share + 16 / 116 for share in (x, y, z)]
    return 116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_severities_keep_apart_in_every_kind_of_colour_vision(theme: object, vision: str) -> None:
    variables = getattr(theme, "variables", {})
    for one, other in combinations([lab(variables[name], vision) for name in SEVERITIES], 2):
        assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 >= APART


def marks(app: Sketchpad) -> set[str]:
    """The letters before findings in the list of them."""
    rows = (str(segment.text).strip() for segment in written(app))
    return {row for row in rows if row in ("E", "W", "i")}


@pytest.mark.parametrize("colours", ["many", "sixteen", "none"])
async def test_severities_have_letters_however_few_the_colours(colours: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if colours == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    app = Sketchpad(Session(None, parse(DESIGN)), few_colours=colours != "many")
    async with app.run_test(size=(140, 44)) as pilot:
        await pilot.pause(0.3)
        assert {"E", "W"} <= marks(app)
        strips = [segment for strip in app.screen._compositor.render_strips() for segment in strip]
        styles = {segment.style for segment in strips if segment.style is not None}
        named = [style.color for style in styles if style.color is not None and style.color.triplet is not None]
        assert bool(named) == (colours == "many")


async def test_severities_have_colours_in_the_themes_of_textual_too() -> None:
    app = Sketchpad(Session(None, parse(DESIGN)), preferences=read('[ui]\ntheme = "textual-light"'))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert app.theme_variables["severity-error"] == "#A8005F"
        app.theme = "nord"
        await pilot.pause()
        assert app.theme_variables["severity-error"] == "#FF5C7A"
        app.theme = "ansi-dark"
        await pilot.pause()
        assert app.theme_variables["severity-error"] == SIXTEEN["severity-error"]


async def test_a_theme_in_a_file_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "night.toml").write_text('primary = "#204060"\nbackground = "#000000"\n', encoding="utf-8")
    wish = read('[ui]\ntheme = "night.toml"', str(tmp_path / "config.toml"))
    app = Sketchpad(Session(None, parse(DESIGN)), preferences=wish)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause(0.2)
        assert app.theme == "night"
        assert app.theme_variables["primary"] == "#204060"
        assert app.theme_variables["severity-error"] == "#FF5C7A"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('colour = "x"', "colour"),
        ("primary = ", "Invalid value"),
        (None, "No such file"),
        ("dark = true", "primary"),
        ('primary = "nonsense"', "nonsense"),
        ("primary = 3", "int"),
    ],
)
async def test_a_file_that_makes_no_theme_is_named(tmp_path: Path, text: str | None, says: str) -> None:
    if text is not None:
        (tmp_path / "night.toml").write_text(text, encoding="utf-8")
    wish = read('[ui]\ntheme = "night.toml"', str(tmp_path / "config.toml"))
    app = Sketchpad(Session(None, parse("")), preferences=wish)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause(0.3)
        assert app.theme == "sketchpad-dark"
        assert says in app.desk.notice
        assert str(tmp_path / "night.toml") in app.desk.notice


@pytest.mark.parametrize(
    ("ground", "few", "name"),
    [
        ("", False, "sketchpad-dark"),
        ("15;0", False, "sketchpad-dark"),
        ("0;15", False, "sketchpad-light"),
        ("0;default;15", False, "sketchpad-light"),
        ("0;7", True, "ansi-light"),
        ("15;default", True, "ansi-dark"),
    ],
)
def test_the_theme_follows_the_ground_that_the_terminal_says_to_have(ground: str, few: bool, name: str) -> None:
    assert fitting({"COLORFGBG": ground} if ground else {}, few) == name
