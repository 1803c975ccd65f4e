"""Keep something on the visitor's device, where our own pages find it again."""

import asyncio
import contextlib

import flet as ft

ANSWER_WITHIN = 5.0  # seconds; a phone that went away keeps nothing, and nobody waits for it


async def keep(name: str, value: str) -> None:
    """Into the browser's storage, as `flutter.<name>`; `assets/language.js` reads it there."""
    with contextlib.suppress(TimeoutError, RuntimeError):
        async with asyncio.timeout(ANSWER_WITHIN):
            await ft.SharedPreferences().set(name, value)
