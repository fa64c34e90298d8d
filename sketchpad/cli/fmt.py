"""`sketchpad fmt`: files in canonical form."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.text import plain
from ..storage import SaveError, Unreadable, encoded
from .output import complain, counted, note, say, say_file
from .reading import expanded, opened, refusal
from .storing import store
from .usage import Parser

EXAMPLES = """
sketchpad fmt orders.sketch.json
sketchpad fmt designs/ --check
sketchpad fmt - < orders.sketch.json
"""


def run(arguments: Sequence[str]) -> int:
    about = "Write files in canonical form: keys and parts in order, what is empty left out."
    parser = Parser("fmt", about, EXAMPLES)
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--check", action="store_true", help="change nothing; exit code 1 where something would change")
    options = parser.parse_args(arguments)
    results = [_formatted(path, only_check=options.check) for path in expanded(options.paths)]
    changed, failed = results.count("changed"), results.count("failed")
    if options.paths != ["-"]:
        verb = "would change" if options.check else "changed"
        unchanged = len(results) - changed - failed
        note(f"{counted(changed, 'file')} {verb}, {unchanged} in order" + (f", {failed} failed" if failed else ""))
    return 2 if failed else int(options.check and changed > 0)


def _formatted(path: str, *, only_check: bool) -> str:
    """Bring one file into order: `changed`, `same` or `failed`."""
    try:
        document = opened(path)
        text = encoded("-.sketch" if document.notation else path, document.design)
    except Unreadable as error:
        complain(refusal(path, error))
        return "failed"
    except SaveError as error:
        complain(f"{path}: {error.code} {error.message}")
        return "failed"
    if path == "-" and not only_check:
        say_file(text)
        return "same"
    if _digest(text) == document.digest:
        return "same"
    if document.comments:
        complain(f"{path}: left as it is, for the canonical form has no comments")
        return "same"
    if only_check:
        say(f"{plain(path)}\n")
        return "changed"
    try:
        store(path, text, document.digest)
    except SaveError as error:
        complain(f"{path}: {error.code} {error.message}")
        return "failed"
    return "changed"


def _digest(text: str) -> str:
    from hashlib import sha256

    return sha256(text.encode("utf-8")).hexdigest()
