"""The designs are laid out with care: lines keep apart, borders are drawn, a terminal holds them."""

from __future__ import annotations

import pytest

from sketchpad.drawing import Drawing, Rect, Zoom, draw
from sketchpad.library import Pattern, patterns, starter

from .expected import CROSSINGS, WIDEST

ALL = (*patterns(), starter())
each = pytest.mark.parametrize("pattern", ALL, ids=str)


def crossings(drawing: Drawing) -> int:
    """How often a line runs across another; running across a border does not count."""
    borders = [border for rect in drawing.groups.values() for border in edges(rect)]
    return sum(
        cell == "┼" and not any(border.contains(x, y) for border in borders)
        for y, row in enumerate(drawing.text().splitlines())
        for x, cell in enumerate(row)
    )


def edges(rect: Rect) -> tuple[Rect, ...]:
    right, bottom = rect.x + rect.width - 1, rect.y + rect.height - 1
    return (
        Rect(rect.x, rect.y, rect.width, 1),
        Rect(rect.x, bottom, rect.width, 1),
        Rect(rect.x, rect.y, 1, rect.height),
        Rect(right, rect.y, 1, rect.height),
    )


@pytest.mark.parametrize("zoom", [Zoom.NORMAL, Zoom.COMPACT])
@each
def test_lines_keep_apart(pattern: Pattern, zoom: Zoom) -> None:
    assert crossings(draw(pattern.design, zoom=zoom)) == CROSSINGS.get(pattern.name, 0)


@each
def test_a_wide_terminal_holds_it(pattern: Pattern) -> None:
    assert draw(pattern.design, zoom=Zoom.NORMAL).width <= WIDEST


@each
def test_every_group_is_a_border_and_every_name_is_whole(pattern: Pattern) -> None:
    for zoom in (Zoom.NORMAL, Zoom.COMPACT):
        drawing = draw(pattern.design, zoom=zoom)
        assert set(drawing.groups) == set(pattern.design.groups)
        assert all(component.name in drawing.text() for component in pattern.design.components.values())


@each
def test_every_label_that_somebody_wrote_is_seen(pattern: Pattern) -> None:
    drawing = draw(pattern.design, zoom=Zoom.NORMAL)
    labelled = [c for c in pattern.design.connections.values() if c.label]
    assert [c.id for c in labelled if drawing.label(c.id) is None] == []


def test_the_starter_fits_beside_the_panels_of_a_common_terminal() -> None:
    """At 120 x 36 the canvas has 80 x 21 cells."""
    drawing = draw(starter().design, zoom=Zoom.COMPACT)
    assert drawing.width <= 80
    assert drawing.height <= 21


def test_crossings_are_counted() -> None:
    """Guards the guard: a line that has to cross is seen."""
    design = next(pattern.design for pattern in ALL if pattern.name in CROSSINGS)
    assert crossings(draw(design, zoom=Zoom.NORMAL)) == 1
