"""What every test may use, and what holds for each: nothing is kept in the folders of whoever runs them."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest

from sketchpad.storage.places import STATED

# Much is kept and much is dropped: at the usual pace, looking for garbage takes a quarter of a test of the editor.
gc.set_threshold(20_000, 20, 50)

pytest_plugins = ["faults.tallies"]


@pytest.fixture(scope="session", autouse=True)
def _nothing_at_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = os.environ.get(STATED)
    os.environ[STATED] = str(tmp_path_factory.mktemp("state"))
    yield
    if before is None:
        del os.environ[STATED]
    else:
        os.environ[STATED] = before
