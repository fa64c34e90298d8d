"""What a file that is no design seems to be, told by how it begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..model import NotationError
from ..model import notation as sketch

LOOKED_AT = 64 * 1024
"""Characters that are looked at; what a file is shows at its beginning."""

MAGIC: Sequence[tuple[bytes, str]] = (
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"PK\x03\x04", "a zip archive; unpack it first"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"version https://git-lfs", "a pointer of Git LFS; git lfs pull fetches the file"),
)
MARKS: Sequence[tuple[bytes, str]] = (
    (b"\xff\xfe\0\0", "UTF-32LE"),
    (b"\0\0\xfe\xff", "UTF-32BE"),
    (b"\xff\xfe", "UTF-16LE"),
    (b"\xfe\xff", "UTF-16BE"),
)
"""How texts begin that say how they are written."""

SIGNS: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern, re.MULTILINE), what)
    for pattern, what in (
        (r"\A\s*<mxfile|\A\s*<mxGraphModel", "a draw.io diagram"),
        (r"\A\s*<(?:\?xml|svg|html|!)", "XML"),
        (r"^AWSTemplateFormatVersion|^Resources:", "a CloudFormation template"),
        (r'^(?:resource|provider|module|variable|data|terraform)\s+(?:"[^"\n]*"\s*)*\{', "Terraform"),
        (r"\A\s*(?:flowchart|graph|sequenceDiagram)\b", "Mermaid"),
        (r"\Aversion https://git-lfs", "a pointer of Git LFS, which git lfs pull replaces by the file"),
        (r"\A(?:%YAML|---\s)", "YAML"),
        (r"\A(?:#[^\n]*\n|\s)*[A-Za-z_][\w-]*:(?:\s|$)", "YAML"),
    )
)
"""What a text is, by its beginning or by a line of it."""


def coding(data: bytes) -> str:
    """How a text is written that is not UTF-8, where it shows; else nothing."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    head = data[:64]
    for name, at in (("UTF-16LE", 1), ("UTF-16BE", 0)):
        if len(head) >= 4 and not any(head[at::2]) and all(head[1 - at :: 2]):
            return name
    return ""


def binary(data: bytes) -> str:
    """What a file is that holds no text, where it shows; else nothing."""
    return next((what for magic, what in MAGIC if data.startswith(magic)), "")


def text(content: str) -> str:
    """What a text seems to be that does not begin like JSON; nothing where nothing shows."""
    if what := _sign(content):
        return f"this looks like {what}; expected a design, which begins with {{"
    if len(content) > LOOKED_AT or not notation(content):
        return ""
    return "this looks like sketch notation; a file of sketch notation has a name that ends in .sketch"


def no_notation(content: str) -> str:
    """What a text seems to be that does not read as notation; nothing where nothing shows."""
    if content[:LOOKED_AT].lstrip().startswith("{"):
        return "this looks like JSON; a design in JSON has a name that ends in .sketch.json"
    what = _sign(content)
    return f"this looks like {what}; expected sketch notation" if what else ""


def _sign(content: str) -> str:
    head = content[:LOOKED_AT]
    return next((what for sign, what in SIGNS if sign.search(head)), "")


def notation(content: str) -> bool:
    """Whether a text is sketch notation, though it may name what it does not declare."""
    try:
        return bool(sketch.read(content)[1])
    except NotationError as error:
        return "is not declared" in error.message
