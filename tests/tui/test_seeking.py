"""Looking for components by words and filters."""

from __future__ import annotations

import pytest

from sketchpad.model import Slot, parse
from sketchpad.tui.looking import Looking
from sketchpad.tui.scene import Choose, Go
from sketchpad.tui.session import Session

TEXT = """
region tokyo name=Tokyo
vpc main in tokyo name="Main net"
lambda fn at 0,0 in tokyo name=Checkout peak_rps=4000 avg_duration_ms=200
rds db at 1,0 in main class=db.t4g.medium multi_az=true
rds_proxy spare at 2,0 in main
s3 files at 0,1 name="Check archive" note="kept for the auditors"
fn rw db label="Stock level"
need latency read_ms=5
need availability pct=99.99
"""


@pytest.fixture(scope="module")
def looking() -> Looking:
    return Looking(Session(design=parse(TEXT)))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("kind:rds", "db"),
        ("kind:RDS", "db"),
        ("kind:lam", "fn"),
        ("group:main", "db spare"),
        ("group:tokyo", "db fn main spare"),
        ('group:"main net"', "db spare"),
        ("class=db.t4g", "db"),
        ("multi_az=true", "db"),
        ("multi_az=false", ""),
        ("avg_duration_ms=200", "fn"),
        ("avg_duration_ms=20", ""),
        ("avg_duration_ms>199", "fn"),
        ("avg_duration_ms<=199", ""),
        ("rule:CON-001", "db fn"),
        ("rule:con", "db fn"),
        ("check", "files fn"),
        ("check kind:s3", "files"),
        ("auditors", "files"),
        ("E group:main", "db"),
        ("kind:", "db files fn spare"),
        ("kind:vpc", "main"),
        ("net", "main"),
        ("tokyo", "tokyo"),
        ("verb:rw", "fn-rw-db"),
        ("verb:read", "fn-rw-db"),
        ("stock", "fn-rw-db"),
        ("fn", "fn"),
        ("", ""),
        ("nothing like it", ""),
    ],
)
def test_all_words_and_filters_have_to_fit(looking: Looking, words: str, found: str) -> None:
    sought = looking.sought(words)
    assert (sorted(sought.ids), sought.mistake) == (found.split(), "")


def test_letters_are_the_parts_with_such_findings(looking: Looking) -> None:
    about = looking.about
    for letter, severity in (("E", "error"), ("W", "warning"), ("i", "info")):
        marked = {id for id, some in about.items() if any(one.severity.word == severity for one in some)}
        assert looking.sought(letter).ids == marked & {*looking.drawing.slots, "tokyo", "main", "fn-rw-db"}, letter


def test_a_requirement_finds_the_parts_that_decide_it(looking: Looking) -> None:
    by = looking.session.verdicts["availability"].by
    assert by
    assert looking.sought("need:availability").ids == {id for id in by if id in looking.session.editor.design}


@pytest.mark.parametrize(
    ("words", "mistake"),
    [
        ("kind:rsd", "there is no kind rsd; nearest: rds"),
        ("group:mian", "there is no group mian; nearest: main"),
        ("need:latancy", "there is no requirement latancy; nearest: latency"),
        ("rule:CNO-001", "there is no rule CNO-001; nearest: CON-001"),
        ("mutli_az=true", "there is no property mutli_az; nearest: multi_az"),
        ("knid:rds", "there is no filter knid:, did you mean kind:?"),
        ("memory_mb>much", "memory_mb> compares with a number, not with much"),
    ],
)
def test_a_mistake_says_what_is_nearest(looking: Looking, words: str, mistake: str) -> None:
    sought = looking.sought(words)
    assert not sought.ids
    assert sought.mistake.startswith(mistake)


def test_going_on_meets_every_match_also_those_in_one_slot() -> None:
    """What is no component is chosen where it is, a group at the first of its parts, a connection at its source."""
    text = "vpc net\nlambda neta at 0,0 in net\nsqs netb at 1,0\nneta publishes netb label=internet"
    found = Looking(Session(design=parse(text)))
    met = []
    for _ in range(5):
        step = found.next_match("net", back=False)
        assert step is not None
        met.append((step[0], step[2]))
        if isinstance(step[2], Go):
            found.cursor, found.session.editor.chosen = step[2].at, frozenset()
        else:
            assert isinstance(step[2], Choose)
            found.session.editor.chosen = step[2].ids
    assert met[:4] == [
        (1, Choose(frozenset({"net"}), Slot(0, 0), held=False)),
        (2, Choose(frozenset({"neta-publishes-netb"}), Slot(0, 0), held=False)),
        (3, Go(Slot(1, 0), jump=True)),
        (0, Go(Slot(0, 0), jump=True)),
    ]
    assert met[4] == met[0]
    back = found.next_match("net", back=True)
    assert back is not None
    assert back[2] == Go(Slot(0, 0), jump=True)
