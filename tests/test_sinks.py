"""Nothing that may come from a file reaches a terminal or a widget as it is: read from the syntax tree.

A sink is a call that shows text. Its text is clean when it is written in the program, made by a function that makes
text fit to show, or put together from such; a function of the program is clean when all it returns is, given clean
arguments. What the tree cannot show is listed with the reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "sketchpad"

SINKS = {"say", "note", "print", "Segment", "Static", "Content", "Text"}
"""What shows its first argument; `say` of the desk is another, whose words the status line makes fit to show."""
KEYWORDS = {"help": {"Hit", "DiscoveryHit"}}
"""What the framework shows of what is passed by name, by whom it is passed to."""
NAMED = {"border_title", "border_subtitle"}
"""What a widget shows that is assigned to it."""
UNUSED = {
    *("Label", "Button", "notify", "add_row", "add_option", "from_markup", "Tree", "tooltip", "sub_title", "Markdown"),
}
"""What would show text in ways that this test does not follow; nothing here uses it."""
CLEANERS = {
    "plain",
    "content",
    "markup",
    "as_json",
    "counted",
    "len",
    "int",
    "bool",
    "count",
    "sum",
    "max",
    "min",
    "_in_colour",
}
"""What makes any text fit to show, or a number."""
KEEPERS = {
    *("clip", "fit", "painted", "inert", "ascii_only", "sorted", "tuple", "list", "dict", "reversed", "iter", "str"),
    *("enumerate", "zip", "map", "join", "strip", "rstrip", "lstrip", "upper", "lower", "capitalize", "split"),
    *("splitlines", "ljust", "rjust", "center", "removeprefix", "removesuffix", "format"),
}
"""What is as clean as what it is given and what it is a method of."""
FIRST = {"clip", "fit", "painted", "ljust", "rjust", "center"}
"""Of these, the first thing they are given; the others are sizes and colours."""

REPORT = "a report, whose formats are fed hostile text in test_injection.py"
PAGE = "a page, which is fed hostile text in test_injection.py"
CELLS = "cells of a drawing, whose texts are made fit to show when it is made"
AGAIN = "a piece of a segment that was made before"
OURS = "words of the program's own"

ALLOWED = {
    ("cli/changing.py", "difference(document, design) if fresh else ''"): REPORT,
    ("cli/check.py", "text"): REPORT,
    (
        "cli/doctor.py",
        "''.join((f'{line}\\n' for line in (*lines, f\"{counted(notes, 'note')}, {counted(troubles, 'trouble')}\")))",
    ): REPORT,
    ("tui/__init__.py", "f'sketchpad: {plain(str(path))}, {error.code} {plain(str(error))}'"): OURS,
    ("cli/draw.py", "draw(design(options.file), Zoom(options.zoom), ascii=options.ascii).text()"): CELLS,
    ("cli/git.py", "f'git config {name} {shlex.quote(value)}\\n'"): OURS,
    ("cli/git.py", "f'echo {shlex.quote(line)} >> {shlex.quote(plain(str(attributes)))}\\n'"): OURS,
    ("cli/kinds.py", "listed(everything)"): OURS,
    ("cli/kinds.py", "page(called[word])"): OURS,
    ("cli/kinds.py", "listed(category)"): OURS,
    ("cli/patterns.py", "listed(patterns()) if wanted is None else page(named(wanted))"): OURS,
    ("cli/program.py", "f'sketchpad {__version__}\\n'"): OURS,
    ("cli/recover.py", "listed(every, options.what)"): "lines that are fit to show",
    ("cli/rules.py", "page(chosen[0]) if single else listed(chosen)"): PAGE,
    ("cli/serve.py", "f'sketchpad: http://{plain(options.host)}:{options.port} until Ctrl-C'"): "a number follows",
    (
        "cli/trace.py",
        "as_text(verdicts, colour=coloured()) if options.format == 'text' else _as_json(file, verdicts)",
    ): REPORT,
    ("cli/usage.py", "parser.format_help()"): OURS,
    ("tui/canvas/canvas.py", "text"): CELLS,
    ("tui/canvas/overlay.py", "text"): CELLS,
    ("tui/canvas/overlay.py", "s.text.translate(table) if patch.doubled else s.text"): AGAIN,
    ("tui/panels/frame.py", "title"): "put together from pieces that `content` made",
    ("tui/panels/header.py", "text"): AGAIN,
    ("tui/panels/rows.py", "text"): AGAIN,
    (
        "tui/panels/rows.py",
        "clip(self._empty, room)",
    ): OURS,
    ("tui/status.py", "text"): "what `plain` made of the lines, shortened",
    ("tui/screens/picture.py", "text"): CELLS,
    ("tui/screens/question.py", "f'{key.key} '"): OURS,
    ("tui/screens/question.py", "key.name"): OURS,
}
"""What the tree cannot show to be clean: where, the text, and why it is."""


@dataclass
class Room:
    """Every function of the program by its name; of two of one name, both."""

    functions: dict[str, list[ast.FunctionDef]] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    """Functions that are being looked at."""

    def clean(self, node: ast.expr | None, known: dict[str, list[ast.expr]]) -> bool:
        """Whether a text is fit to show; `known` holds what the names around it were given."""
        match node:
            case None | ast.Constant():
                return True
            case ast.JoinedStr(values=some):
                return all(
                    self.clean(one.value, known) if isinstance(one, ast.FormattedValue) else True for one in some
                )
            case ast.BinOp(left=left, right=right):
                return isinstance(node.op, ast.Mult | ast.Sub) or (self.clean(left, known) and self.clean(right, known))
            case ast.IfExp(body=one, orelse=other):
                return self.clean(one, known) and self.clean(other, known)
            case ast.BoolOp(values=some) | ast.List(elts=some) | ast.Tuple(elts=some):
                return all(self.clean(one, known) for one in some)
            case ast.Starred(value=one) | ast.Subscript(value=one) | ast.FormattedValue(value=one):
                return self.clean(one, known)
            case ast.GeneratorExp() | ast.ListComp():
                inner = {**known, **given(node.generators)}
                return self.clean(node.elt, inner)
            case ast.Compare() | ast.UnaryOp():
                return True
            case ast.Name(id=name):
                return name.isupper() or (name in known and self.all_clean(name, known))
            case ast.Attribute(attr=name):
                return name.isupper()
            case ast.Call():
                return self.made_clean(node, known)
        return False

    def all_clean(self, name: str, known: dict[str, list[ast.expr]]) -> bool:
        values = known[name]
        rest = {key: value for key, value in known.items() if key != name}
        rest[name] = []
        return all(self.clean(value, rest) for value in values)

    def made_clean(self, call: ast.Call, known: dict[str, list[ast.expr]]) -> bool:
        name = called(call)
        if name in CLEANERS:
            return True
        if name == "map" and isinstance(call.args[0], ast.Name) and call.args[0].id in CLEANERS:
            return True
        if name in KEEPERS:
            given_to = [call.func.value] if isinstance(call.func, ast.Attribute) else []
            passed = call.args[:1] if name in FIRST else call.args
            return all(self.clean(one, known) for one in (*given_to, *passed))
        functions = self.functions.get(name, [])
        if not functions or name in self.open:
            return bool(functions)
        self.open.add(name)
        try:
            if all(self.gives_clean(one, of_anything=True) for one in functions):
                return True
            return all(self.clean(one, known) for one in call.args) and all(map(self.gives_clean, functions))
        finally:
            self.open.discard(name)

    def gives_clean(self, function: ast.FunctionDef, of_anything: bool = False) -> bool:
        """Whether what a function returns is fit to show when what it is given is, or `of_anything`."""
        known = assigned(function)
        if of_anything:
            known = {name: values for name, values in known.items() if values}
        return all(self.clean(value, known) for value in results(function))


def called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def given(generators: list[ast.comprehension]) -> dict[str, list[ast.expr]]:
    """The names that comprehensions bind, with what they run over."""
    return {
        name.id: [generator.iter]
        for generator in generators
        for name in ast.walk(generator.target)
        if isinstance(name, ast.Name)
    }


def assigned(function: ast.AST) -> dict[str, list[ast.expr]]:
    """What each name in a function is given; its parameters are as clean as what is passed."""
    known: dict[str, list[ast.expr]] = {}
    if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        every = (*function.args.args, *function.args.kwonlyargs, *function.args.posonlyargs)
        known = {one.arg: [] for one in every if one.arg != "self"}
    for node in ast.walk(function):
        pairs: list[tuple[ast.expr, ast.expr | None]] = []
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr):
            pairs = [(node.target, node.value)]
        elif isinstance(node, ast.For):
            pairs = [(node.target, node.iter)]
        for target, value in pairs:
            for name in ast.walk(target):
                if isinstance(name, ast.Name) and value is not None:
                    known.setdefault(name.id, []).append(value)
    return known


def results(function: ast.FunctionDef) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom) and node.value is not None:
            yield node.value


def trees() -> dict[str, ast.Module]:
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.rglob("*.py"))
    }


TREES = trees()
ROOMS = Room()
for tree in TREES.values():
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            ROOMS.functions.setdefault(node.name, []).append(node)


def sinks(tree: ast.Module) -> Iterator[tuple[int, str, ast.expr, dict[str, list[ast.expr]]]]:
    """Each text that is shown: its line, how, the text, and what the names around it were given."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        known = assigned(function)
        for node in ast.walk(function):
            if isinstance(node, ast.GeneratorExp | ast.ListComp):
                known = {**known, **given(node.generators)}
        for parameter in function.args.args:
            known.pop(parameter.arg, None)
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SINKS and node.args:
                yield node.lineno, called(node), node.args[0], known
            elif isinstance(node, ast.Call):
                for keyword in node.keywords:
                    if called(node) in KEYWORDS.get(keyword.arg or "", ()):
                        yield node.lineno, f"{called(node)}, {keyword.arg}", keyword.value, known
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Attribute) and target.attr in NAMED:
                        yield node.lineno, target.attr, node.value, known


