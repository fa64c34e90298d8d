"""Mappings that share with an earlier one what they do not change, so that the next one of many entries is cheap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Final, Generic, TypeVar, cast, overload

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

SHARE = 8
"""When so many times its own entries are more than those it shares, a mapping is made anew."""


class _Gone:
    """Stands for an entry that is no more."""


GONE: Final = _Gone()


class Patched(MutableMapping[K, V], Generic[K, V]):
    """A mapping with entries of its own before those of another one, which nobody changes any more.

    It may change until it is handed on.
    """

    __slots__ = ("_behind", "_own", "_size")

    def __init__(self, before: Mapping[K, V]) -> None:
        self._own: dict[K, V | _Gone]
        self._behind: Mapping[K, V]
        if isinstance(before, Patched):
            if SHARE * len(before._own) > len(before._behind):
                self._own, self._behind = {}, dict(before.items())
            else:
                self._own, self._behind = before._own.copy(), before._behind
        else:
            self._own, self._behind = {}, before
        self._size = len(before)

    def __getitem__(self, key: K) -> V:
        own = self._own
        if key in own:
            found = own[key]
            if found is GONE:
                raise KeyError(key)
            return cast(V, found)
        return self._behind[key]

    @overload
    def get(self, key: K, /) -> V | None: ...

    @overload
    def get(self, key: K, /, default: V | T) -> V | T: ...

    def get(self, key: K, /, default: V | T | None = None) -> V | T | None:
        own = self._own
        if key not in own:
            return self._behind.get(key, default)
        found = own[key]
        return default if found is GONE else cast(V, found)

    def __contains__(self, key: object) -> bool:
        own = self._own
        return own[key] is not GONE if key in own else key in self._behind

    def __setitem__(self, key: K, value: V) -> None:
        self._size += key not in self
        self._own[key] = value

    def __delitem__(self, key: K) -> None:
        if key not in self:
            raise KeyError(key)
        self._size -= 1
        self._own[key] = GONE

    def __iter__(self) -> Iterator[K]:
        own = self._own
        yield from (key for key in self._behind if key not in own)
        yield from (key for key, value in own.items() if value is not GONE)

    def __len__(self) -> int:
        return self._size
