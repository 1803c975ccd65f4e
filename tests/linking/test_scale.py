"""The bench measures what it says, at a size that takes a moment, and lets itself be stopped."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from services.linking import crowd
from services.linking.crowd import ORGANISATIONS, blocks, gather, lines, mixed
from services.linking.encoder import Encoder
from services.linking.scale import measure

ROOT = Path(__file__).parents[2]


async def test_the_index_finds_the_nearest_lines_under_an_organisations_filter(
    database: str, shipped: Encoder
) -> None:
    told: list[str] = []
    scale = await measure(
        database, gather(database, 600, shipped, told.append), shipped, told.append
    )
    assert scale.in_organisation == 600 // ORGANISATIONS
    assert scale.recall >= 0.9
    assert scale.whole[1] >= scale.whole[0] > scale.score[0] > 0
    assert "600 of 600 lines" in told
    assert "building the index" in told


def test_made_up_lines_differ_and_their_mixes_are_of_length_one(shipped: Encoder) -> None:
    assert len(set(lines())) == len(lines())
    vectors = mixed(shipped.encode(lines()[:20]), 50, seed=1)
    assert abs((vectors**2).sum(axis=1) - 1).max() < 1e-5
    assert not np.allclose(vectors, mixed(shipped.encode(lines()[:20]), 50, seed=2))


def test_a_million_lines_are_never_in_memory_at_once() -> None:
    found = list(blocks(1_000_003))
    assert max(map(len, found)) <= 20_000
    assert sum(map(len, found)) == 1_000_003
    assert all(before.stop == after.start for before, after in pairwise(found))


@pytest.fixture
def heeding_interrupts() -> Iterator[None]:
    """What a shell starts in its background ignores SIGINT, and so would our children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.usefixtures("heeding_interrupts")
def test_a_bench_that_is_stopped_ends_at_once_and_leaves_nothing(
    tmp_path: Path, how: signal.Signals
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "app", "bench", "linking", "--n", "1000000"],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(how)
        rest = process.stderr.read()
    assert first.startswith(f"{crowd.BLOCK:,} of 1,000,000 lines")
    assert process.returncode == 128 + how
    assert "Traceback" not in rest
    assert list(tmp_path.iterdir()) == []
