"""The documents are what the program would make today, and what people are shown in them works."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from sketchpad.catalog import facts
from sketchpad.catalog.topics import Topic, topics
from sketchpad.cli import main
from sketchpad.cli.documents import FAMILIES, documents
from sketchpad.cli.pages import page
from sketchpad.rules import RULES, Rule
from sketchpad.rules.grounds import grounds

DOCS = Path(__file__).parent.parent / "docs"
MADE = documents(RULES)
RENEW = "the documents are not those of the rules there are; run `make docs` and commit what it writes"
BLOCKS = re.findall(r"^```toml\n(.*?)^```", (DOCS / "custom-rules.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
BUILT = {rule.id for rule in RULES}


# -- what is made ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", MADE)
def test_a_document_is_what_the_program_makes(path: str) -> None:
    file = DOCS / path
    assert file.is_file(), f"docs/{path} is missing: {RENEW}"
    assert file.read_bytes() == MADE[path].encode(), f"docs/{path}: {RENEW}"


def test_no_page_of_a_rule_that_is_gone() -> None:
    pages = {f"rules/{file.name}" for file in (DOCS / "rules").iterdir()}
    assert pages <= MADE.keys(), "remove the pages of rules that are no more"


def test_the_command_writes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["rules", "--markdown", "docs"]) == 0
    assert {str(f.relative_to("docs")): f.read_bytes() for f in Path("docs").rglob("*.md")} == {
        path: text.encode() for path, text in MADE.items()
    }


def test_where_they_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rules").write_text("")
    assert main(["rules", "--markdown", str(tmp_path)]) == 2
    assert str(tmp_path / "rules") in capsys.readouterr().err


def test_rules_of_a_team_have_pages_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sketchpad.toml").write_text(BLOCKS[0])
    assert main(["rules", "--markdown", "out"]) == 0
    assert "Stated in sketchpad.toml." in Path("out/rules/TEAM-001.md").read_text()
    assert "## Of this team (TEAM)" in Path("out/rules/README.md").read_text()


def test_links_lead_somewhere() -> None:
    for file in DOCS.rglob("*.md"):
        for target in re.findall(r"\]\(([^)#\s]+)", file.read_text("utf-8")):
            if not target.startswith("http"):
                assert (file.parent / target).is_file(), f"{file.name} leads to {target}"


def test_every_family_has_a_heading() -> None:
    assert {rule.family for rule in RULES} <= set(FAMILIES)


# -- what rules rest on ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [rule for rule in RULES if grounds(rule)], ids=lambda rule: rule.id)
def test_a_page_has_the_figures_with_source_date_and_how_far_they_were_checked(rule: Rule) -> None:
    page = MADE[f"rules/{rule.id}.md"]
    for figure in grounds(rule):
        table = ".".join(figure.name.split(".")[:2])
        said = (figure.as_of, facts.checks[figure.checked], facts.sources[figure.source].title)
        assert [
            line
            for line in page.splitlines()
            if line.startswith((f"| `{figure.name}` |", f"| `{table}` |")) and all(word in line for word in said)
        ], figure.name


def test_a_figure_on_a_page() -> None:
    page = MADE["rules/CMP-005.md"]
    assert (
        "| `quotas.lambda.timeout_max_s` | 900 s | read in AWS material | 2026-10-01 | [Lambda quotas](https://" in page
    )
    assert "## Quotas" in MADE["facts.md"]


def test_a_figure_in_a_terminal_names_its_source_unless_it_is_an_estimate() -> None:
    by_id = {rule.id: rule for rule in RULES}
    lines = page(by_id["GLB-001"]).splitlines()
    assert lines[lines.index("  network.base_ms = 3.0 ms") + 1] == "    estimate of this catalogue, 2026-11-23"
    assert "    read in AWS material, 2026-10-01: Lambda quotas" in page(by_id["CMP-005"]).splitlines()


def test_figures_are_found_whatever_was_read_before() -> None:
    """A value that is kept between two computations would hide the figures that the second one rests on."""
    code = (
        "from sketchpad.rules import RULES\n"
        "from sketchpad.rules.grounds import grounds\n"
        "for rule in reversed(RULES): print(rule.id, *(figure.name for figure in grounds(rule)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    here = [" ".join((rule.id, *(figure.name for figure in grounds(rule)))) for rule in reversed(RULES)]
    assert ran.stdout.splitlines() == here


def test_what_is_kept_of_figures_is_read_again() -> None:
    from sketchpad.analysis.latency import round_trip_ms

    for _ in range(2):
        with facts.noting() as names:
            round_trip_ms("us-east-1", "eu-west-1")
        assert names == {"network.region_order", "network.round_trips_ms"}


# -- the study topics -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.topic)
def test_every_study_topic_has_a_rule(topic: Topic) -> None:
    assert BUILT & set(topic.rules)


def test_topics_name_rules_that_there_are() -> None:
    assert {id for topic in topics() for id in topic.rules} - BUILT == set()


# -- rules of a team ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_the_rules_shown_hold(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sketchpad.toml").write_text(BLOCKS[number])
    code = main(["rules", "--test"])
    out = capsys.readouterr().out
    assert code == 0, out
    assert len(re.findall(r" TEAM-[0-9]{3} holds", out)) == len(tomllib.loads(BLOCKS[number])["rule"])


def test_the_rules_shown_stand_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sketchpad.toml").write_text("\n".join(BLOCKS))
    assert main(["rules"]) == 0
    assert capsys.readouterr().out.count("TEAM-") == sum(len(tomllib.loads(block)["rule"]) for block in BLOCKS)
