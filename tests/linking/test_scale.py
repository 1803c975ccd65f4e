"""The bench measures what it says, at a size that takes a moment."""

from services.linking.encoder import Encoder
from services.linking.scale import ORGANISATIONS, lines, measure, mixed


async def test_the_index_finds_the_nearest_lines_under_an_organisations_filter(
    database: str, shipped: Encoder
) -> None:
    scale = await measure(database, 600, shipped)
    assert scale.in_organisation == 600 // ORGANISATIONS
    assert scale.recall >= 0.9
    assert scale.whole[1] >= scale.whole[0] > scale.score[0] > 0


def test_made_up_lines_differ_and_their_mixes_are_of_length_one(shipped: Encoder) -> None:
    assert len(set(lines())) == len(lines())
    vectors = mixed(shipped.encode(lines()[:20]), 50, seed=1)
    assert abs((vectors**2).sum(axis=1) - 1).max() < 1e-5
