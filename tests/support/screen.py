"""Mount the app's components in this process: no browser, no Flutter, a few milliseconds.

Speaks Flet 1.0.5's own session and wire encoding, so what it draws is what a phone would get.
"""

import asyncio
import contextlib
import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from types import TracebackType
from typing import Any, Self, TypeVar

import flet as ft
import msgpack
from flet.controls.context import _context_page
from flet.messaging.connection import Connection
from flet.messaging.protocol import (
    InvokeMethodRequestBody,
    Message,
    MessageAction,
    RegisterClientResponseBody,
    configure_encode_object_for_msgpack,
)
from flet.messaging.session import Session
from flet.pubsub.pubsub_hub import PubSubHub
from typing_extensions import override

C = TypeVar("C", bound=ft.BaseControl)
PHONE, TABLET = (412, 915), (1180, 820)
PATIENCE_SECONDS = 30.0


class _Wire(Connection):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.get_running_loop()
        self.executor = ThreadPoolExecutor(1)
        self.pubsubhub = PubSubHub(loop=self.loop, executor=self.executor)
        self.sent: list[bytes] = []
        self.asked: list[tuple[str, Any]] = []
        self.session: Session

    @override
    def send_message(self, message: Message) -> None:
        encode = configure_encode_object_for_msgpack(ft.BaseControl)
        self.sent.append(msgpack.packb([message.action, message.body], default=encode))
        if isinstance(message.body, InvokeMethodRequestBody):
            self.asked.append((message.body.name, message.body.args))
            self.loop.call_soon(self._done, message.body)

    def _done(self, asked: InvokeMethodRequestBody) -> None:
        """A device that does what it is asked, and has nothing to tell about it."""
        with contextlib.suppress(RuntimeError):  # the page was closed meanwhile
            self.session.handle_invoke_method_results(asked.control_id, asked.call_id, None, None)


