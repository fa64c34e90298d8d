"""Findings that are known: a file of them, so that only new ones fail.

A finding is known by its rule and its parts and by the path of its file from the folder of the baseline: neither its
line nor its words matter. The file is JSON in one order, so that a change to it reads well.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..rules.report import Key
from ..storage import SaveError, save
from ..storage.files import LARGEST
from .judging import FileReport
from .output import as_json
from .usage import Usage

VERSION = 1
SHOWN = 5
"""How many entries that match nothing are told one by one."""


@dataclass(frozen=True)
class Baseline:
    """The findings that a file lists."""

    path: str
    known: Mapping[str, frozenset[Key]]
    """By the path of the design, from the folder of the baseline, with / between."""

    def place(self, path: str) -> str:
        """How the baseline names a file."""
        if path == "-":
            return path
        folder = os.path.dirname(os.path.abspath(self.path))
        try:
            return os.path.relpath(os.path.abspath(path), folder).replace(os.sep, "/")
        except ValueError:  # on another drive
            return os.path.abspath(path).replace(os.sep, "/")

    def of(self, path: str) -> frozenset[Key]:
        return self.known.get(self.place(path), frozenset())

    def stale(self, files: Iterable[FileReport]) -> Iterator[str]:
        """What is to be said of entries that match no finding of these files."""
        unmatched = [
            f"{rule} on {','.join(on) or 'design'} in {place}"
            for file in files
            if file.error is None
            for place in [self.place(file.path)]
            for rule, on in sorted(self.of(file.path) - {finding.key for finding in file.whole.findings})
        ]
        unmatched += [
            f"{place}, which is not there" for place in sorted(self.known) if place != "-" and not self._there(place)
        ]
        yield from (f"{self.path}: nothing is found for {one}" for one in unmatched[:SHOWN])
        if len(unmatched) > SHOWN:
            yield f"{self.path}: and for {len(unmatched) - SHOWN} more; --write-baseline leaves them out"

    def _there(self, place: str) -> bool:
        return os.path.exists(os.path.join(os.path.dirname(os.path.abspath(self.path)), place))

    def having(self, files: Iterable[FileReport]) -> Baseline:
        """The baseline that knows what stands in these files; of other files that are there it knows what it knew."""
        kept = {place: keys for place, keys in self.known.items() if place == "-" or self._there(place)}
        new = {
            self.place(file.path): frozenset(finding.key for finding in file.report.standing)
            for file in files
            if file.error is None
        }
        return Baseline(self.path, {place: keys for place, keys in {**kept, **new}.items() if keys})

    def written(self) -> str:
        entries = [
            {"path": place, "rule": rule, "on": list(on)}
            for place, keys in sorted(self.known.items())
            for rule, on in sorted(keys)
        ]
        return as_json({"version": VERSION, "findings": entries})

    def store(self) -> None:
        """Write the file. Raises Usage where that cannot be done."""
        try:
            save(self.path, self.written())
        except SaveError as error:
            raise Usage(f"{self.path}: {error.code} {error.message}") from None


def baseline(path: str, *, new: bool = False) -> Baseline:
    """The baseline in a file; `new` where the file need not be there. Raises Usage."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read(LARGEST + 1)
        if len(text) > LARGEST:
            raise ValueError(f"it is larger than {LARGEST >> 20} MiB")
        content: Any = json.loads(text)
    except FileNotFoundError:
        if new:
            return Baseline(path, {})
        raise Usage(f"{path}: there is no such baseline; --write-baseline makes it") from None
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise Usage(f"{path}: the baseline cannot be read: {reason}") from None
    known: dict[str, set[Key]] = {}
    try:
        for place, key in _entries(content):
            known.setdefault(place, set()).add(key)
    except ValueError as error:
        raise Usage(f"{path}: {error}") from None
    return Baseline(path, {place: frozenset(keys) for place, keys in known.items()})


def _entries(content: Any) -> Iterator[tuple[str, Key]]:
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise ValueError(f"this is no baseline of version {VERSION}")
    entries = content.get("findings")
    if not isinstance(entries, list):
        raise ValueError("findings takes a list")
    for number, entry in enumerate(entries, 1):
        match entry:
            case {"path": str(place), "rule": str(rule), "on": list(on)} if all(isinstance(id, str) for id in on):
                yield place, (rule, tuple(sorted(on)))
            case _:
                raise ValueError(f"finding {number} takes path, rule and a list on")
