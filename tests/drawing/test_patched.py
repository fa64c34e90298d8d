"""A mapping that shares with an earlier one says what a plain one would, and leaves the earlier one alone."""

from __future__ import annotations

import random

from sketchpad.drawing.patched import Patched


def test_it_says_what_a_plain_mapping_says_whatever_came_and_went() -> None:
    dice = random.Random(5)
    plain: dict[int, int | None] = {n: n for n in range(40)}
    now: Patched[int, int | None] = Patched(dict(plain))
    for _ in range(60):
        before, was = now, dict(plain)
        now = Patched(before)
        for key in dice.sample(range(60), 4):
            if key in plain and dice.random() < 0.5:
                del plain[key], now[key]
            else:
                plain[key] = now[key] = dice.choice((None, dice.randrange(100)))
        assert dict(now) == plain
        assert len(now) == len(plain)
        assert [now.get(key, -1) for key in range(60)] == [plain.get(key, -1) for key in range(60)]
        assert [key in now for key in range(60)] == [key in plain for key in range(60)]
        assert dict(before) == was
