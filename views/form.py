"""What is written and then sent: one sending at a time, and nothing of it is lost by a refusal."""

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import flet as ft

from app.errors import LeavenError

T = TypeVar("T")


@dataclass(eq=False)
class Form(ft.Observable):
    """`busy` while it is sent, so that a second tap does nothing; `problem` stands in it."""

    busy: bool = field(default=False, kw_only=True)
    problem: str = field(default="", kw_only=True)

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Busy meanwhile; what is refused goes on to whoever tapped."""
        self.busy, self.problem = True, ""
        try:
            yield
        finally:
            self.busy = False

    async def tried(self, act: Awaitable[T]) -> T | None:
        """The same; what is refused becomes the problem of the form."""
        try:
            with self.sending():
                return await act
        except LeavenError as error:
            self.problem = str(error)
        return None
