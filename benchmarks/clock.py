"""Processor time of a piece of work."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable


def cpu_ms(work: Callable[[], object], times: int = 7) -> float:
    """The median processor time of a call, in milliseconds, collection aside."""
    spans = []
    for _ in range(times):
        gc.collect()
        gc.disable()
        start = time.process_time()
        work()
        spans.append(time.process_time() - start)
        gc.enable()
    return statistics.median(spans) * 1000


def spread_ms(works: list[Callable[[], object]]) -> tuple[float, float]:
    """Median and 95th percentile of the processor time of many calls, in milliseconds."""
    spans = []
    gc.collect()
    gc.freeze()
    for work in works:
        start = time.process_time()
        work()
        spans.append((time.process_time() - start) * 1000)
    gc.unfreeze()
    spans.sort()
    return statistics.median(spans), spans[int(len(spans) * 0.95)]
