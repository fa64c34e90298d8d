"""The editor in a browser: what is started, and what is said where that cannot be."""

from __future__ import annotations

import shlex
import sys
from types import ModuleType

import pytest

from sketchpad.cli import main
from sketchpad.cli.serve import command, of_one_server


def test_without_the_extra_it_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    assert main(["serve", "orders.sketch"]) == 2
    assert "pip install 'arch-sketchpad[serve]'" in capsys.readouterr().err


def test_a_page_opens_the_editor_with_the_file() -> None:
    assert shlex.split(command("my orders.sketch")) == [sys.executable, "-m", "sketchpad", "my orders.sketch"]
    assert shlex.split(command("")) == [sys.executable, "-m", "sketchpad"]


def test_it_serves_this_machine_only(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    served: list[tuple[str, str, int]] = []

    class Server:
        def __init__(self, command: str, host: str, port: int, title: str, templates_path: object) -> None:
            served.append((command, host, port))

        def serve(self) -> None:
            pass

    module = ModuleType("textual_serve.server")
    monkeypatch.setattr(module, "Server", Server, raising=False)
    for name in ("COLORTERM", "PYTHONUTF8"):
        monkeypatch.setenv(name, "")
    monkeypatch.setitem(sys.modules, "textual_serve", ModuleType("textual_serve"))
    monkeypatch.setitem(sys.modules, "textual_serve.server", module)
    assert main(["serve", "--port", "8123"]) == 0
    assert served == [(command(""), "localhost", 8123)]
    assert "http://localhost:8123" in capsys.readouterr().err


def test_a_page_fetches_nothing_from_elsewhere() -> None:
    page = '<link rel="stylesheet"\n href="https://fonts.example/css?family=Roboto%20Mono"\n/><script src="/own.js">'
    shown = of_one_server(page)
    assert "https://" not in shown
    assert 'font-family: "Roboto Mono"' in shown
    assert '<script src="/own.js">' in shown
