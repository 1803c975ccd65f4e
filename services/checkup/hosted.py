"""A hosted Supabase project, looked at over the wire: keys, doors, bucket, sign-in, limits."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from services.checkup.finding import Finding, advice, good, missing

MANAGEMENT = "https://api.supabase.com"
_PUSH = "supabase/deploy.sh, or docs/guides/hosted.md"
_KEYS = "copy the keys again from the project's API settings"
_CODE = re.compile(r"\{\{\s*\.Token\s*\}\}")
_VERIFICATIONS, _REFRESHES = 100, 300  # per five minutes and address
_TEN_MINUTES = 600  # seconds
_DIGITS = 6


@dataclass(frozen=True)
class Hosted:
    """A project's address and keys; `access_token` (of a person) may read its settings."""

    url: str
    publishable_key: str
    secret_key: str
    http: httpx.AsyncClient
    access_token: str = ""

    async def get(self, path: str, key: str, **headers: str) -> httpx.Response:
        return await self.http.get(
            f"{self.url.rstrip('/')}/{path}", headers={"apikey": key, **headers}
        )


async def check_hosted(hosted: Hosted) -> AsyncIterator[Finding]:
    """Every check in turn; stops at the first that makes the others pointless."""
    try:
        settings = await hosted.get("auth/v1/settings", hosted.publishable_key)
    except httpx.HTTPError as error:
        yield missing("project", f"no answer ({type(error).__name__})", "check SUPABASE_URL")
        return
    if not settings.is_success:
        yield missing("publishable key", f"refused ({settings.status_code})", _KEYS)
        return
    yield good("project", "answers, and takes the publishable key")
    for check in (_check_roles, _check_functions, _check_schemas, _check_bucket):
        try:
            yield await check(hosted)
        except httpx.HTTPError as error:
            yield missing("project", f"no answer ({type(error).__name__})", "try again")
    for finding in _check_sign_in(settings.json()):
        yield finding
    async for finding in _check_management(hosted):
        yield finding


async def _check_roles(hosted: Hosted) -> Finding:
    """The secret key opens the accounts, the publishable key must not."""
    path = "auth/v1/admin/users?per_page=1"
    with_secret = await hosted.get(path, hosted.secret_key, **_bearer(hosted.secret_key))
    if not with_secret.is_success:
        return missing("secret key", f"refused ({with_secret.status_code})", _KEYS)
    public = await hosted.get(path, hosted.publishable_key, **_bearer(hosted.publishable_key))
    if public.is_success:
        remedy = "put it into SUPABASE_SECRET_KEY, make a new pair: this one may have been seen"
        return missing("publishable key", "it is a secret key", remedy)
    return good("keys", "the secret key opens accounts, the publishable key does not")


async def _check_functions(hosted: Hosted) -> Finding:
    """A function that only signed-in people may call says so, if it is there."""
    answer = await hosted.get("rest/v1/rpc/me", hosted.publishable_key)
    if answer.is_success:
        return missing("functions", "a stranger may call `me`", "python -m app migrate")
    if answer.status_code == HTTPStatus.NOT_FOUND:
        return missing("functions", "not there", "python -m app migrate, then wait a minute")
    return good("functions", "there, and closed to strangers")


async def _check_schemas(hosted: Hosted) -> Finding:
    """PostgREST refuses a schema that is not exposed with PGRST106."""
    for schema in ("leaven", "private", "procrastinate", "auth", "storage"):
        headers = {"Accept-Profile": schema}
        answer = await hosted.get("rest/v1/anything?limit=0", hosted.publishable_key, **headers)
        if answer.status_code != HTTPStatus.NOT_ACCEPTABLE:
            return missing("exposed schemas", f"`{schema}` is exposed", _PUSH)
    return good("exposed schemas", "no schema with tables of ours")


async def _check_bucket(hosted: Hosted) -> Finding:
    key = hosted.secret_key
    answer = await hosted.get("storage/v1/bucket/recordings", key, **_bearer(key))
    if not answer.is_success:
        return missing("bucket", "`recordings` is not there", "python -m app migrate")
    if answer.json().get("public"):
        return missing("bucket", "`recordings` is public: anybody may listen", "make it private")
    return good("bucket", "`recordings` is there and private")


def _check_sign_in(settings: dict[str, Any]) -> list[Finding]:
    doors = settings.get("external") or {}
    wrong = [
        text
        for text, fault in (
            ("sign-in by e-mail is off", not doors.get("email")),
            ("strangers may sign up", not settings.get("disable_signup")),
            ("anonymous sign-in is on", doors.get("anonymous_users")),
            ("addresses count as confirmed without proof", settings.get("mailer_autoconfirm")),
        )
        if fault
    ]
    if wrong:
        return [missing("sign-in", "; ".join(wrong), _PUSH)]
    return [good("sign-in", "by e-mail and code, accounts made by an administrator")]


async def _check_management(hosted: Hosted) -> AsyncIterator[Finding]:
    """What only the project's owner can see: the mail's text, its server, the limits."""
    if not hosted.access_token:
        text = "mail and limits were not looked at"
        yield advice("settings", text, "set SUPABASE_ACCESS_TOKEN for this look")
        return
    project = httpx.URL(hosted.url).host.partition(".")[0]
    answer = await hosted.http.get(
        f"{MANAGEMENT}/v1/projects/{project}/config/auth", headers=_bearer(hosted.access_token)
    )
    if not answer.is_success:
        text = f"the access token was refused ({answer.status_code})"
        yield missing("settings", text, "make one in your account, for this project")
        return
    for finding in _check_mail(answer.json()):
        yield finding


def _check_mail(settings: dict[str, Any]) -> list[Finding]:
    has_code = _CODE.search(settings.get("mailer_templates_magic_link_content") or "")
    limits = {"rate_limit_verify": _VERIFICATIONS, "rate_limit_token_refresh": _REFRESHES}
    low = [name for name, least in limits.items() if (settings.get(name) or 0) < least]
    digits, life = settings.get("mailer_otp_length"), settings.get("mailer_otp_exp") or 0
    return [
        good("mail", "its text has the code")
        if has_code
        else missing("mail", "the magic-link text lacks {{ .Token }}", _PUSH),
        good("mail server", "your own")
        if settings.get("smtp_host")
        else missing("mail server", "the built-in one sends two mails an hour", _PUSH),
        good("code", "six digits, ten minutes")
        if digits == _DIGITS and 0 < life <= _TEN_MINUTES
        else missing("code", f"{digits} digits, {life} seconds", _PUSH),
        good("limits", "wide enough for a server that signs everybody in")
        if not low
        else missing("limits", f"too low for one server: {', '.join(low)}", _PUSH),
    ]


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