class Screen:
    """One visitor's page: `async with Screen(main, "/start") as phone`."""

    def __init__(
        self,
        main: Callable[[ft.Page], None],
        route: str = "/",
        size: tuple[int, int] = PHONE,
    ) -> None:
        self._wire = _Wire()
        self._wire.page_url = "http://test"
        self._session = self._wire.session = Session(self._wire)
        self.page = self._session.page
        self.page.route = route
        self.page.width, self.page.height = size
        _context_page.set(self.page)
        hello = RegisterClientResponseBody(self._session.id, self._session.get_page_patch(), "")
        self._wire.send_message(Message(MessageAction.REGISTER_CLIENT, hello))
        main(self.page)

    @classmethod
    def of(
        cls,
        part: Callable[[], ft.Control],
        size: tuple[int, int] = PHONE,
    ) -> Self:
        """Show one component alone: `Screen.of(lambda: LineCard(line))`."""
        return cls(lambda page: page.render(part), size=size)

    async def __aenter__(self) -> Self:
        await self.settle()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def settle(self) -> None:
        """Wait until nothing more is drawn; raise what a component raised."""
        quiet, before = 0, len(self._wire.sent)
        while quiet < 2:
            await asyncio.sleep(0.008)
            quiet = quiet + 1 if len(self._wire.sent) == before else 0
            before = len(self._wire.sent)
        updates = self._session._Session__updates_task  # type: ignore[attr-defined]
        if updates and updates.done():
            updates.result()

    async def until(self, true: Callable[[], object]) -> None:
        """Wait for what a task in the background brings, e.g. `lambda: "Gate" in phone.texts`."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not true():
                await self.settle()

    async def close(self) -> None:
        self._session.close()
        await asyncio.sleep(0.01)
        self._wire.executor.shutdown()

    def all(self, kind: type[C]) -> list[C]:
        return [each for each in _walk(self.page.views, set()) if isinstance(each, kind)]

    def on_top(self, kind: type[C]) -> list[C]:
        """On the screen itself; the start lies beneath it."""
        view = self.all(ft.View)[-1]
        return [each for each in _walk(view, set()) if isinstance(each, kind)]

    def one(self, kind: type[C]) -> C:
        [found] = self.all(kind)
        return found

    def labelled(self, label: str) -> ft.BaseControl:
        """The one thing to tap that a screen reader would call `label`."""
        found = [each for each in _walk(self.page.views, set()) if label in _labels(each)]
        assert found, f"nothing to tap is called {label!r}; there are {self.labels}"
        return found[-1]  # the topmost screen is the last one

    @property
    def labels(self) -> list[str]:
        """What can be tapped, as a screen reader calls it."""
        return labels_of(self.page.views)

    @property
    def wire(self) -> bytes:
        """Everything this visitor's phone was sent."""
        return b"".join(self._wire.sent)

    @property
    def asked(self) -> list[tuple[str, Any]]:
        """What the device was asked to do, such as to keep something."""
        return self._wire.asked

    @property
    def snacks(self) -> list[str]:
        dialogs = self.page._dialogs.controls
        shown = [each.content for each in dialogs if isinstance(each, ft.SnackBar)]
        return [each.value for each in shown if isinstance(each, ft.Text)]

    @property
    def dialog(self) -> ft.AlertDialog:
        """The dialog that is open."""
        open_ones = [
            each
            for each in self.page._dialogs.controls
            if isinstance(each, ft.AlertDialog) and each.open
        ]
        assert open_ones, "no dialog is open"
        return open_ones[-1]

    @property
    def texts(self) -> list[str]:
        return [each.value for each in self.all(ft.Text)]

    async def type_into(self, field: ft.TextField, value: str) -> None:
        self.arrives(field, value)
        await self.fire(field, "change", value)

    def arrives(self, field: ft.TextField, value: str) -> None:
        """The first half of a keystroke: the new value, before its event."""
        self._session.apply_patch(field._i, {"value": value})

    async def tap(self, control: ft.BaseControl | str) -> None:
        """Tap a control, or the thing that a screen reader would call so."""
        target = self.labelled(control) if isinstance(control, str) else control
        await self.fire(target, "tap" if isinstance(target, ft.Semantics) else "click")

    async def go(self, route: str) -> None:
        """What a browser tells when the address has become another one."""
        self.page.route = route
        await self.fire(self.page, "route_change", {"route": route})

    async def arrives_at(self, route: str) -> None:
        """The device has gone to another address: a tap on a place, or its own way back."""
        self._session.apply_patch(self.page._i, {"route": route})
        await self.fire(self.page, "route_change", {"route": route})

    async def fire(self, control: ft.BaseControl, event: str, data: Any = None) -> None:
        await self._session.dispatch_event(control._i, event, data)
        await self.settle()


def labels_of(shown: object) -> list[str]:
    """What can be tapped in a part of the page, as a screen reader calls it."""
    return [name for each in _walk(shown, set()) for name in _labels(each)]


def controls_in(shown: object) -> list[ft.BaseControl]:
    """A part of the page, and everything inside it."""
    return list(_walk(shown, set()))


def _labels(control: ft.BaseControl) -> list[str]:
    if isinstance(control, ft.Semantics):
        return [control.label] if control.label and control.on_tap else []
    if not getattr(control, "on_click", None):
        return []
    content = getattr(control, "content", None)
    if isinstance(content, ft.BaseControl):
        return [each.value for each in _walk(content, set()) if isinstance(each, ft.Text)]
    names = [content, getattr(control, "tooltip", None)]
    return [each for each in names if isinstance(each, str)]


def _walk(node: Any, seen: set[int]) -> Iterator[ft.BaseControl]:
    if id(node) in seen:
        return
    if isinstance(node, ft.BaseControl):
        seen.add(id(node))
        yield node
    for part in _parts(node):
        if part is not None and not isinstance(part, _PLAIN):
            yield from _walk(part, seen)


_PLAIN = (str, int, float, Enum)


def _parts(node: Any) -> Iterable[Any]:
    if isinstance(node, list | tuple):
        return node
    names = _fields(type(node))
    return (getattr(node, name, None) for name in names)


@functools.cache
def _fields(kind: type) -> tuple[str, ...]:
    """Where something to draw may be held; tests ask for it some million times."""
    if not dataclasses.is_dataclass(kind):
        return ()
    drawn = [each for each in dataclasses.fields(kind) if not each.metadata.get("skip")]
    return tuple(each.name for each in drawn if each.name != "_parent")
