"""Designs in git: branches that meet are merged as designs, and git shows what changed in the architecture."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from sketchpad.cli import main
from sketchpad.model import parse, unparse
from sketchpad.storage import dumps, read

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")

BASE = "region r\nlambda fn in r peak_rps=4000 avg_duration_ms=200\nrds db in r engine=postgres\nfn rw db\n"
OURS = BASE.replace("engine=postgres", "class=db.t4g.medium engine=postgres") + "sqs sqs-1\nfn publishes sqs-1\n"
THEIRS = BASE.replace("avg_duration_ms=200", "avg_duration_ms=50") + "sns sns-1\nfn publishes sns-1\n"
BOTH = OURS.replace("avg_duration_ms=200", "avg_duration_ms=50") + "sns sns-1\nfn publishes sns-1\n"
FILES = ("a.sketch.json", "b.sketch")


class Repository:
    """A folder in git, with a design as JSON and as notation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str, code: int = 0) -> str:
        done = subprocess.run(["git", *words], cwd=self.folder, capture_output=True, text=True)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def write(self, text: str, files: Sequence[str] = FILES) -> None:
        for name in files:
            (self.folder / name).write_text(dumps(parse(text)) if name.endswith("json") else unparse(parse(text)))

    def commit(self, text: str, branch: str = "main", files: Sequence[str] = FILES) -> None:
        if branch != "main":
            self.git("checkout", "-q", "-b", branch, "main")
        self.write(text, files)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", branch)

    def designs(self) -> list[str]:
        return [unparse(read(self.folder / name).design) for name in FILES]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    people = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b",
    }
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(tmp_path)}
    for name, value in {**people, **nobody, "GIT_PAGER": "cat", "GIT_EDITOR": "true"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sketchpad.cli.git.shutil.which", lambda name: None)
    monkeypatch.chdir(tmp_path)
    made = Repository(tmp_path)
    assert main(["merge", "--install"]) == 0
    made.commit(BASE)
    return made


def normal(text: str) -> str:
    return unparse(parse(text))


def test_branches_that_meet(repository: Repository) -> None:
    repository.commit(OURS, "ours")
    repository.commit(THEIRS, "theirs")
    repository.git("merge", "-q", "ours")
    assert repository.designs() == [normal(BOTH)] * 2


@pytest.mark.parametrize("way", ["rebase", "cherry-pick"])
def test_commits_that_are_made_again_elsewhere(repository: Repository, way: str) -> None:
    repository.commit(OURS, "ours", FILES[:1])
    repository.commit(THEIRS, "theirs", FILES[:1])
    repository.git(way, "ours")
    assert repository.designs()[0] == normal(BOTH)


def test_a_conflict_leaves_designs_that_say_what_does_not_stand(repository: Repository) -> None:
    repository.commit(BASE.replace("peak_rps=4000", "peak_rps=5000"), "ours")
    repository.commit(BASE.replace("peak_rps=4000", "peak_rps=9000") + "sns news\n", "theirs")
    repository.git("checkout", "-q", "ours")
    said = repository.git("merge", "theirs", code=1)
    for name in FILES:
        assert f"{name}: conflict on fn: peak_rps is 5000 in ours, 9000 in theirs, was 4000; 5000 stands" in said
    assert "UU a.sketch.json" in repository.git("status", "--short")
    wanted = BASE.replace("peak_rps=4000", "peak_rps=5000 theirs:peak_rps=9000") + "sns news\n"
    assert repository.designs() == [normal(wanted)] * 2
    assert main(["fix", "b.sketch", "--rule", "FIL-007", "--fix-id", "take-theirs-peak-rps"]) == 0
    assert repository.designs()[1] == normal(wanted.replace("peak_rps=5000 theirs:", ""))


def test_what_does_not_stand_is_a_finding_until_somebody_chooses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.sketch"
    path.write_text("lambda fn timeout_s=3 theirs:timeout_s=9\nsqs q theirs:gone=true\n")
    assert main(["check", str(path)]) == 0
    said = capsys.readouterr().out
    assert "on fn: fn: both sides of a merge changed timeout_s, and theirs:timeout_s=9 does not stand." in said
    assert "on q: q: in a merge theirs took it away. Remove it, or drop theirs:gone. [1 fix]" in said
    for fix in ("drop-theirs-timeout-s", "drop-theirs-gone"):
        assert main(["fix", str(path), "--rule", "FIL-007", "--fix-id", fix]) == 0
    assert path.read_text() == "lambda fn timeout_s=3\nsqs q\n"


def test_git_shows_the_architecture(repository: Repository) -> None:
    repository.write(OURS, FILES[:1])
    shown = repository.git("diff", "a.sketch.json")
    assert "\n-rds db in r engine=postgres\n+rds db in r class=db.t4g.medium engine=postgres\n" in shown
    assert "+sqs sqs-1\n" in shown


def test_lines_for_git_of_whatever_a_file_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.sketch.json"
    path.write_text('{"format": 1, "x": 1, "components": [{"id": "a", "kind": "sqs", "properties": {"o": {"p": 2}}}]}')
    assert main(["diff", "--textconv", str(path)]) == 0
    assert capsys.readouterr().out == 'sqs a\n# design x=1\n# a o={"p": 2}\n'
    path.write_text("no design \x1b[31m\n")
    assert main(["diff", "--textconv", str(path)]) == 0
    assert capsys.readouterr().out == "no design <ESC>[31m\n"


def test_what_git_calls_a_program_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "old.sketch", tmp_path / "new.sketch"
    old.write_text(BASE)
    new.write_text(OURS)
    assert main(["diff", "designs/b.sketch", str(old), "1a2b", "100644", str(new), "3c4d", "100644"]) == 0
    assert capsys.readouterr().out.splitlines()[:5] == [
        "designs/b.sketch",
        "  ~ db: class not stated -> db.t4g.medium",
        "  + sqs sqs-1",
        "  + fn publishes sqs-1",
        "  +1 error CON-001, -1 warning CON-001",
    ]
    assert main(["diff", "b.sketch", os.devnull, ".", ".", str(new), "3c4d", "100644"]) == 0
    assert "  + sqs sqs-1\n" in capsys.readouterr().out
    assert main(["diff", str(old), str(new), "--exit-code"]) == 1
    assert main(["diff", str(old), str(old), "--exit-code"]) == 0


def test_files_with_markers_are_merged_from_the_index(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.git("config", "--remove-section", "merge.sketchpad")
    (repository.folder / ".gitattributes").unlink()
    repository.commit(OURS, "ours")
    repository.commit(THEIRS, "theirs")
    repository.git("merge", "-q", "ours", code=1)
    for name in FILES:
        assert main(["check", name]) == 2
        assert "an unresolved merge conflict (<<<<<<<); `sketchpad merge FILE` merges it" in capsys.readouterr().err
        assert main(["merge", name]) == 0
    assert repository.designs() == [normal(BOTH)] * 2
    assert main(["merge", "a.sketch.json"]) == 2
    assert "it reads as a design" in capsys.readouterr().err


def test_comments_are_merged_line_by_line(repository: Repository) -> None:
    path = repository.folder / "b.sketch"
    text = "# of the orders team\nlambda fn timeout_s=3\n\n\n\nsqs jobs # many\n"
    for branch, old, new in (
        ("main", "", ""),
        ("ours", "timeout_s=3", "timeout_s=9"),
        ("theirs", "sqs jobs", "sqs jobs note=x"),
    ):
        if branch != "main":
            repository.git("checkout", "-q", "-b", branch, "main")
        path.write_text(text.replace(old, new) if old else text)
        repository.git("commit", "-qam", branch)
    repository.git("merge", "-q", "ours")
    assert path.read_text() == text.replace("timeout_s=3", "timeout_s=9").replace("jobs #", "jobs note=x #")


def test_what_is_no_design_is_merged_line_by_line(repository: Repository) -> None:
    path = repository.folder / "a.sketch.json"
    repository.git("checkout", "-q", "-b", "broken")
    path.write_text(path.read_text()[:-3])
    repository.git("commit", "-qam", "broken")
    repository.git("checkout", "-q", "main")
    path.write_text(path.read_text().replace("postgres", "mysql"))
    repository.git("commit", "-qam", "mysql")
    assert "merged line by line" in repository.git("merge", "-q", "broken")
    assert "mysql" in path.read_text()


def test_installing_twice_adds_nothing_and_a_dry_run_does_nothing(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    path = repository.folder / ".gitattributes"
    before = path.read_text()
    assert before == "*.sketch.json merge=sketchpad diff=sketchpad\n*.sketch merge=sketchpad diff=sketchpad\n"
    assert main(["diff", "--install"]) == 0
    assert path.read_text() == before
    path.write_text("*.png binary")
    capsys.readouterr()
    assert main(["merge", "--install", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "git config merge.sketchpad.driver" in said
    assert path.read_text() == "*.png binary"
    assert main(["merge", "--install"]) == 0
    assert path.read_text() == f"*.png binary\n{before}"
