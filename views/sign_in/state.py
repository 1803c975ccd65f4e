"""What the sign-in screen remembers: the address, then the code."""

from dataclasses import dataclass

import flet as ft

from app.errors import LeavenError
from services.backend.visitor import FrontDoor


@dataclass(eq=False)
class SignInForm(ft.Observable):
    email: str = ""
    code: str = ""
    code_sent: bool = False
    busy: bool = False
    problem: str = ""

    async def send_code(self, front_door: FrontDoor) -> None:
        """Ask for a code; the next step opens whether or not the address is known."""
        if self.busy:
            return
        if "@" not in self.email.strip():
            self.problem = "Type your e-mail address, with its @."
            return
        self.busy, self.problem = True, ""
        try:
            await front_door.send_code(self.email)
        except LeavenError as error:
            self.problem = str(error)
        else:
            self.code_sent = True
        finally:
            self.busy = False

    async def enter(self, front_door: FrontDoor) -> str | None:
        """The ticket that the browser trades for its cookie, or None with the problem shown."""
        if self.busy:
            return None
        self.busy, self.problem = True, ""
        try:
            return await front_door.enter(self.email, "".join(self.code.split()))
        except LeavenError as error:
            self.problem = str(error)
            return None
        finally:
            self.busy = False

    def start_over(self) -> None:
        self.code_sent, self.code, self.problem = False, "", ""
