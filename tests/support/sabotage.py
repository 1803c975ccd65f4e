"""A rule of the database that is broken on purpose, and the test that guards it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.support.crew import Crew

Proof = Callable[[Crew], None]


@dataclass(frozen=True)
class Sabotage:
    """A statement, or a replacement in a function's text, and the test that must notice it."""

    name: str
    proof: Proof
    statement: str = ""
    function: str = ""
    find: str = ""
    put: str = ""

    def commit(self, crew: Crew) -> None:
        if self.statement:
            crew.do(self.statement)
            return
        text = crew.one(f"select pg_get_functiondef('{self.function}'::regproc)")
        broken, times = re.subn(self.find, self.put.replace("\\", r"\\"), text, count=1)
        assert times == 1, f"{self.name}: nothing to break"
        crew.do(broken.replace("%", "%%"))


def rewrite(name: str, proof: Proof, function: str, find: str, put: str = "") -> Sabotage:
    return Sabotage(name, proof, function=function, find=find, put=put)


def anyone(name: str, proof: Proof, statement: str) -> Sabotage:
    return Sabotage(name, proof, statement=statement)
