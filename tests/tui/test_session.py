"""A design being worked on: what steps do to its findings, previews of fixes, and its file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sketchpad import storage
from sketchpad.editing import Add, Connect, Move, Rename, SetProperty, Several, Unset
from sketchpad.model import Design, parse, unparse
from sketchpad.rules import INFO, check
from sketchpad.rules.fixing import is_safe, preview
from sketchpad.tui.looking import Looking
from sketchpad.tui.session import Session

STAMPEDE = """
lambda fn at 0,0 peak_rps=4000 avg_duration_ms=200
rds db at 1,0 engine=postgres
fn rw db
"""


@pytest.fixture
def session() -> Session:
    return Session(design=parse(STAMPEDE))


def rules(findings: object) -> set[str]:
    return {one.rule.id for one in findings}  # type: ignore[attr-defined]


def test_a_step_says_which_findings_it_made_and_which_it_answered(session: Session) -> None:
    made = session.do(SetProperty("db", "class", "db.t4g.medium"))
    assert made is not None
    assert "+1 error CON-001" in made.words
    gone = session.undo()
    assert gone is not None
    assert "-1 error CON-001" in gone.words
    assert session.do(SetProperty("db", "class", "db.t4g.medium")) is not None
    assert session.do(SetProperty("db", "class", "db.t4g.medium")) is None


def test_live_findings_equal_a_whole_check_after_every_step(session: Session) -> None:
    for edit in (SetProperty("db", "class", "db.t4g.medium"), Unset("fn", "peak_rps"), Connect("fn", "reads", "db")):
        session.do(edit)
        assert session.report == check(session.editor.design)
    while session.undo():
        assert session.report == check(session.editor.design)
    assert unparse(session.editor.design) == unparse(parse(STAMPEDE))


def test_a_preview_shows_lines_and_findings_and_changes_nothing(session: Session) -> None:
    session.do(SetProperty("db", "class", "db.t4g.medium"))
    before, report = session.editor.design, session.report
    finding = next(one for one in report.findings if one.rule.id == "CON-001")
    fix = next(one for one in finding.fixes if one.id == "insert-rds-proxy")
    shown = session.preview(fix)
    assert any(line.startswith("rds_proxy ") for line in shown.after)
    assert any(line.startswith("fn rw db") for line in shown.before)
    assert "CON-001" in rules(shown.gone)
    assert shown.summary["error"] == report.summary["error"] - 1
    assert session.editor.design is before
    session.do(SetProperty("db", "storage_gb", 20))
    assert session.report == check(session.editor.design)


def test_the_live_preview_equals_one_from_nothing(session: Session) -> None:
    session.do(SetProperty("db", "class", "db.t4g.medium"))
    safe = session.safety()
    for finding in session.report.findings:
        for fix in finding.fixes:
            assert session.preview(fix) == preview(session.editor.design, fix)
            assert safe(finding, fix) == is_safe(session.editor.design, finding, fix)


def test_a_fix_that_adds_a_part_is_never_safe(session: Session) -> None:
    session.do(SetProperty("db", "class", "db.t4g.medium"))
    finding = next(one for one in session.report.findings if one.rule.id == "CON-001")
    (proxy,) = (fix for fix in finding.fixes if fix.id == "insert-rds-proxy")
    assert not session.safety()(finding, proxy)


def test_a_fix_that_cannot_be_made_says_why(session: Session) -> None:
    from sketchpad.rules import Fix

    shown = session.preview(Fix("odd", Several("odd", (SetProperty("nobody", "class", "x"),))))
    assert shown.problem == "there is no part nobody"
    assert not shown.after


def test_an_empty_new_file_has_nothing_unsaved(tmp_path: Path) -> None:
    session = Session.open(tmp_path / "new.sketch.json")
    assert not session.unsaved
    session.do(Several("add", ()))
    assert not session.unsaved


def test_saving_and_opening_again(tmp_path: Path) -> None:
    session = Session(tmp_path / "a.sketch.json", parse(STAMPEDE))
    assert session.unsaved
    session.save()
    assert not session.unsaved
    again = Session.open(tmp_path / "a.sketch.json")
    assert again.editor.design == session.editor.design
    assert not again.unsaved
    again.do(SetProperty("db", "storage_gb", 20))
    assert again.unsaved
    again.undo()
    assert not again.unsaved


def test_somebody_elses_file_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.sketch.json"
    session = Session(path, parse(STAMPEDE))
    path.write_text("something else")
    with pytest.raises(storage.ChangedOnDisk):
        session.save()
    assert path.read_text() == "something else"
    session.save(overwrite=True)
    storage.save(path, Design(name="another"))
    session.do(SetProperty("db", "storage_gb", 20))
    with pytest.raises(storage.ChangedOnDisk):
        session.save()
    assert storage.read(path).design.name == "another"


def test_saving_without_a_name_asks_for_one() -> None:
    with pytest.raises(storage.SaveError, match="no file yet"):
        Session().save()


RULE = """
[[rule]]
id = "TEAM-001"
severity = "error"
reason = "We have enough of them."
bad = "sqs q"
good = "sns n"
forbid.component.kind = "sqs"
"""


def test_rules_near_the_file_judge_it(tmp_path: Path) -> None:
    (tmp_path / "sketchpad.toml").write_text(RULE)
    (tmp_path / "a.sketch").write_text("sqs q dlq=true\n")
    for name in ("a.sketch", "new.sketch"):
        open_ = Session.open(tmp_path / name)
        open_.do(SetProperty("q", "dlq", False)) if "q" in open_.design else open_.do(Add(parse("sqs q")["q"]))
        assert "TEAM-001" in rules(open_.report.findings)


def test_rules_that_make_no_sense_are_said(tmp_path: Path) -> None:
    (tmp_path / "sketchpad.toml").write_text(RULE.replace("sqs", "sqqs"))
    with pytest.raises(storage.SettingsError, match=r"sketchpad.toml:3: rule TEAM-001: .*did you mean sqs"):
        Session.open(tmp_path / "a.sketch")


def test_findings_are_as_grave_as_the_settings_say(tmp_path: Path) -> None:
    (tmp_path / "sketchpad.toml").write_text('ignore = ["FIL"]\n[severity]\nCON-001 = "info"\n')
    path = tmp_path / "a.sketch"
    path.write_text(f"{STAMPEDE}\nlamda odd\n")
    session = Session.open(path)
    (finding,) = (one for one in session.report.findings if one.rule.id == "CON-001")
    assert finding.severity is INFO
    assert not any(one.rule.family == "FIL" for one in session.report.findings)
    session.do(Rename("fn", "Another"))
    assert {one.severity for one in session.report.findings if one.rule.id == "CON-001"} == {INFO}
    assert not any(one.rule.family == "FIL" for one in session.report.findings)


def test_settings_that_make_no_sense_are_said(tmp_path: Path) -> None:
    (tmp_path / "sketchpad.toml").write_text('[severity]\nCON-001 = "of"\n')
    with pytest.raises(
        storage.SettingsError, match=r"sketchpad\.toml: severity: CON-001 takes error, .*did you mean off\?"
    ):
        Session.open(tmp_path / "a.sketch")


def test_a_setting_that_there_is_not_is_said(tmp_path: Path) -> None:
    (tmp_path / "sketchpad.toml").write_text('selekt = ["CON"]\n')
    with pytest.raises(storage.SettingsError, match=r"there is no setting selekt; did you mean select\?"):
        Session.open(tmp_path / "a.sketch")


def test_a_design_is_shown_before_it_is_judged() -> None:
    """Rules are read behind the first picture; whoever looks earlier sees no findings, and no badge."""
    session = Session(design=parse(STAMPEDE))
    looking = Looking(session, waits=True)
    assert not session.judged
    assert not looking.report.findings
    assert session.report.findings
    assert looking.report is session.report


def test_what_is_done_before_it_was_judged_still_says_what_came(session: Session) -> None:
    outcome = session.do(SetProperty("db", "class", "db.t4g.micro"))
    assert outcome is not None
    assert "CON-001" in outcome.words


def test_starting_the_editor_reads_neither_rules_nor_arranging() -> None:
    late = "('drawing.arranging', 'rules.families', 'sketchpad.library')"
    code = f"import sys, sketchpad.tui.app; print([name for name in sys.modules if name.endswith({late})])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_while_the_rules_say_the_same_the_report_is_the_same_and_verdicts_are_of_the_design() -> None:
    session = Session(design=parse("lambda fn at 0,0\nsqs jobs at 1,0\nfn publishes jobs\nneed latency read_ms=100"))
    report, verdicts = session.report, session.verdicts
    session.do(Move(frozenset({"jobs"}), (0, 2)))
    assert session.report is report
    assert session.report.findings == check(session.editor.design).findings
    assert session.verdicts is not verdicts
    session.do(SetProperty("jobs", "visibility_timeout_s", 1))
    assert session.report.findings == check(session.editor.design).findings
