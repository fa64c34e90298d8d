"""Text from outside never reaches a terminal as more than text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.model.text import MARKS, plain


@pytest.mark.parametrize(
    "text",
    [
        "orders",
        "Orders API (v2)",
        "größe",
        "注文データベース",
        "заказы",
        "na\u0308ive",
        "a\u3000b",
        "price: 5 €",
        "[/] [link=x]",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "<ESC>[31mred"),
        ("\x1b]52;c;aGk=\x07", "<ESC>]52;c;aGk=<BEL>"),
        ("a\x9b31mb", "a<0x9b>31mb"),
        ("nul\x00", "nul<NUL>"),
        ("del\x7f", "del<DEL>"),
        ("one\ntwo\r\nthree\tfour", "one two  three four"),
        ("a\u2028b\u2029c\x85d", "a<U+2028>b<U+2029>c d"),
        ("a\u00a0b\u2003c", "a b c"),
        ("evil\u202egpj.exe", "evil<U+202E>gpj.exe"),
        ("\u2066x\u2069", "<U+2066>x<U+2069>"),
        ("\u200ex\u200f\u061c", "<U+200E>x<U+200F><U+061C>"),
        ("ze\u200bro\u200c\u200d\ufeff", "ze<U+200B>ro<U+200C><U+200D><U+FEFF>"),
        ("soft\u00adhyphen", "soft<U+00AD>hyphen"),
        ("heart\ufe0f", "heart"),
        ("tag\U000e0041", "tag<U+E0041>"),
        ("icon \ue0b0", "icon <U+E0B0>"),
        ("none\uffff", "none<U+FFFF>"),
        ("half \ud800 pair", "half \ufffd pair"),
        ("", ""),
    ],
)
def test_what_could_do_harm_is_replaced(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_base_carries_few_marks() -> None:
    assert plain("z" + "\u0335" * 10_000 + "x") == "z" + "\u0335" * MARKS + "x"


def test_marks_need_a_base() -> None:
    assert plain("\u0301a") == "a"
    assert plain("\x1b\u0301a") == "<ESC>a"


@given(st.text(st.characters(exclude_categories=())))
def test_plain_text_is_printable_and_stays_as_it_is(text: str) -> None:
    shown = plain(text)
    assert plain(shown) == shown
    assert all(unicodedata.category(char)[0] != "C" for char in shown)
    assert "\n" not in shown
    shown.encode("utf-8")
