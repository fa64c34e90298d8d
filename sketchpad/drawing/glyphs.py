"""One byte a cell, and what it looks like.

The low four bits are the arms of lines: 1 up, 2 right, 4 down, 8 left. The high four bits are the piece of a border, or
15 for marks that stand alone. A table of 256 characters turns a whole picture of bytes into text at once.
"""

from __future__ import annotations

from typing import Literal

from .paths import BOTTOM, LEFT, RIGHT, TOP
from .view import Style

ACROSS, DOWN = 10, 5
"""The arms of a line that runs through a cell."""

Border = Literal["double", "single", "dotted"]

BORDERS: dict[str, Border] = {"account": "double", "region": "double", "vpc": "single"}
"""How a kind of group is drawn; dotted for the others."""

BORDER_STYLES: dict[Border, Style] = {
    "double": Style.GROUP_REGION,
    "single": Style.GROUP_VPC,
    "dotted": Style.GROUP_OTHER,
}

HORIZONTAL: dict[Border, int] = {"single": 0x10, "double": 0x30, "dotted": 0x50}
VERTICAL: dict[Border, int] = {"single": 0x20, "double": 0x40, "dotted": 0x60}
CORNERS: dict[Border, tuple[int, int, int, int]] = {
    "single": (0x70, 0x80, 0x90, 0xA0),
    "double": (0xB0, 0xC0, 0xD0, 0xE0),
    "dotted": (0xF5, 0xF5, 0xF5, 0xF5),
}
"""Top left, top right, bottom left, bottom right."""

HEADS = {BOTTOM: 0xF1, LEFT: 0xF2, TOP: 0xF3, RIGHT: 0xF4}
"""By the side of the box that the head points at: it points up to a bottom side."""
DOT = 0xF6
"""Where one net joins in four directions."""

PORTS = {RIGHT: "├", LEFT: "┤", TOP: "┴", BOTTOM: "┬"}
"""By the side of the box, the cell of its border where a line begins."""


def _table(
    arms: str, single: str, double: str, dotted: str, corners: str, heads: str, crossings: tuple[str, str]
) -> str:
    out = [" "] * 256
    out[:16] = arms
    for mask in range(16):
        down, across = bool(mask & DOWN), bool(mask & ACROSS)
        out[0x10 | mask] = arms[mask | ACROSS] if down else single[0]
        out[0x20 | mask] = arms[mask | DOWN] if across else single[1]
        out[0x30 | mask] = crossings[0] if down else double[0]
        out[0x40 | mask] = crossings[1] if across else double[1]
        out[0x50 | mask] = arms[DOWN] if down else dotted[0]
        out[0x60 | mask] = arms[ACROSS] if across else dotted[1]
        for i, corner in enumerate(corners):
            out[0x70 + 16 * i | mask] = corner
    for i, mark in enumerate(heads):
        out[0xF1 + i] = mark
    return "".join(out)


UNICODE = _table(" │─└││┌├─┘─┴┐┤┬┼", "─│", "═║", "·:", "┌┐└┘╔╗╚╝", "▲►▼◄·•", ("╪", "╫"))
ASCII = _table(" |-+||++-+-+++++", "-|", "=#", ".:", "++++++++", "^>v<.o", ("+", "+"))


def _styles() -> bytes:
    out = [Style.LINE] * 256
    out[0] = Style.TEXT
    out[0x10:0x30] = [Style.GROUP_VPC] * 32
    out[0x30:0x50] = [Style.GROUP_REGION] * 32
    out[0x50] = out[0x60] = Style.GROUP_OTHER
    out[0x70:0xB0] = [Style.GROUP_VPC] * 64
    out[0xB0:0xF0] = [Style.GROUP_REGION] * 64
    out[0xF1:0xF5] = [Style.ARROW] * 4
    out[0xF5] = Style.GROUP_OTHER
    return bytes(out)


STYLES = _styles()
"""Style by byte."""

ASCII_PORTS = dict.fromkeys(PORTS, "+")
