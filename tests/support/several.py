"""A second organisation for somebody of the worked example."""

from uuid import UUID, uuid4

from services.example.content import PEOPLE
from tests.support.actions import run
from tests.support.works import Works

NAME = "Zinc Works"
"""After the example in every order by name."""


def also_at(works: Works, role: str, *roles: str, language: str = "en") -> UUID:
    """The example's person with this role has these ones at the second organisation, too."""
    org, site, email = uuid4(), uuid4(), PEOPLE[role]
    run(
        works,
        "insert into leaven.organisations (id, name, languages) values (%s, %s, %s) returning id",
        *(org, NAME, [language]),
    )
    run(
        works,
        "insert into leaven.sites (id, org_id, name, kind) values (%s, %s, 'Smelter', 'smelter')"
        " returning id",
        *(site, org),
    )
    for each in roles:
        run(
            works,
            "insert into leaven.memberships (org_id, person_id, role)"
            " select %s, id, %s from auth.users where email = %s returning role",
            *(org, each, email),
        )
    return org


def no_longer_at(works: Works, org: UUID) -> None:
    run(works, "delete from leaven.memberships where org_id = %s returning role", org)
