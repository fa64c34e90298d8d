"""Texts that would act on whoever shows them, and designs that have them in every field."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

STRINGS: Sequence[str] = (
    # What a terminal obeys: colours, the screen, the cursor, reports, modes.
    *(
        "\x1b[31mred\x1b[0m",
        "\x1b[2J\x1b[H",
        "\x1b[?1049h",
        "\x1b[6n",
        "\x1b[1;1Hx",
        "\x1b[?1003h",
        "\x1bc",
        "\x1b[21t",
    ),
    # Titles, links, the clipboard, files, images.
    *(
        "\x1b]0;title\x07",
        "\x1b]8;;https://e.x\x1b\\x\x1b]8;;\x1b\\",
        "\x1b]52;c;ZXZpbA==\x07",
        "\x1b]1337;File=:A\x07",
    ),
    *("\x1bP+q544e\x1b\\", "\x1b_Gi=1;A\x1b\\", "\x9b31m", "\x9d0;t\x9c", "\x90q\x9c", "a\x84b"),
    *("a\x00b", "bell\x07", "back\x08\x08", "del\x7f", "shift\x0eout\x0f", "sub\x1a"),
    # Lines.
    *("a\nb", "a\rb", "a\r\n::error::x", "\ttab\t", "a\x0bb\x0cc", "a\x85b", "a\u2028b\u2029c"),
    # Direction, nothing at all, and what has no shape.
    *("\u202egpj.exe", "\u2066x\u2069", "\u200fx\u200e", "\u061cx", "a\u200bb\u200cc\u200dd", "\ufeffbom", "a\u2060b"),
    *("soft\u00adhyphen", "tag\U000e0041\U000e0042", "icon\ue0b0\uf8ff", "own\U0010fffd", "none\uffff", "\u0378"),
    *(
        "\ud800half",
        "half\udfff",
        "z" + "\u0335" * 300,
        "\u0301first",
        "データベース" * 9,
        "👩\u200d👩\u200d👧",
        "❤\ufe0f🇯🇵",
    ),
    # Markup of the program's own libraries, of documents and of programs that read reports.
    *(
        "[/]",
        "[bold red]x[/]",
        "[link=https://e.x]x",
        '[a="b]',
        "[@click=app.quit]x[/]",
        "<script>x</script>",
        "a|b`c`",
    ),
    *(
        "::error file=x::boom",
        "##[error]boom",
        "%0A::warning::x",
        "::stop-commands::x",
        "]]>&#27;<!--",
        "![x](http://e)",
    ),
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "$(id)",
        "`id`",
        "%s%n{0}",
        "back\\slash",
        '"quoted"',
        "a" * 300,
    ),
)

FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\uffff"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
"""What must not reach a terminal; a new line ends a line."""


def forbidden(text: str) -> list[str]:
    """What a text has that must not reach a terminal, with what stands before it."""
    return [repr(text[max(0, found.start() - 30) : found.end()]) for found in FORBIDDEN.finditer(text)]


def everywhere(strings: Sequence[str] = STRINGS) -> str:
    """A design's file with every string in every field that takes a text, and in places where none belongs."""
    whole = " ".join(strings)
    each = [(f"{number:02}", text) for number, text in enumerate(strings)]
    return _file(
        {
            "name": whole,
            "about": whole,
            "requirements": [
                {"id": f"r{n}", "type": "latency", "text": s, "properties": {s: s, "read_ms": 100}, s: s}
                for n, s in each
            ]
            + [{"id": f"t{n}", "type": s, "properties": {"read_ms": s}} for n, s in each],
            "groups": [
                {"id": f"g{n}", "kind": "service", "name": s, "in": [s], "note": s, "properties": {s: s}, s: s}
                for n, s in each
            ]
            + [{"id": f"h{n}", "kind": s} for n, s in each],
            "components": [
                {
                    "id": f"c{n}",
                    "kind": "lambda",
                    "name": s,
                    "at": [int(n) % 10, int(n) // 10],
                    "in": [f"g{n}", s],
                    "note": s,
                    "properties": {"runtime": s, "timeout_s": s, "avg_duration_ms": [s, [s]], s: s},
                    s: s,
                }
                for n, s in each
            ]
            + [{"id": f"k{n}", "kind": s, "name": s} for n, s in each],
            "connections": [
                {"id": f"n{n}", "from": f"c{n}", "verb": s, "to": f"k{n}", "label": s, "properties": {s: s}}
                for n, s in each
            ]
            + [{"id": f"m{n}", "from": s, "verb": "calls", "to": s} for n, s in each],
            "flows": [{"id": f"f{n}", "steps": [{"component": s, s: s}], "properties": {s: s}} for n, s in each],
            "waivers": [{"rule": s, "on": [s], "reason": s, "owner": s, "until": s, s: s} for _, s in each]
            + [{"rule": "FIL-007", "on": [f"k{n}"], "reason": s, "owner": s} for n, s in each],
            **{f"x{n}": s for n, s in each},
        }
    )


def sayable() -> str:
    """A design's file with every string in every field that sketch notation has a place for."""
    each = [(f"{number:02}", text) for number, text in enumerate(STRINGS)]
    return _file(
        {
            "name": " ".join(STRINGS),
            "about": " ".join(STRINGS),
            "requirements": [
                {"id": f"r{n}", "type": "latency", "text": s, "properties": {"read_ms": s}} for n, s in each
            ],
            "groups": [
                {"id": f"g{n}", "kind": "service", "name": s, "note": s, "properties": {"p": s}} for n, s in each
            ],
            "components": [
                {"id": f"c{n}", "kind": "lambda", "name": s, "note": s, "properties": {"runtime": s, "p": [s, s]}}
                for n, s in each
            ],
            "connections": [
                {"id": f"n{n}", "from": f"c{n}", "verb": "calls", "to": "c00", "label": s, "properties": {"p": s}}
                for n, s in each
            ],
            "flows": [{"id": f"f{n}", "steps": [{"component": f"c{n}"}], "properties": {"p": s}} for n, s in each],
            "waivers": [{"rule": "FIL-007", "on": [f"c{n}"], "reason": s, "owner": s, "until": s} for n, s in each],
        }
    )


def _file(content: Mapping[str, Any]) -> str:
    return json.dumps({"format": 1, **content})
