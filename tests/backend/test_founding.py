"""Whoever runs the machine founds an organisation; the rest is done by those who are invited."""

from collections.abc import AsyncIterator

import psycopg
import pytest

from app.errors import InvalidInputError
from services.backend.invitations import Invitations
from services.founding import found_organisation, organisations
from tests.support.actions import run
from tests.support.works import Works

EMAIL = "Anna@Mine.example"


@pytest.fixture
async def owner(works: Works) -> AsyncIterator[psycopg.AsyncConnection]:
    async with await psycopg.AsyncConnection.connect(works.dsn, autocommit=True) as connection:
        yield connection


async def test_an_organisation_begins_with_an_invitation_that_makes_an_administrator(
    works: Works, owner: psycopg.AsyncConnection
) -> None:
    secret = await found_organisation(owner, "  North   Mine ", EMAIL, ["de", "en"])
    assert ("North Mine", False) in await organisations(owner)
    await Invitations(works.project).take(secret, "")
    assert ("North Mine", True) in await organisations(owner)
    held = run(
        works,
        "select o.languages, m.role, u.email from leaven.memberships m"
        " join leaven.organisations o on o.id = m.org_id join auth.users u on u.id = m.person_id"
        " where o.name = 'North Mine'",
    )
    assert held == [(["de", "en"], "administrator", EMAIL.lower())]


@pytest.mark.parametrize(
    ("name", "email", "languages"),
    [
        ("", EMAIL, ["en"]),
        ("x" * 121, EMAIL, ["en"]),
        ("North Mine", "nobody", ["en"]),
        ("North Mine", EMAIL, ["english"]),
    ],
)
async def test_what_cannot_be_one_is_refused_in_words(
    owner: psycopg.AsyncConnection, name: str, email: str, languages: list[str]
) -> None:
    before = await organisations(owner)
    with pytest.raises(InvalidInputError, match=r"\.$"):
        await found_organisation(owner, name, email, languages)
    assert await organisations(owner) == before


@pytest.mark.parametrize("role", ["anon", "authenticated", "service_role"])
async def test_nobody_founds_one_over_the_net(owner: psycopg.AsyncConnection, role: str) -> None:
    await owner.execute(f"set role {role}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await found_organisation(owner, "North Mine", EMAIL, ["en"])
