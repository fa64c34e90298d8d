"""Rules: the whole design once, and after one edit."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from contextlib import suppress

from sketchpad.catalog import graph
from sketchpad.editing import Connect, EditError, Editor, Move, SetProperty
from sketchpad.rules import Linter

from .clock import cpu_ms, spread_ms
from .designs import design

SIZES = (100, 1_000, 10_000)
EDITS = 200


def rows() -> Iterator[str]:
    whole: dict[int, float] = {}
    for size in SIZES:
        one = design(size)
        linter = Linter()
        whole[size] = cpu_ms(lambda linter=linter, one=one: sum(1 for _ in linter.whole(graph(one))))
        live = Linter()
        live.see(one)
        editor = Editor(one)
        draw = random.Random(7)

        def step(editor: Editor = editor, live: Linter = live, draw: random.Random = draw, size: int = size) -> None:
            tens = draw.randrange(size // 10) * 10
            edits = (
                SetProperty(f"c{tens + 2}", "avg_duration_ms", draw.randrange(10, 900)),
                SetProperty(f"c{tens + 6}", "class", draw.choice(["db.t4g.micro", "db.r6g.large"])),
                Connect(f"c{tens + 5}", "reads", f"c{draw.randrange(size // 10) * 10 + 3}"),
                Move(frozenset({f"c{tens + 6}"}), (0, draw.choice([1, -1]))),
            )
            with suppress(EditError):
                editor.do(draw.choice(edits))
            live.see(editor.design)

        median, p95 = spread_ms([step] * EDITS)
        report = cpu_ms(live.report)
        yield (
            f"rules, {size:>6,} components: whole {whole[size]:8.1f} ms   after one edit {median:6.2f} ms median, "
            f"{p95:6.2f} ms p95   report {report:6.2f} ms"
        )
    growth = math.log(whole[10_000] / whole[1_000], 10)
    yield f"rules, growth of a whole run from 1,000 to 10,000: n^{growth:.2f}   (asked <= n^1.2, 10 ms at 1,000)"
