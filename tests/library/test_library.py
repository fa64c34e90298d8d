"""Listing, finding and searching."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from sketchpad.library import Pattern, UnknownPattern, find, patterns, search, shelves, starter

from .expected import ANTI_PATTERNS, PATTERNS


def names(found: tuple[Pattern, ...]) -> list[str]:
    return [pattern.name for pattern in found]


def test_patterns_come_first_and_anti_patterns_after_them_by_name() -> None:
    found = patterns()
    assert names(found) == [*PATTERNS, *ANTI_PATTERNS]
    assert [pattern.name for pattern in found if pattern.anti] == list(ANTI_PATTERNS)


def test_listing_opens_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sketchpad.library.pattern.read", lambda path: pytest.fail(f"{path} was opened"))
    assert find("orchestrated-saga").name == "orchestrated-saga"
    assert patterns()


def test_a_design_is_read_once() -> None:
    pattern = find("orchestrated-saga")
    assert pattern.design is pattern.design
    assert pattern.title == "Orchestrated saga"
    assert pattern.about.startswith("Order, stock, payment")


@pytest.mark.parametrize("name", ["cdn-for-voice", "anti/cdn-for-voice", "cdn-for-voice.sketch.json"])
def test_a_pattern_is_found_by_its_name_its_file_and_its_place(name: str) -> None:
    assert find(name).title == "A content network for voice"


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("serverles-crud-api", "serverless-crud-api"),
        ("SERVERLESS-CRUD-API", "serverless-crud-api"),
        ("saga", "orchestrated-saga"),
        ("stampede", "lambda-stampede-on-postgres"),
    ],
)
def test_an_unknown_name_gets_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(UnknownPattern, match=f"there is no pattern {name}; did you mean {nearest}\\?") as caught:
        find(name)
    assert caught.value.nearest == nearest


def test_a_name_like_none_of_them_gets_the_way_to_the_list() -> None:
    with pytest.raises(UnknownPattern, match="sketchpad patterns") as caught:
        find("zzzz")
    assert caught.value.nearest is None
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("saga", "orchestrated-saga"),
        ("rds proxy", "lambda-with-rds-proxy"),
        ("RDS_Proxy", "lambda-with-rds-proxy"),
        ("gpu", "gpu-inference-with-managed-instances"),
        ("ledger", "strong-ledger-inside-one-region-set"),
        ("udp", "udp-game-entry"),
        ("kinesis", "clickstream-pipeline"),
        ("compensations", "six-step-choreography-without-undo"),
        ("svlcrud", "serverless-crud-api"),
    ],
)
def test_search_finds_by_name_kind_description_and_scattered_letters(text: str, first: str) -> None:
    assert names(search(text))[0] == first


def test_every_word_has_to_be_found() -> None:
    assert names(search("gpu ledger")) == []
    assert names(search("nosuchthing")) == []


def test_an_empty_search_lists_everything_in_order() -> None:
    assert search("  ") == patterns()


def test_searching_among_given_patterns_reads_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    held = patterns()
    search("table", held)
    monkeypatch.setattr("sketchpad.library.pattern.read", lambda path: pytest.fail(f"{path} was opened again"))
    assert search("event bus", held)


def test_an_installed_package_is_looked_into_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    inside, beside = tmp_path / "inside", tmp_path / "beside"
    monkeypatch.setattr(shelves, "PLACES", (inside, beside))
    assert patterns() == ()
    with pytest.raises(UnknownPattern):
        starter()
    (beside / "anti").mkdir(parents=True)
    (beside / "one.sketch.json").write_text('{"format": 1}\n')
    (beside / "anti" / "two.sketch.json").write_text('{"format": 1}\n')
    (beside / "notes.txt").write_text("not a pattern")
    assert [(p.name, p.anti, p.title) for p in patterns()] == [("one", False, "untitled"), ("two", True, "untitled")]
    inside.mkdir()
    (inside / "three.sketch.json").write_text('{"format": 1, "name": "Three"}\n')
    assert [(p.name, p.title) for p in patterns()] == [("three", "Three")]
