"""What the sign-in screen remembers: the address, then the code."""

from dataclasses import dataclass

from services.backend.visitor import FrontDoor
from views.form import Form


@dataclass(eq=False)
class SignInForm(Form):
    email: str = ""
    code: str = ""
    code_sent: bool = False

    async def send_code(self, front_door: FrontDoor) -> None:
        """Ask for a code; the next step opens whether or not the address is known."""
        if self.busy:
            return
        if "@" not in self.email.strip():
            self.problem = "Type your e-mail address, with its @."
            return
        await self.tried(front_door.send_code(self.email))
        self.code_sent = not self.problem

    async def enter(self, front_door: FrontDoor) -> str | None:
        """The ticket that the browser trades for its cookie, or None with the problem shown."""
        if self.busy:
            return None
        return await self.tried(front_door.enter(self.email, "".join(self.code.split())))

    def start_over(self) -> None:
        self.code_sent, self.code, self.problem = False, "", ""
