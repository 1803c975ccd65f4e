"""Six-digit codes by e-mail: hashed, short-lived, counted per address, known or not."""

import hmac
import secrets
from datetime import timedelta

from psycopg import AsyncConnection

from services.embedded.refusals import Refusal
from services.embedded.tokens import Tokens

CODE_LIFE = timedelta(minutes=10)
LOCK = timedelta(minutes=10)
WRONG_CODES = 5
CODES_PER_WINDOW = 10

_LOCKED = "Too many tries. Wait ten minutes."
# the row is locked until the transaction ends: guesses at one address go one after another
_ROW = """
insert into auth.one_time_codes as c (address_hash) values (%(address)s)
on conflict (address_hash) do update set
  failures = case when c.window_ends_at < now() then 0 else c.failures end,
  sent = case when c.window_ends_at < now() then 0 else c.sent end
returning code_hash, expires_at > now(), locked_until > now(), failures, sent"""
_KEEP = """
update auth.one_time_codes set code_hash = %(code)s, expires_at = now() + %(life)s,
       sent = sent + 1, window_ends_at = now() + %(window)s where address_hash = %(address)s"""
_FAILED = """
update auth.one_time_codes set failures = failures + 1, window_ends_at = now() + %(window)s,
       locked_until = case when failures + 1 >= %(limit)s then now() + %(window)s
                           else locked_until end,
       code_hash = case when failures + 1 >= %(limit)s then null else code_hash end
 where address_hash = %(address)s"""
_TIDY = """
delete from auth.one_time_codes where address_hash in (
  select address_hash from auth.one_time_codes
   where window_ends_at < now() - interval '1 hour' and expires_at < now() - interval '1 hour'
   for update skip locked limit 1000)"""
_USED = "delete from auth.one_time_codes where address_hash = %(address)s"


class Codes:
    """Makes and checks codes; the caller commits, also after a wrong one."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def make(self, connection: AsyncConnection, email: str) -> str:
        """A fresh code in place of an earlier one. Raises Refusal 429 for a locked address."""
        address = self._address(email)
        await connection.execute(_TIDY)
        row = await (await connection.execute(_ROW, {"address": address})).fetchone()
        _, _, locked, _, sent = row or (None, False, False, 0, 0)
        if locked:
            raise Refusal(429, "over_request_rate_limit", _LOCKED)
        if sent >= CODES_PER_WINDOW:
            raise Refusal(429, "over_email_send_rate_limit", "Too many codes. Wait ten minutes.")
        code = f"{secrets.randbelow(1_000_000):06d}"
        kept = {
            "code": self._code(email, code),
            "life": CODE_LIFE,
            "window": LOCK,
            "address": address,
        }
        await connection.execute(_KEEP, kept)
        return code

    async def matches(self, connection: AsyncConnection, email: str, code: str) -> bool:
        """Whether this is the address's code, which is then used up. Raises Refusal 429."""
        address = self._address(email)
        row = await (await connection.execute(_ROW, {"address": address})).fetchone()
        kept, fresh, locked, _, _ = row or (None, False, False, 0, 0)
        if locked:
            raise Refusal(429, "over_request_rate_limit", _LOCKED)
        same = hmac.compare_digest(kept or "", self._code(email, code))
        if same and fresh:
            await connection.execute(_USED, {"address": address})
            return True
        failed = {"window": LOCK, "limit": WRONG_CODES, "address": address}
        await connection.execute(_FAILED, failed)
        return False

    def _address(self, email: str) -> str:
        return self._tokens.hash("address", email)

    def _code(self, email: str, code: str) -> str:
        return self._tokens.hash("code", f"{email}:{code}")
