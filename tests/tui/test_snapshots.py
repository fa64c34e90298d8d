"""Whole screens as pictures; `make snapshots` takes them anew, and whoever does looks at them.

One program is shown in one size after the other, and every picture of a test is compared before it fails.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from plain_app import PlainApp
from pytest_textual_snapshot import SVGImageExtension
from syrupy.assertion import SnapshotAssertion
from textual.app import App
from textual.screen import Screen

from benchmarks.designs import design as big
from sketchpad.library import find
from sketchpad.model import Design, parse
from sketchpad.tui import desk
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.screens import Changed, Gallery, Help, PickKind, Waive
from sketchpad.tui.screens.changed import Difference, Versions
from sketchpad.tui.session import Session
from sketchpad.tui.verbs import VERBS

TODAY = date(2027, 1, 1)
WIDE, SMALL, LEAST = (120, 36), (80, 24), (60, 16)
SIZES = {"wide": WIDE, "small": SMALL, "least": LEAST}
Shown = tuple[str, tuple[int, int]]
Compare = Callable[..., Awaitable[None]]

SHOP = parse(
    """
    design "Shop" about="Takes orders, and ships them later."
    region ireland name=Ireland code=eu-west-1
    vpc main in ireland name=main
    service ordering name=ordering
    user users at 0,0
    cloudfront cdn at 0,1
    alb web at 1,0 in main
    ecs_fargate orders at 2,0 in main,ordering
    rds store at 3,0 in main,ordering multi_az=false
    sqs parcels at 1,1 in ireland
    lambda ship at 2,1 in ireland timeout_s=30 max_duration_s=120
    dynamodb shipments at 3,1 in ireland
    users calls cdn
    cdn routes_to web
    web routes_to orders
    orders rw store
    orders publishes parcels
    parcels delivers ship
    ship writes shipments
    need availability pct=99.9 text="Open all day"
    need residency regions=eu-west-1
    flow checkout steps=orders*,parcels,ship^
    waive SEC-004 on web reason="the firewall stands before the network"
    """
)


def app(design: Design | None = SHOP, ascii: bool = False, few: bool = False) -> Sketchpad:
    path = None if design is None else Path("shop.sketch.json")
    session = Session(path, today=TODAY) if design is None else Session(path, design, today=TODAY)
    made = Sketchpad(session, ascii=ascii, few_colours=few)
    made.animation_level = "none"
    return made


def alone(screen: Screen[Any], ascii: bool = False) -> PlainApp:
    return PlainApp(screen, ascii=ascii)


@pytest.fixture
def looks(snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> Compare:
    """Compares a program in several sizes, after some keys, once everything has come to rest."""
    monkeypatch.setattr(desk, "RESTED", 0.01)
    kept = snapshot.use_extension(SVGImageExtension)

    async def compare(shown: App[Any], *names: str, keys: tuple[str, ...] = ()) -> None:
        first, wrong = names[0], []
        async with shown.run_test(size=SIZES[first]) as pilot:
            await pilot.pause(0.1)
            await pilot.press(*keys)
            for name in names:
                if name != first:
                    await pilot.resize_terminal(*SIZES[name])
                await pilot.pause(0.1)
                picture = shown.export_screenshot(simplify=True)
                assert f"line-{SIZES[name][1] - 2}" in picture, "the picture is not of the whole screen"
                if picture != kept(name=name):
                    wrong.append(name)
        assert not wrong, f"{', '.join(wrong)}: take the pictures anew with `make snapshots` and look at them"

    return compare


# -- the main screen -------------------------------------------------------------------------------------------------


async def test_the_desk(looks: Compare) -> None:
    await looks(app(), "wide", "small", "least", keys=("tab", "tab", "tab"))


async def test_the_desk_in_ascii(looks: Compare) -> None:
    await looks(app(ascii=True), "wide", "least", keys=("tab", "tab", "tab"))


async def test_the_desk_in_sixteen_colours(looks: Compare) -> None:
    await looks(app(few=True), "wide", keys=("tab", "tab", "tab"))


async def test_the_desk_without_colour(looks: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    await looks(app(few=True), "small", keys=("tab", "tab", "tab"))


async def test_an_empty_start(looks: Compare) -> None:
    await looks(app(None), "wide", "small", "least")


# -- findings and requirements ---------------------------------------------------------------------------------------


async def test_a_finding_with_its_fixes(looks: Compare) -> None:
    await looks(app(), "wide", "small", "least", keys=("tab", "tab", "tab", "full_stop"))


async def test_a_finding_in_sixteen_colours(looks: Compare) -> None:
    await looks(app(few=True), "small", keys=("tab", "tab", "tab", "full_stop"))


async def test_a_requirement_that_is_missed(looks: Compare) -> None:
    await looks(app(), "wide", "small", "least", keys=("R", "enter"))


async def test_a_waived_finding_among_the_others(looks: Compare) -> None:
    await looks(app(), "small", keys=("exclamation_mark", "end"))


async def test_waiving(looks: Compare) -> None:
    screen = Waive("CMP-005", ("ship",), "ship: longest run 120 s, timeout 30 s.", TODAY)
    await looks(alone(screen), "small", keys=(*"ok for a pilot", "tab", *"2026"))


async def test_a_file_that_changed_on_disk(looks: Compare) -> None:
    mine, theirs = Difference(2, 0, 4), Difference(1, 1, 3)
    about = Versions("shop.sketch.json", "shop.mine.sketch.json", "4 s ago", 12, mine, theirs, ("store",))
    await looks(alone(Changed(about)), "small")


# -- the canvas ------------------------------------------------------------------------------------------------------


async def test_what_can_be_connected_is_bright(looks: Compare) -> None:
    await looks(app(), "wide", keys=("tab", "tab", "tab", "w"))


async def test_a_map_and_what_is_dimmed(looks: Compare) -> None:
    await looks(app(big(300), ascii=True), "wide", keys=("Z", "M", "l", "l", "O"))


async def test_a_flow_a_folded_group_and_a_card_about_it(looks: Compare) -> None:
    await looks(app(), "small", keys=("R", "down", "down", "down", "escape", "l", "C", "i"))


async def test_the_menu_of_a_component(looks: Compare) -> None:
    await looks(app(), "small", keys=("tab", "tab", "comma", "down"))


# -- questions -------------------------------------------------------------------------------------------------------


def gallery() -> Gallery:
    names = ("serverless-crud-api", "orchestrated-saga", "one-region-for-the-world")
    return Gallery(tuple(map(find, names)))


async def test_the_gallery(looks: Compare) -> None:
    await looks(alone(gallery()), "wide", "small", "least")


async def test_the_gallery_in_ascii(looks: Compare) -> None:
    await looks(alone(gallery(), ascii=True), "small", keys=("down", "down"))


async def test_picking_a_kind(looks: Compare) -> None:
    await looks(alone(PickKind({"lambda": 2, "sqs": 1})), "small", keys=("s",))


async def test_help(looks: Compare) -> None:
    await looks(alone(Help(VERBS, "findings")), "wide")
