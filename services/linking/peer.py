"""BERTopic on the same file and the same vectors, so that both stand in one table."""

import importlib.util
import random
import time
from statistics import mean

import numpy as np

from app.errors import UnavailableError
from services.linking.candidates import Rows
from services.linking.marks import Marks
from services.linking.trial import NO_THEME, Labelled
from services.linking.workday import LATER, alone, b_cubed

SEEDS = 3
SMALLEST_TOPICS = (10, 3)
NAN = float("nan")


def bertopic(file: Labelled) -> list[Marks]:
    """BERTopic's marks, at its default topic size and at ours. Raises UnavailableError."""
    if importlib.util.find_spec("bertopic") is None:
        raise UnavailableError("Install the extra for the peer first: pip install 'leaven[peer]'.")
    return [_marks(file, smallest) for smallest in SMALLEST_TOPICS]


def _marks(file: Labelled, smallest: int) -> Marks:
    began = time.perf_counter()
    numbers = {label: at for at, label in enumerate(sorted(set(file.labels) - {NO_THEME}))}
    truth = np.array([-1 if la == NO_THEME else numbers[la] for la in file.labels])
    scores, moved = [], []
    for seed in range(SEEDS):
        order = list(range(len(file.texts)))
        random.Random(seed).shuffle(order)  # noqa: S311 (a seeded order, not a secret)
        rows = np.array(order)
        whole = _topics(file, rows, smallest, seed)
        part = _topics(file, rows[: int(len(rows) * (1 - LATER))], smallest, seed)
        scores.append(b_cubed(alone(whole, -1), alone(truth[rows], -1)))
        moved.append(_pairs_lost(part, whole[: len(part)]))
    return Marks(
        file=f"{file.name} (BERTopic, topics of {smallest})",
        n=len(file.texts),
        themes=len(numbers),
        hit1=NAN,
        hit3=NAN,
        auto_precision=NAN,
        auto_coverage=NAN,
        auto_precision_taught=NAN,
        auto_coverage_taught=NAN,
        ece=NAN,
        b3=mean(scores),
        b3_singletons=b_cubed(np.arange(len(truth)), alone(truth, -1)),
        taps=0.0,
        proposals_good=NAN,
        proposals=0,
        links_changed=mean(moved),
        seconds=time.perf_counter() - began,
    )


def _topics(file: Labelled, rows: Rows, smallest: int, seed: int) -> Rows:
    from bertopic import BERTopic
    from umap import UMAP

    reducer = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    model = BERTopic(umap_model=reducer, min_topic_size=smallest, verbose=False)
    topics, _ = model.fit_transform([file.texts[row] for row in rows], file.vectors[rows])
    return np.asarray(topics, dtype=np.intp)


def _pairs_lost(before: Rows, after: Rows) -> float:
    """Share of the pairs that stood together in `before` and do not any more."""
    together = np.triu((before[:, None] == before[None, :]) & (before[:, None] >= 0), k=1)
    still = (after[:, None] == after[None, :]) & (after[:, None] >= 0)
    return float(1 - still[together].mean()) if together.any() else 0.0
