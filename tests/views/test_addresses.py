"""What stands on a screen is what its address says, also when only the end of it changes."""

from tests.support.screen import PHONE
from tests.support.visits import shown_to
from tests.support.works import Works


async def test_another_theme_at_the_same_screen_is_shown_as_itself(works: Works) -> None:
    person = await works.person("facilitator")
    organisation = await works.organisation(person)
    one, other = list(await person.themes.all(organisation.id))[:2]
    async with shown_to(person, f"/themes/{one.id}", PHONE) as phone:
        await phone.until(lambda: one.title in phone.texts)
        await phone.go(f"/themes/{other.id}")
        await phone.until(lambda: other.title in phone.texts)
        assert one.title not in phone.texts