def unclean(path: str, tree: ast.Module) -> set[tuple[str, str]]:
    return {(path, ast.unparse(text)) for _, _, text, known in sinks(tree) if not ROOMS.clean(text, known)}


SHOWING = [path for path in TREES if path.startswith(("tui/", "cli/"))]


def test_what_is_shown_is_fit_to_show() -> None:
    found = {one for path in SHOWING for one in unclean(path, TREES[path])}
    assert found - set(ALLOWED) == set()
    assert set(ALLOWED) - found == set(), "these need no exception"


def test_nothing_else_shows_text() -> None:
    for path in SHOWING:
        for node in ast.walk(TREES[path]):
            used = {getattr(node, "id", ""), getattr(node, "attr", ""), *(getattr(node, "arg", None) or "",)}
            assert not used & UNUSED, f"{path}:{getattr(node, 'lineno', 0)}: {used & UNUSED}"
            if isinstance(node, ast.keyword) and node.arg == "markup":
                assert ast.unparse(node.value) == "False", path


@pytest.mark.parametrize(
    ("code", "is_clean"),
    [
        ("say(design.name)", False),
        ("say(f'{path}: cannot be read')", False),
        ("note('reads ' + name)", False),
        ("say(''.join(line for line in lines))", False),
        ("Segment(part.id, style)", False),
        ("self.border_title = name", False),
        ("Static(entry.label)", False),
        ("Hit(1, 'x', act, help=name)", False),
        ("Hit(1, 'x', act, help=markup(name))", True),
        ("shown = name\n    say(shown)", False),
        ("say(plain(design.name))", True),
        ("note(f'{plain(path)}: {len(path)} characters')", True),
        ("self.border_title = content(name)", True),
        ("shown = plain(name)\n    say(shown)", True),
    ],
)
def test_the_test_can_tell(code: str, is_clean: bool) -> None:
    tree = ast.parse(f"def show(self, design, path, name, lines, part, style, entry):\n    {code}\n")
    assert (unclean("x.py", tree) == set()) is is_clean
