"""`sketchpad fix`: apply the safe fixes, or the one named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set

from ..editing import EditError
from ..model import Design
from ..model.text import plain
from ..rules import Fix, Judged, Report, today_utc
from ..rules.choice import ChoiceError, named
from ..rules.report import Key
from ..rules.safety import Safety
from .changing import deliver
from .output import note
from .reading import one
from .settings import Settings, Surroundings
from .usage import Parser, Usage, nearest

EXAMPLES = """
sketchpad fix orders.sketch.json --dry-run
sketchpad fix orders.sketch.json
sketchpad fix orders.sketch.json --rule SEC --dry-run
sketchpad fix orders.sketch.json --rule CON-001 --fix-id insert-rds-proxy
"""

Applied = tuple[Judged, Fix]


def run(arguments: Sequence[str]) -> int:
    about = "Apply every safe fix: one that only sets properties and makes nothing worse. Any other is applied by name."
    parser = Parser("fix", about, EXAMPLES)
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--rule", metavar="RULE", help="only findings of this rule or family")
    parser.add_argument("--fix-id", metavar="ID", help="this fix, safe or not")
    parser.add_argument("--dry-run", action="store_true", help="print what would change, and change nothing")
    options = parser.parse_args(arguments)
    settings = Surroundings().of(options.file)
    try:
        rules = (
            set(settings.choice.ids) if options.rule is None else named("--rule", [options.rule], settings.choice.ids)
        )
    except ChoiceError as error:
        raise Usage(str(error)) from None
    rules -= settings.choice.off
    document = one(options.file, only_shown=False)
    if document.comments and options.file != "-" and not options.dry_run:
        raise Usage(f"{options.file}: its comments would be lost; not written")
    design, applied = document.design, list[Applied]()
    for step_design, step in _mended(document.design, settings, rules, options.fix_id):
        design = step_design
        applied.append(step)
    if options.fix_id is not None and not applied:
        raise Usage(_no_such_fix(document.design, settings, rules, options.fix_id))
    deliver(document, design, dry_run=options.dry_run)
    for finding, fix in applied:
        note(plain(f"{finding.rule.id} on {','.join(finding.on) or 'design'}: {fix}"))
    if not applied:
        note("nothing to fix")
    return 0


def _mended(design: Design, settings: Settings, rules: Set[str], id: str | None) -> Iterator[tuple[Design, Applied]]:
    """The design after each fix, with the fix; no finding is answered twice."""
    today, linter = today_utc(), settings.linter()
    done: set[Key] = set()
    while True:
        linter.see(design)
        report = linter.report(today)
        safe = Safety(design, report, today, linter)
        step = _next(design, report, rules, done, safe if id is None else lambda finding, fix: fix.id == id)
        if step is None:
            return
        design, finding, fix = step
        done.add(finding.key)
        yield design, (finding, fix)


def _next(
    design: Design,
    report: Report,
    rules: Set[str],
    done: set[Key],
    fits: Callable[[Judged, Fix], bool],
) -> tuple[Design, Judged, Fix] | None:
    for finding in report.standing:
        if finding.key in done or finding.rule.id not in rules:
            continue
        for fix in finding.fixes:
            if fits(finding, fix):
                try:
                    return fix.edit(design), finding, fix
                except EditError as error:
                    note(plain(f"{finding.rule.id} on {','.join(finding.on)}: {fix}: {error}"))
                    done.add(finding.key)
                    break
    return None


def _no_such_fix(design: Design, settings: Settings, rules: Set[str], id: str) -> str:
    standing = settings.linter().once(design).standing
    ids = sorted({fix.id for finding in standing if finding.rule.id in rules for fix in finding.fixes})
    offered = f"; there are {', '.join(ids)}" if ids else "; there are none"
    return f"no finding offers the fix {id}{nearest(id, ids, otherwise=offered)}"
