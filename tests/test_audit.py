"""Opening, judging, drawing and describing a file reads the file and what settings are near, and does nothing else.

The interpreter tells of every file that is opened, every process, every connection. It cannot be made to stop telling,
so all of it happens in a process of its own, over many hostile files, one after the other.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hostile import STRINGS, everywhere, sayable

ROOT = Path(__file__).parents[1]
MARK = "hostile-mark"

AUDITED = """
import asyncio, json, os, sys, sysconfig
root, folder, state, script = sys.argv[1:]
sys.path[:0] = [root]
libraries = [os.path.realpath(path) for path in (
    *sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, os.path.dirname(os.__file__),
    os.path.join(root, "sketchpad"), os.path.join(root, "patterns"), "/usr/share/zoneinfo", "/usr/lib",
) if path and path != "/usr"]
told, writing, looking = [], [False], [False]
READS = {"sketchpad.toml", "pyproject.toml"}
ALWAYS = {"/etc/localtime", "/dev/null", "/proc/sys/kernel/random/boot_id", f"/proc/{os.getpid()}/stat"}

def within(path, folders):
    return any(path == one or path.startswith(one.rstrip("/") + "/") for one in folders)

def heard(event, arguments):
    if not looking[0]:
        return
    if event == "open":
        path, mode, flags = arguments
        if isinstance(path, int):
            return
        path = os.path.realpath(os.path.abspath(os.fsdecode(path)))
        writes = (isinstance(mode, str) and set(mode) & set("wax+")) or (flags or 0) & (os.O_WRONLY | os.O_RDWR)
        if writes:
            allowed = within(path, [state]) and writing[0]
        else:
            allowed = within(path, [*libraries, folder, state]) or os.path.basename(path) in READS or path in ALWAYS
        if not allowed:
            told.append(f"open {path} {mode} {flags}")
    elif event.split(".")[0] in ("subprocess", "webbrowser", "urllib", "http", "ftplib", "smtplib", "telnetlib", "pty"):
        told.append(f"{event} {arguments}")
    elif event.startswith("socket."):
        own = event == "socket.gethostname" or (event == "socket.__new__" and arguments[1] == 1)
        if not own:  # asyncio wakes itself through a pair of its own
            told.append(f"{event} {arguments}")
    elif event in ("os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile"):
        told.append(f"{event} {arguments}")
    elif event in ("os.remove", "os.rename", "os.rmdir", "os.truncate", "os.link", "os.symlink", "os.chmod"):
        if isinstance(arguments[0], int):
            return  # it was allowed to open
        if not (writing[0] and within(os.path.realpath(os.fsdecode(arguments[0])), [state])):
            told.append(f"{event} {arguments}")
    elif event == "compile" and isinstance(arguments[0], (str, bytes)):
        if (b"hostile-mark" if isinstance(arguments[0], bytes) else "hostile-mark") in arguments[0]:
            told.append(f"{event} {arguments}")

sys.addaudithook(heard)
from sketchpad.cli import main
os.chdir(folder)
sys.stdin = open(os.devnull)
designs = sorted(name for name in os.listdir(folder) if name.endswith((".sketch", ".sketch.json")))
steps = compile(open(script).read(), script, "exec")
looking[0] = True
exec(steps)
looking[0] = False
print("\\n" + json.dumps(told), file=sys.stderr)
"""

COMMANDS = """
for design in designs:
    main(["check", design, "--format", "json"])
    main(["recover", design])
for command in ("check", "trace", "describe --outline", "draw", "fmt --check", "fix --dry-run"):
    main([*command.split(), "lures.sketch.json"])
main(["diff", "words.sketch", "everywhere.sketch.json"])
main(["set", "words.sketch", "l0", "name=b", "--dry-run"])
"""

EDITOR = """
writing[0] = True
from pathlib import Path
from sketchpad.storage import Unreadable
from sketchpad.tui.app import Sketchpad
from sketchpad.tui.mending import broken
from sketchpad.tui.session import Session

async def opened(path):
    try:
        app = Sketchpad(Session.open(path, state=Path(state)))
    except Unreadable as error:
        app = Sketchpad(Session(state=Path(state)), broken=broken(path, error, Path(state)))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("f8", "full_stop", "escape")

for design in ("lures.sketch.json", "cut.sketch.json"):
    asyncio.run(opened(Path(design)))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Designs that name files, addresses and code wherever a text may stand, whole and broken."""
    folder = tmp_path_factory.mktemp("strange") / "designs"
    folder.mkdir()
    lures = (
        *("../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "https://example.com/x", "~/.ssh/id_rsa", "$HOME"),
        *("__import__('os').system('id')", "{{7*7}}", "!!python/object/apply:os.system ['id']", "%(x)s", MARK),
    )
    part = {"kind": "lambda", "name": lures[0], "note": lures[1], "properties": {lure: lure for lure in lures}}
    lured = {"format": 1, "components": [{"id": "a", **part}], **{lure: lure for lure in lures}}
    (folder / "lures.sketch.json").write_text(json.dumps(lured))
    (folder / "everywhere.sketch.json").write_text(everywhere(STRINGS[::15]))
    (folder / "cut.sketch.json").write_text(sayable()[:4000])
    (folder / "words.sketch").write_text("".join(f'lambda l{n} name="{lure}"\n' for n, lure in enumerate(lures)))
    (folder / "include.sketch").write_text("include /etc/passwd\nimport os\n")
    (folder / "not.sketch.json").write_text("!!python/object/apply:os.system ['id']\n" + STRINGS[0])
    (folder / "deep.sketch.json").write_text("[" * 10_000)
    settings = [
        '[[rule]]\nid = "EVL-001"\nseverity = "warning"\nreason = "__import__(\'os\').system(\'id\') hostile-mark"',
        'bad = "sqs jobs"\ngood = "sqs jobs dlq=true"',
        'require = {component.kind = "lambda", properties.timeout_s = 9}\n',
    ]
    (folder / "sketchpad.toml").write_text("\n".join(settings))
    return folder


@pytest.mark.parametrize("script", ["commands", "editor"])
def test_nothing_else_is_touched(folder: Path, tmp_path: Path, script: str) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    program, steps = tmp_path / "audited.py", tmp_path / "steps.py"
    program.write_text(AUDITED)
    steps.write_text({"commands": COMMANDS, "editor": EDITOR}[script])
    kept = str(tmp_path / "state")
    done = subprocess.run(
        [sys.executable, "-B", str(program), str(ROOT), str(folder), kept, str(steps)],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env={
            "PATH": "/nonexistent",
            "HOME": str(tmp_path),
            "SKETCHPAD_STATE_DIR": str(tmp_path / "state"),
            "TERM": "xterm",
        },
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stderr.splitlines()[-1]) == []
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
