"""The drawing: layout, window, and one edit."""

from __future__ import annotations

from collections.abc import Iterator

from sketchpad.drawing import Rect, draw
from sketchpad.drawing.folding import fold
from sketchpad.editing import Move

from .clock import cpu_ms, spread_ms
from .designs import design

SIZES = (25, 100, 1_000, 10_000)


def rows() -> Iterator[str]:
    for size in SIZES:
        one = design(size)
        times = 3 if size > 1_000 else 7
        full = cpu_ms(lambda one=one: draw(one).rows(Rect(0, 0, 120, 40)), times)
        drawing = draw(one)
        window = cpu_ms(lambda drawing=drawing: drawing.rows(Rect(10, 5, 120, 40)), 15)
        hit = cpu_ms(lambda drawing=drawing: [drawing.hit(x, 7) for x in range(100)], 7) / 100 * 1000
        steps = []
        for number in range(min(20, size // 10)):
            id = f"c{number * 10 + 6}"
            moved = Move(frozenset({id}), (0, 1))(one)
            steps.append(lambda moved=moved, drawing=drawing: drawing.after(moved).rows(Rect(10, 5, 120, 40)))
        median, p95 = spread_ms(steps)
        yield (
            f"drawing, {size:>6,} components: all and a window {full:8.1f} ms   window {window:5.2f} ms   "
            f"hit {hit:5.1f} us   move {median:7.1f} ms median, {p95:7.1f} ms p95"
        )
        folds = frozenset(list(one.groups)[:10])
        view = fold(one, folds)
        folding = cpu_ms(lambda one=one, folds=folds, drawing=drawing: drawing.after(fold(one, folds).design), times)
        again = cpu_ms(lambda one=one, folds=folds, view=view: fold(one, folds, view), times)
        yield (
            f"folding, {size:>6,} components, {len(folds):2} groups: drawn {folding:8.1f} ms   "
            f"looked at again {again:5.2f} ms"
        )
