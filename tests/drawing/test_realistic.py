"""Seven designs as people draw them: few crossings and bends, short lines, words that are read."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sketchpad.drawing import Rect, Zoom, arrange, draw
from sketchpad.drawing.areas import conflicts
from sketchpad.model import Design, Id
from sketchpad.storage import dumps, read

from .generate import without_positions
from .invariants import Figures, check, check_shuffled, figures, nets

FILES = sorted((Path(__file__).parent / "designs").glob("*.sketch.json"))
WITHOUT_CROSSING = "abcdeh"


def load(path: Path) -> Design:
    return read(path).design


def total(found: list[Figures], what: str) -> int:
    return sum(getattr(one, what) for one in found)


@pytest.fixture(scope="module")
def given() -> dict[str, Figures]:
    return {path.name[0]: figures(draw(load(path))) for path in FILES}


@pytest.fixture(scope="module")
def arranged() -> dict[str, Figures]:
    return {path.name[0]: figures(draw(without_positions(load(path)))) for path in FILES}


def test_all_seven_are_there(given: dict[str, Figures]) -> None:
    assert "".join(given) == "abcdefh"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[0])
def test_they_are_written_as_save_writes_them(path: Path) -> None:
    assert dumps(load(path)) == path.read_text(encoding="utf-8")
    assert not conflicts(load(path), arrange(load(path)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[0])
def test_every_way_of_drawing_them_holds_the_invariants(path: Path) -> None:
    for design in (load(path), without_positions(load(path))):
        for zoom in Zoom:
            check(draw(design, zoom))
            check(draw(design, zoom, ascii=True))
        check_shuffled(design, random.Random(7))


def test_stated_positions_give_few_crossings(given: dict[str, Figures]) -> None:
    assert {name: one.crossings for name, one in given.items() if name in WITHOUT_CROSSING} == dict.fromkeys(
        WITHOUT_CROSSING, 0
    )
    assert total([*given.values()], "crossings") <= 5


def test_stated_positions_give_short_straight_lines(given: dict[str, Figures]) -> None:
    found = [*given.values()]
    assert total(found, "bends") <= 58
    assert total(found, "length") <= 2000


def test_words_find_room(given: dict[str, Figures]) -> None:
    found = [*given.values()]
    assert total(found, "labels") >= 0.92 * total(found, "nets")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[0])
def test_every_line_has_its_arrow_head(path: Path, given: dict[str, Figures]) -> None:
    assert given[path.name[0]].heads == len(nets(load(path)))


def test_without_positions_they_are_as_good(given: dict[str, Figures], arranged: dict[str, Figures]) -> None:
    found = [*arranged.values()]
    assert total(found, "crossings") <= 6
    assert total(found, "bends") <= 58
    assert total(found, "length") <= 2200
    assert total(found, "area") <= 1.15 * total([*given.values()], "area")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name[0])
def test_lines_leave_and_arrive_on_the_same_sides_in_all_zooms(path: Path) -> None:
    def sides(zoom: Zoom) -> list[tuple[Id, tuple[int, ...]]]:
        drawing = draw(load(path), zoom)
        out = []
        for id, connection in sorted(drawing.design.connections.items()):
            ends = zip((0, -1), (connection.source, connection.target), strict=True)
            out.append((id, tuple(side(drawing.route(id)[at], drawing.boxes[box]) for at, box in ends)))
        return out

    assert all(sides(zoom) == sides(Zoom.NORMAL) for zoom in Zoom)


def side(cell: tuple[int, int], box: Rect) -> int:
    """On which side of a box a cell lies."""
    x, y = cell
    return (x < box.x, x >= box.x + box.width, y < box.y, y >= box.y + box.height).index(True)
