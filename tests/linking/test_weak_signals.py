"""Themes that are heard more often than before, told with care."""

from services.database.pool import open_pool
from services.linking.review import watch
from tests.support.plant import Plant
from tests.support.said import GATE, STRAYS


async def test_a_theme_that_rises_is_a_weak_signal_and_a_rare_one_is_not(plant: Plant) -> None:
    weeks = [f"2026-W{n:02d}" for n in range(10, 47)]
    for week in weeks:
        plant.session(["nothing new"], week=week)
    now = plant.rows("select private.iso_week()")[0][0]
    rising = []
    for week in ("2026-W43", "2026-W44", "2026-W45", now, now, now):
        rising += plant.session([GATE[2]], week=week)
    gate = plant.theme("Waiting at the gate", rising)
    plant.theme("Pump", plant.session(STRAYS[:2], week=now))
    assert await _watched(plant) == 1
    with plant.acting(plant.member):
        (signal,) = plant.call("weak_signals", plant.org)["signals"]
    assert (signal["kind"], signal["theme_id"]) == ("rise", str(gate))
    assert signal["seen"]["sessions"] == 5  # six, rounded down to the threshold


async def _watched(plant: Plant) -> int:
    async with open_pool(plant.connection.info.dsn, size=1) as pool:
        return await watch(pool, str(plant.org))


async def test_a_weak_signal_shows_no_count_below_the_threshold_and_nothing_to_strangers(
    plant: Plant,
) -> None:
    theme = plant.theme("Waiting at the gate", plant.session(GATE[:1]))
    plant.connection.execute(
        "insert into leaven.theme_signals (theme_id, kind, org_id, p, seen, week)"
        """ values (%s, 'rise', %s, 0.001, '{"sessions": 4}', '2026-W40')""",
        (theme, plant.org),
    )
    with plant.acting(plant.member):
        (signal,) = plant.call("weak_signals", plant.org)["signals"]
    assert signal["seen"] is None
    with plant.acting(Plant(plant.connection, "Elsewhere").facilitator):
        assert plant.call("weak_signals", plant.org)["signals"] == []
