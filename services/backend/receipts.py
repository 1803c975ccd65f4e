"""Receipts: four words out of 2,048, stretched by a slow hash before they reach the database.

Why here and not in SQL: the words then never stand in a statement, a log or a plan of the
database, and the pepper never leaves the server. 44 bits are enough because guessing is counted
(60 tries of an address in ten minutes, 10 wrong ones, 300 wrong ones of everybody), and because
a thief of the whole database lacks the pepper; without it, scrypt alone would still cost some
thousands of processor-years.
"""

import asyncio
import hashlib
import re
import secrets
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.domain.receipt import WORDS_OF_A_RECEIPT, Followed
from app.errors import ConflictError, InvalidInputError
from services.backend.connection import Connection, Project, refuse_unless_ok

_TRIES = 3  # 2,048 to the fourth: a second collision would be a miracle
_AT_ONCE = 2  # each hash takes 16 MB and 50 ms of a core
Stretch = Callable[[bytes, bytes], bytes]
"""The slow hash of words under a salt."""


@cache
def receipt_words() -> tuple[str, ...]:
    """The list, in alphabetical order; no two words are one slip of the finger apart."""
    return tuple(Path(__file__).with_name("receipt_words.txt").read_text("utf-8").split())


def new_words() -> str:
    """Four random words: 44 bits."""
    return " ".join(secrets.choice(receipt_words()) for _ in range(WORDS_OF_A_RECEIPT))


def read_words(typed: str) -> str:
    """What was typed as four words of the list; one slip in a word is mended.

    Raises InvalidInputError naming the first word that is none.
    """
    given = re.findall(r"[a-z]+", typed[:200].lower())
    if len(given) != WORDS_OF_A_RECEIPT:
        raise InvalidInputError("A receipt has four words.", code="not_four_words")
    return " ".join(_known(word) for word in given)


def _known(word: str) -> str:
    words = receipt_words()
    if word in words:
        return word
    near = process.extract(word, words, scorer=OSA.distance, score_cutoff=1, limit=2)
    if len(near) != 1:
        raise InvalidInputError(f"“{word}” is not a word of a receipt.", code="unknown_word")
    return str(near[0][0])


def slow_hash(words: bytes, salt: bytes) -> bytes:
    """Scrypt: 32 bytes."""
    return hashlib.scrypt(words, salt=salt, n=2**14, r=8, p=1, dklen=32)


class Receipts:
    """One for the whole process: however many visitors ask, two slow hashes run at a time.

    `server` holds the secret key; `pepper` is the server's own and never in the database.
    A new pepper voids every receipt. `caller` is a hash of the network address, for counting.
    """

    def __init__(self, server: Connection, pepper: bytes, stretch: Stretch = slow_hash) -> None:
        self._stretch = stretch
        self._server = server
        self._pepper = hashlib.sha256(b"leaven receipts" + pepper).digest()
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def make(
        self, secret: str, *, line: UUID | None = None, capture: UUID | None = None
    ) -> str:
        """The four words for an own line, named by itself or by the device's number of it.

        Until release only; asked again, new words replace the old. Raises NotFoundError.
        """
        for _ in range(_TRIES):
            words = new_words()
            if await self._settled(secret, words, line, capture):
                return words
        raise ConflictError("These four words are taken. Take others.")

    async def keep(self, secret: str, words: str, capture: UUID) -> None:
        """Keep four words that a device made while it had no signal. Raises ConflictError."""
        if not await self._settled(secret, read_words(words), None, capture):
            raise ConflictError("These four words are taken. Take others.")

    async def open(self, words: str, caller: str) -> Followed:
        """What became of the line. Raises NotFoundError, InvalidInputError, TooManyTriesError."""
        answer = await self._counted("server_receipt_open", words, caller)
        return Followed.model_validate(answer)

    async def withdraw(self, words: str, caller: str) -> bool:
        """True if the line is gone now; False if it was released and goes tonight."""
        answer = await self._counted("server_receipt_withdraw", words, caller)
        return str(answer["state"]) == "withdrawn"

    async def add(self, words: str, addition: UUID, said: str, caller: str) -> None:
        """Add to the line; the same `addition` again changes nothing."""
        await self._counted("server_receipt_add", words, caller, addition=str(addition), words=said)

    async def _settled(
        self, secret: str, words: str, line: UUID | None, capture: UUID | None
    ) -> bool:
        answer = await self._server.call(
            "server_receipt_make",
            secret=secret,
            receipt=await self._stretched(words),
            line=str(line) if line else None,
            capture=str(capture) if capture else None,
        )
        return bool(answer["ok"])

    async def _counted(
        self, function: str, typed: str, caller: str, **more: object
    ) -> dict[str, Any]:
        words = read_words(typed)  # what is no receipt at all costs nobody a try
        refuse_unless_ok(await self._server.call("server_receipt_try", caller=caller))
        receipt = await self._stretched(words)
        return refuse_unless_ok(
            await self._server.call(function, receipt=receipt, caller=caller, **more)
        )

    async def _stretched(self, words: str) -> str:
        async with self._room:
            made = await asyncio.to_thread(self._stretch, words.encode(), self._pepper)
        return made.hex()


def receipts_of(project: Project) -> Receipts:
    """The receipts of this process, by the project's secret key."""
    return Receipts(Connection(project, as_server=True), project.secret_key.encode())
