"""Words that people mended, and a site's own, help the next recording."""

from uuid import uuid4

import psycopg
import pytest

from services.jobs import lessons, speech
from services.jobs.workbench import Workbench
from services.linking.resolve import resolve
from services.speech.engine import Ask, Samples, Segment
from services.speech.transcriber import Transcriber
from tests.support.database import as_role
from tests.support.engines import SameEngine
from tests.support.speech_plant import SAID, Plant, load_of


async def test_words_that_were_mended_help_the_next_recording(plant: Plant) -> None:
    for _ in range(2):
        line = plant.speak()
        await speech.transcribe(plant.bench, str(line))
        mended = SAID.replace("fellow", "fellowship")
        plant.database.execute(
            "update leaven.observations set words = %s, state = 'confirmed' where id = %s",
            (mended, line),
        )
        plant.database.execute("delete from leaven.transcripts where observation_id = %s", (line,))
        await lessons.learn_site_words(plant.bench)
    assert plant.value("select count(*) from private.word_lessons") == 0
    assert plant.value("select spelling from leaven.site_words where weight >= 2") == "fellowship"

    asked: list[Ask] = []

    class Asked(SameEngine):
        def window(self, audio: Samples, ask: Ask) -> list[Segment]:
            asked.append(ask)
            return super().window(audio, ask)

    transcriber = Transcriber(Asked(load_of(plant)))
    bench = Workbench(plant.bench.pool, plant.bench.recordings, lambda: transcriber, resolve)
    await speech.transcribe(bench, str(plant.speak()))
    assert asked[0].hints == ("fellowship",)


async def test_a_withdrawn_or_unchanged_line_teaches_nothing(plant: Plant) -> None:
    for words in (SAID, None):
        line = plant.speak()
        await speech.transcribe(plant.bench, str(line))
        if words is None:
            plant.database.execute("delete from leaven.observations where id = %s", (line,))
            continue
        plant.database.execute(
            "update leaven.observations set words = %s, state = 'confirmed' where id = %s",
            (words, line),
        )
        plant.database.execute("delete from leaven.transcripts where observation_id = %s", (line,))
    assert plant.value("select count(*) from private.word_lessons") == 0


def test_a_facilitator_keeps_the_list_of_site_words(plant: Plant) -> None:
    org = plant.value("select id from leaven.organisations limit 1")
    site = plant.value("select id from leaven.sites limit 1")
    person = uuid4()
    plant.database.execute("insert into auth.users (id, email) values (%s, 'f@x')", (person,))
    plant.database.execute(
        "insert into leaven.memberships (org_id, person_id, role) values (%s, %s, 'facilitator')",
        (org, person),
    )
    with as_role(plant.database, "authenticated", {"sub": person}):
        assert plant.value("select public.set_site_word(%s, 'kanban', true)", site) == ["kanban"]
        added = plant.value("select public.set_site_word(%s, ' LOTO ', true)", site)
        assert added == ["LOTO", "kanban"]
        assert plant.value("select public.set_site_word(%s, 'Kanban', false)", site) == ["LOTO"]
    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_role(plant.database, "anon"):
        plant.value("select public.site_words(%s)", site)
