"""Run every measure, or those named: `python -m benchmarks [rules] [start] [frames] [drawing] [saving] [beside]`."""

from __future__ import annotations

import platform
import sys
from importlib import import_module

MEASURES = ("start", "frames", "drawing", "rules", "saving", "beside")


def main() -> None:
    print(f"Python {platform.python_version()}, {platform.machine()}; processor time unless it says otherwise")
    for name in sys.argv[1:] or MEASURES:
        for row in import_module(f"benchmarks.{name}").rows():
            print(row, flush=True)


if __name__ == "__main__":
    main()
