"""Who belongs to several organisations looks at one at a time, and the choice opens no door."""

from uuid import uuid4

import pytest

from app.errors import NotAllowedError
from services.backend.visitor import Visitor
from tests.support.several import NAME, also_at, no_longer_at
from tests.support.works import Works


async def looks_at(visitor: Visitor) -> str:
    here = (await visitor.organisations.me()).here
    assert here is not None
    return here.name


async def test_the_choice_stays_with_the_browser(works: Works) -> None:
    org = also_at(works, "facilitator", "facilitator")
    facilitator = await works.person("facilitator")
    first = await looks_at(facilitator)
    await facilitator.organisations.choose(org)
    assert await looks_at(facilitator) == NAME
    assert await looks_at(await works.same_browser("facilitator")) == NAME
    another_browser = await works.person("facilitator")
    assert await looks_at(another_browser) == first != NAME


async def test_nobody_looks_at_an_organisation_that_is_not_theirs(works: Works) -> None:
    org = also_at(works, "facilitator", "facilitator")
    member = await works.person("member")
    first = await looks_at(member)
    for wrong in (org, uuid4()):
        with pytest.raises(NotAllowedError):
            await member.organisations.choose(wrong)
    assert await looks_at(await works.same_browser("member")) == first
    with pytest.raises(NotAllowedError):
        await (await works.nobody()).organisations.choose(org)


async def test_who_has_left_the_chosen_organisation_looks_at_the_first_again(works: Works) -> None:
    org = also_at(works, "facilitator", "facilitator")
    facilitator = await works.person("facilitator")
    first = await looks_at(facilitator)
    await facilitator.organisations.choose(org)
    no_longer_at(works, org)
    assert await looks_at(await works.same_browser("facilitator")) == first
