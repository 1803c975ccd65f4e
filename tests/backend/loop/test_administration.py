"""An administrator sets places, people and mail up, and the record outlives everybody."""

from uuid import uuid4

import pytest

from app.domain.administration import NamedSite
from app.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from services.backend.invitations import Invitations
from services.example.content import PEOPLE
from tests.support.actions import run
from tests.support.works import Works


async def test_places_are_added_renamed_and_removed(works: Works) -> None:
    administrator = await works.person("administrator")
    org = await works.organisation(administrator)
    site = NamedSite(id=uuid4(), name="Quarry  North", kind="quarry", danger_contact="ext. 9")
    manage = administrator.loop.administration
    await manage.save_site(org.id, site)
    places = await manage.add_area(site.id, "Crusher")
    assert "Quarry North" in {each.name for each in places.sites}
    await manage.save_site(org.id, site.model_copy(update={"name": "Quarry South"}))
    places = await manage.add_shift_kind(org.id, "split shift")
    assert "split shift" in {each.name for each in places.shift_kinds}
    places = await manage.remove_place(org.id, "site", site.id)
    assert "Quarry South" not in {each.name for each in places.sites}


async def test_a_site_with_sessions_stays(works: Works) -> None:
    administrator = await works.person("administrator")
    org = await works.organisation(administrator)
    [(site,)] = run(works, "select site_id from leaven.sessions limit 1")
    with pytest.raises(ConflictError) as refused:
        await administrator.loop.administration.remove_place(org.id, "site", site)  # type: ignore[arg-type]
    assert refused.value.code == "has_sessions"


@pytest.mark.parametrize("role", ["facilitator", "sponsor", "member", "representative"])
async def test_only_an_administrator_administrates(works: Works, role: str) -> None:
    person = await works.person(role)
    org = await works.organisation(person)
    manage = person.loop.administration
    with pytest.raises(NotAllowedError):
        await manage.people(org.id)
    with pytest.raises(NotAllowedError):
        await manage.invite(org.id, "someone@leaven.example", "administrator")
    with pytest.raises(NotAllowedError):
        await manage.add_shift_kind(org.id, "nights")


async def test_removing_a_person_keeps_the_record(works: Works) -> None:
    administrator = await works.person("administrator")
    org = await works.organisation(administrator)
    manage = administrator.loop.administration
    lines = run(works, "select count(*) from leaven.observations")
    sessions = run(works, "select count(*) from leaven.sessions")
    people = (await manage.people(org.id)).people
    gone = next(each for each in people if each.email == PEOPLE["facilitator"])
    left = (await manage.set_roles(org.id, gone.id, [])).people
    assert gone.email not in {each.email for each in left}
    assert run(works, "select count(*) from leaven.observations") == lines
    assert run(works, "select count(*) from leaven.sessions") == sessions
    assert run(works, "select * from leaven.session_facilitators") == []


async def test_the_last_administrator_cannot_go(works: Works) -> None:
    administrator = await works.person("administrator")
    org = await works.organisation(administrator)
    me = (await administrator.organisations.me()).person_id
    with pytest.raises(ConflictError) as refused:
        await administrator.loop.administration.set_roles(org.id, me, ["member"])
    assert refused.value.code == "last_administrator"


async def test_an_invitation_gives_its_own_address_the_role_once(works: Works) -> None:
    administrator, other = await works.person("administrator"), await works.person("member")
    org = await works.organisation(administrator)
    secret = await administrator.loop.administration.invite(org.id, "New@Plant.example", "sponsor")
    invitations = Invitations(works.project)
    invited = await invitations.look(secret, "here")
    assert (invited.organisation, invited.role) == (org.name, "sponsor")
    await invitations.take(secret, "here")
    people = (await administrator.loop.administration.people(org.id)).people
    assert [each.roles for each in people if each.email == "new@plant.example"] == [("sponsor",)]
    assert (await works.organisation(other)).roles == ("member",)
    with pytest.raises(NotFoundError):
        await invitations.take(secret, "here")


async def test_an_invitation_to_somebody_with_an_account_adds_the_role(works: Works) -> None:
    administrator, member = await works.person("administrator"), await works.person("member")
    org = await works.organisation(administrator)
    secret = await administrator.loop.administration.invite(org.id, PEOPLE["member"], "sponsor")
    await Invitations(works.project).take(secret, "here")
    assert set((await works.organisation(member)).roles) == {"member", "sponsor"}


async def test_an_invitation_ends_after_two_weeks(works: Works) -> None:
    administrator = await works.person("administrator")
    org = await works.organisation(administrator)
    secret = await administrator.loop.administration.invite(org.id, "a@plant.example", "member")
    run(works, "update private.invitations set ends_at = now() - interval '1 minute'")
    with pytest.raises(NotFoundError):
        await Invitations(works.project).look(secret, "here")


async def test_an_address_that_is_none_is_refused(works: Works) -> None:
    administrator = await works.person("administrator")
    org = await works.organisation(administrator)
    with pytest.raises(InvalidInputError):
        await administrator.loop.administration.invite(org.id, "not an address", "sponsor")


async def test_an_administrator_of_one_organisation_is_nobody_in_another(works: Works) -> None:
    administrator = await works.person("administrator")
    [(other,)] = run(works, "insert into leaven.organisations (name) values ('Other') returning id")
    with pytest.raises(NotAllowedError):
        await administrator.loop.administration.add_shift_kind(other, "nights")  # type: ignore[arg-type]
