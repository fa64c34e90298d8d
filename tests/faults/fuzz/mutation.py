"""Bytes that are nearly right: files of a corpus with pieces changed, taken out, doubled, moved and exchanged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

CORPUS = Path(__file__).with_name("corpus")
PIECES = (b"{", b"}", b"[", b"]", b'"', b"\\", b",", b":", b"\n", b"\0", b"\xff", b"\x1b", b"1e999", b"NaN", b"null")
PIECES += (
    b'"id"',
    b'"format": 1',
    b"\xe2\x80\xae",
    b"\\ud800",
    b"-0",
    b"9" * 50,
    b"lambda ",
    b" in ",
    b"=",
    b"#",
    b";",
)


def corpus(name: str) -> list[bytes]:
    """The files of a target."""
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]


def mutants(files: Sequence[bytes], seed: int) -> Iterator[bytes]:
    """The files as they are, then without end what comes of changing them."""
    yield from files
    random = Random(seed)
    while True:
        data = bytearray(random.choice(files))
        for _ in range(random.choice((1, 1, 2, 3, 8))):
            _change(data, random, files)
        yield bytes(data[:65536])


def _change(data: bytearray, random: Random, files: Sequence[bytes]) -> None:
    at, size = random.randint(0, len(data)), random.choice((1, 1, 2, 8, 40, 200))
    match random.randrange(6):
        case 0:
            data[at : at + size] = random.randbytes(min(size, 4))
        case 1:
            del data[at : at + size]
        case 2:
            data[at:at] = random.choice(PIECES)
        case 3:
            data[at:at] = data[at : at + size] * random.choice((1, 2, 20))
        case 4:
            piece = data[at : at + size]
            del data[at : at + size]
            to = random.randint(0, len(data))
            data[to:to] = piece
        case _:
            other = random.choice(files)
            start = random.randint(0, len(other))
            data[at : at + size] = other[start : start + size]
