"""The desk without a terminal: its own code and the canvas's, on a window that nobody paints and without a clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar
from unittest.mock import AsyncMock, MagicMock

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message

from sketchpad.drawing import Drawing
from sketchpad.storage import Saved
from sketchpad.tui.canvas import Canvas
from sketchpad.tui.desk import Desk
from sketchpad.tui.filing import Saves
from sketchpad.tui.looking import Looking
from sketchpad.tui.panels.sheet import sheet
from sketchpad.tui.session import Session
from sketchpad.tui.sifting import Order

ROOM = Size(96, 30)


class Glass(Canvas):
    """A canvas that composes its rows, and shows them to nobody."""

    size: ClassVar[Size] = ROOM
    outer_size: ClassVar[Size] = ROOM
    region: ClassVar[Region] = Region(1, 2, *ROOM)
    app: ClassVar[Any] = SimpleNamespace(get_line_filters=list, native_ansi_color=False)
    background_colors: ClassVar[Any] = (None, None)
    looks: ClassVar[Any] = defaultdict(Style)

    def __init__(self, drawing: Drawing, heard: Callable[[Message], None]) -> None:
        super().__init__(drawing)
        self._heard = heard

    def post_message(self, message: Message) -> bool:
        self._heard(message)
        return True

    def refresh(self, *regions: Region, **options: bool) -> Glass:
        return self

    def capture_mouse(self, capture: bool = True) -> None: ...

    def release_mouse(self) -> None: ...

    def set_timer(self, *when: Any, **what: Any) -> Any:
        return MagicMock()

    def call_next(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        callback(*args, **kwargs)

    def focus(self, scroll_visible: bool = True, from_app_focus: bool = False) -> Glass:
        return self

    def rows(self) -> list[str]:
        """What the window shows."""
        return ["".join(part.text for part in strip) for strip in self.render_lines(Region(0, 0, *ROOM))]


class AtOnce(Saves):
    """Saves without a thread."""

    async def make(self, path: Path, *, overwrite: bool, in_place: bool) -> Saved:
        session = self._desk.session
        saving = session.saving(None if path == session.path else path, overwrite=overwrite, in_place=in_place)
        outcome = saving()
        session.saved(saving, outcome)
        return outcome


class Bare(Desk):
    """The desk with a glass for a canvas; whoever holds it answers what it asks."""

    frame: ClassVar[Any] = MagicMock()
    middle: ClassVar[Any] = MagicMock()
    header: ClassVar[Any] = MagicMock()
    findbar: ClassVar[Any] = MagicMock()
    small: ClassVar[Any] = MagicMock()
    tourbar: ClassVar[Any] = MagicMock()
    status: ClassVar[Any] = MagicMock()
    keys: ClassVar[Any] = MagicMock()
    findings: ClassVar[Any] = MagicMock(words="", order=Order.SEVERITY)
    app: ClassVar[Any] = MagicMock(size=Size(130, 40), run_action=AsyncMock())
    pane = "canvas"
    tiny = False
    typing = False
    canvas: ClassVar[Any] = None
    inspector: ClassVar[Any] = None

    def __init__(self, session: Session, answers: Callable[[Any], Any]) -> None:
        super().__init__(Looking(session, waits=True))
        session.report  # noqa: B018  (the rules have looked at it)
        self.saves = AtOnce(self)
        self.answers = answers
        self.canvas = Glass(self.looking.drawing, self._heard)  # type: ignore[misc]
        self.inspector = SimpleNamespace(  # type: ignore[misc]
            display=True, show=self._inspected_as, list=None, open_requirements=lambda: None
        )
        self.fit()

    def _heard(self, message: Message) -> None:
        if isinstance(message, Canvas.Pointed):
            self._pointed(message)
        elif isinstance(message, Canvas.Zoomed):
            self._wheeled(message)
        elif isinstance(message, Canvas.Rested):
            self._hovered(message)

    def _inspected_as(self, design: Any, chosen: Any, about: Any, verdicts: Any, *more: Any) -> None:
        sheet(design, tuple(sorted(chosen)), tuple(about), 34, "", False, verdicts)

    async def ask(self, screen: Any) -> Any:
        return self.answers(screen)

    def beside(self, going: Coroutine[None, None, object]) -> None:
        try:
            going.send(None)
        except StopIteration:
            return
        raise AssertionError(f"{going} waits for something else than an answer")

    def set_timer(self, *when: Any, **what: Any) -> Any:
        return MagicMock()

    set_interval = when_rested = set_timer

    def call_later(self, *what: Any, **more: Any) -> bool:
        return True

    def lay_out(self) -> None: ...

    def set_focus(self, widget: Any, *more: Any, **options: Any) -> None: ...

    # -- hands ------------------------------------------------------------------------------------------------------

    def press(self, key: str) -> None:
        self.command(events.Key(key, key if len(key) == 1 else " " if key == "space" else None))

    def point(self, what: str, x: int, y: int, button: int = 1, ctrl: bool = False, shift: bool = False) -> None:
        """The pointer does something at a cell of the window, or beside it."""
        at = SimpleNamespace(
            x=x, y=y, screen_x=x + 1, screen_y=y + 2, button=button, ctrl=ctrl, shift=shift, chain=2, stop=lambda: None
        )
        getattr(self.canvas, f"on_{what}")(at)
