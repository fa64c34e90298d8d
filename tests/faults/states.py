"""The states in which a disk may be after the power went: a list of what was asked of it, and what had been confirmed.

A file is a number; names are entries of a folder. Data that was not synced may be there, missing, cut or zeros,
whatever became of the names. Names change in the order in which that was asked, and only so many of the changes may
have happened: all that a sync of the folder confirmed, and any number of those after it. That is less than ext4 and XFS
in their usual modes promise, which write the data of a file before its new name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Create:
    file: int
    path: str


@dataclass(frozen=True, slots=True)
class Write:
    file: int
    data: bytes
    at: int


@dataclass(frozen=True, slots=True)
class Truncate:
    file: int
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    file: int


@dataclass(frozen=True, slots=True)
class Replace:
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Exchange:
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Link:
    """A second name for a file."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Remove:
    path: str


@dataclass(frozen=True, slots=True)
class SyncFolder:
    path: str


@dataclass(frozen=True, slots=True)
class MakeFolder:
    path: str


Operation = MakeFolder | Create | Write | Truncate | Sync | Replace | Exchange | Link | Remove | SyncFolder


@dataclass
class Content:
    """What a file holds."""

    safe: bytes = b""
    """As it was when it was last synced."""
    now: bytes = b""

    def possible(self) -> list[bytes]:
        """What may be found after the power went."""
        if self.now == self.safe:
            return [self.now]
        if not self.now.startswith(self.safe):  # it was cut and written anew: anything between the two
            return [self.safe, b"", self.now[: len(self.now) // 2], self.now]
        tail = self.now[len(self.safe) :]
        cuts = {0, len(tail) // 2, len(tail) - 1, len(tail)}
        return [*(self.safe + tail[:cut] for cut in sorted(cuts)), self.safe + bytes(len(tail))]


@dataclass
class Disk:
    """A disk while things are asked of it."""

    names: dict[str, int] = field(default_factory=dict)
    """Of the files, as the last sync of a folder confirmed them."""
    contents: dict[int, Content] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    """Folders that were made and that no sync of theirs confirmed; with them goes what is in them."""
    pending: list[Operation] = field(default_factory=list)
    """What was asked for names since."""

    def see(self, operation: Operation) -> None:
        match operation:
            case Create(file=file):
                self.contents.setdefault(file, Content())
                self.pending.append(operation)
            case Write(file=file, data=data, at=at):
                content = self.contents[file]
                content.now = content.now[:at] + data + content.now[at + len(data) :]
            case Truncate(file=file, size=size):
                self.contents[file].now = self.contents[file].now[:size]
            case Sync(file=file):
                content = self.contents[file]
                content.safe = content.now
                # The name of a new file may be lost though its data is safe: syncing it does not sync its folder.
            case SyncFolder(path=path):
                settled = [change for change in self.pending if _folder(change) == path]
                _rename(self.names, settled)
                self.unsure -= {change.path for change in settled if isinstance(change, MakeFolder)}
                self.pending = [change for change in self.pending if change not in settled]
            case MakeFolder(path=path):
                self.unsure.add(path)
                self.pending.append(operation)
            case _:
                self.pending.append(operation)

    def states(self) -> Iterator[dict[str, bytes]]:
        """Each state in which the power may leave the disk: the files by their names."""
        for done in range(len(self.pending) + 1):
            names = dict(self.names)
            _rename(names, self.pending[:done])
            gone = self.unsure - {change.path for change in self.pending[:done] if isinstance(change, MakeFolder)}
            names = {path: file for path, file in names.items() if gone.isdisjoint(map(str, Path(path).parents))}
            ways = (self.contents[file].possible() for file in names.values())
            for contents in product(*ways):
                yield dict(zip(names, contents, strict=True))


def _folder(operation: Any) -> str:
    """The folder that an operation changes."""
    path = next(getattr(operation, name) for name in ("path", "new", "one") if hasattr(operation, name))
    return str(Path(path).parent)


def _rename(names: dict[str, int], changes: Sequence[Operation]) -> None:
    for change in changes:
        match change:
            case Create(file=file, path=path):
                names[path] = file
            case Replace(old=old, new=new) if old in names:
                names[new] = names.pop(old)
            case Exchange(one=one, other=other) if one in names and other in names:
                names[one], names[other] = names[other], names[one]
            case Link(old=old, new=new) if old in names:
                names[new] = names[old]
            case Remove(path=path):
                names.pop(path, None)


def after_power_loss(
    before: dict[str, bytes], operations: Sequence[Operation]
) -> Iterator[tuple[int, dict[str, bytes]]]:
    """Every state after each number of the operations, each state once a number: the number and the files."""
    disk = Disk()
    for number, (path, data) in enumerate(before.items()):
        disk.names[path] = -1 - number
        disk.contents[-1 - number] = Content(data, data)
    for done in range(len(operations) + 1):
        if done:
            disk.see(operations[done - 1])
        seen = set()
        for state in disk.states():
            key = tuple(sorted(state.items()))
            if key not in seen:
                seen.add(key)
                yield done, state
