from collections.abc import Callable

import pytest

from services.checkup.finding import Finding
from services.checkup.hosted import Hosted, check_hosted
from services.embedded.project import EmbeddedProject
from tests.support.hosted import PUBLISHABLE, SECRET, HostedProject


async def look(hosted: Hosted) -> list[Finding]:
    return [finding async for finding in check_hosted(hosted)]


async def test_a_well_kept_project_is_good() -> None:
    found = await look(HostedProject().seen_by())
    assert [finding.line for finding in found if finding.state != "good"] == []
    assert len(found) == 10


Spoil = Callable[[HostedProject], object]


@pytest.mark.parametrize(
    ("spoil", "subject", "says"),
    [
        (lambda p: p.server_keys.clear(), "secret key", "refused"),
        (lambda p: p.server_keys.add(PUBLISHABLE), "publishable key", "secret key"),
        (lambda p: setattr(p, "stranger_calls_me", 404), "functions", "not there"),
        (lambda p: setattr(p, "stranger_calls_me", 200), "functions", "stranger"),
        (lambda p: p.exposed.add("leaven"), "exposed schemas", "leaven"),
        (lambda p: p.exposed.add("procrastinate"), "exposed schemas", "procrastinate"),
        (lambda p: setattr(p, "bucket", None), "bucket", "not there"),
        (lambda p: setattr(p, "bucket", {"public": True}), "bucket", "public"),
        (lambda p: p.settings.update(disable_signup=False), "sign-in", "sign up"),
        (lambda p: p.settings.update(mailer_autoconfirm=True), "sign-in", "without proof"),
        (lambda p: p.settings["external"].update(anonymous_users=True), "sign-in", "anonymous"),
        (lambda p: p.settings["external"].update(email=False), "sign-in", "e-mail is off"),
        (
            lambda p: p.management.update(mailer_templates_magic_link_content="{{ .SiteURL }}"),
            "mail",
            "lacks",
        ),
        (lambda p: p.management.update(smtp_host=None), "mail server", "two mails"),
        (lambda p: p.management.update(mailer_otp_length=8), "code", "8 digits"),
        (lambda p: p.management.update(mailer_otp_exp=3600), "code", "3600 seconds"),
        (lambda p: p.management.update(rate_limit_verify=30), "limits", "rate_limit_verify"),
        (lambda p: setattr(p, "down", True), "project", "no answer"),
    ],
)
async def test_each_thing_that_is_wrong_is_said(spoil: Spoil, subject: str, says: str) -> None:
    project = HostedProject()
    spoil(project)
    found = [finding for finding in await look(project.seen_by()) if finding.state != "good"]
    assert [finding.subject for finding in found] == [subject]
    assert found[0].state == "missing"
    assert says in found[0].text
    assert found[0].remedy


async def test_without_an_access_token_the_settings_are_advice() -> None:
    found = await look(HostedProject().seen_by(""))
    assert [finding.state for finding in found if finding.subject == "settings"] == ["advice"]


async def test_a_wrong_access_token_is_said() -> None:
    found = await look(HostedProject().seen_by("wrong"))
    assert [finding.state for finding in found if finding.subject == "settings"] == ["missing"]


async def test_no_key_is_ever_printed() -> None:
    project = HostedProject()
    project.server_keys.clear()
    lines = " ".join(finding.line for finding in await look(project.seen_by()))
    assert SECRET not in lines
    assert PUBLISHABLE not in lines


async def test_the_embedded_api_answers_the_same_questions(
    embedded_project: EmbeddedProject,
) -> None:
    """What is asked of a hosted project is asked of a real API, too: keys and functions."""
    hosted = Hosted(
        embedded_project.url,
        embedded_project.publishable_key,
        embedded_project.secret_key,
        embedded_project.http,
    )
    found = {item.subject: item.state for item in await look(hosted)}
    assert {found[name] for name in ("project", "keys", "functions", "sign-in")} == {"good"}
