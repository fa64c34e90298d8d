"""Why a file cannot be read."""

from __future__ import annotations

from ..model.text import abridged


class Unreadable(Exception):
    """A file that is no design: what is wrong, in words, and where; line and column count from one.

    Codes: FILE-MISSING, FILE-ACCESS, FILE-SIZE, FILE-ENCODING, FILE-JSON, FILE-DEPTH, FILE-SHAPE, FILE-FORMAT,
    FILE-ID, FILE-NOTATION.
    """

    def __init__(self, code: str, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(code, message, line, column)
        self.code, self.message, self.line, self.column = code, abridged(message), line, column

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"
