"""The figures of `eval linking`: labelled files in, one row of marks per file and a pooled one."""

import csv
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean

from app.errors import InvalidInputError
from services.linking.encoder import Encoder
from services.linking.score import Weights, calibration_error
from services.linking.trial import NO_THEME, Known, Labelled, known
from services.linking.workday import cold_start, work

KNOWN_ORDERS = 5
WORK_ORDERS = 3
MOST_LINES = 2500
"""Small files are replayed in several orders, large ones in one: their figures hardly move."""
COLUMNS = (
    "file",
    "n",
    "themes",
    "hit@1",
    "hit@3",
    "auto P",
    "auto cover",
    "auto P after 100 answers",
    "ECE",
    "B³",
    "B³ alone",
    "taps/line",
    "good proposals",
    "links changed",
)


@dataclass(frozen=True)
class Marks:
    """One file's figures, each a mean over seeded orders. Shares run from 0 to 1."""

    file: str
    n: int
    themes: int
    hit1: float
    """True theme first, among lines whose theme existed already."""
    hit3: float
    auto_precision: float
    """Of lines whose best theme stands at p >= .9: share that is right."""
    auto_coverage: float
    auto_precision_taught: float
    """The same after the organisation's first 100 answers."""
    auto_coverage_taught: float
    ece: float
    """Expected calibration error over the first three candidates of every line."""
    b3: float
    """B-cubed F1 at the end of a facilitator's work."""
    b3_singletons: float
    taps: float
    """Per line."""
    proposals_good: float
    """Share of themes proposed from the bare file that are at least 70 % one theme."""
    proposals: int
    """How many were proposed."""
    links_changed: float
    """Share of existing links that differ after 20 % more lines."""
    seconds: float


@dataclass(frozen=True)
class Report:
    """All files, and what they have in common."""

    encoder: str
    digest: str
    notice: str
    marks: tuple[Marks, ...]
    pooled_ece: float

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "marks": [asdict(marks) for marks in self.marks]}


def read_labelled(path: Path) -> tuple[list[str], list[str]]:
    """Texts and labels of a CSV with `id,text,label`. Raises InvalidInputError."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInputError(f"{path.name} cannot be read as CSV.") from error
    if not rows or not {"id", "text", "label"} <= rows[0].keys():
        raise InvalidInputError(f"{path.name} needs lines with the columns id, text and label.")
    return [row["text"] or "" for row in rows], [row["label"] or NO_THEME for row in rows]


def evaluate(paths: Iterable[Path], encoder: Encoder, weights: Weights) -> Report:
    """Replay every file in seeded random orders."""
    marks, chances, kept = [], [], []
    for path in paths:
        texts, labels = read_labelled(path)
        file = Labelled(path.name, texts, labels, encoder.encode(texts))
        found, answers = _marks(file, weights)
        marks.append(found)
        chances += answers.chances
        kept += answers.kept
    pooled = calibration_error(chances, kept)
    return Report(encoder.id, encoder.digest, encoder.notice, tuple(marks), pooled)


def _marks(file: Labelled, weights: Weights) -> tuple[Marks, Known]:
    began = time.perf_counter()
    answers = Known()
    orders = max(1, MOST_LINES // max(1, len(file.texts)))
    for seed in range(min(KNOWN_ORDERS, orders)):
        known(file, seed, weights, answers)
    worked = [work(file, seed, weights) for seed in range(min(WORK_ORDERS, orders))]
    good, offered = cold_start(file)
    marks = Marks(
        file=file.name,
        n=len(file.texts),
        themes=len(set(file.labels) - {NO_THEME}),
        hit1=_share(answers.first, answers.asked),
        hit3=_share(answers.in_three, answers.asked),
        auto_precision=_share(answers.sure_right, answers.sure),
        auto_coverage=_share(answers.sure, answers.lines),
        auto_precision_taught=_share(answers.taught_right, answers.taught),
        auto_coverage_taught=_share(answers.taught, answers.taught_lines),
        ece=calibration_error(answers.chances, answers.kept),
        b3=mean(w.b3 for w in worked),
        b3_singletons=mean(w.b3_alone for w in worked),
        taps=mean(w.taps for w in worked),
        proposals_good=_share(good, offered),
        proposals=offered,
        links_changed=mean(w.changed for w in worked),
        seconds=time.perf_counter() - began,
    )
    return marks, answers


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def table(marks: Sequence[Marks]) -> list[str]:
    """The rows as a Markdown table; a dash where there is nothing to count."""
    lines = [" | ".join(COLUMNS), " | ".join("---" for _ in COLUMNS)]
    for m in marks:
        shares = (m.hit1, m.hit3, m.auto_precision, m.auto_coverage, m.auto_precision_taught)
        later = (m.ece, m.b3, m.b3_singletons, m.taps)
        cells = [m.file, str(m.n), str(m.themes), *map(_cell, shares + later)]
        cells.append(f"{_cell(m.proposals_good)} of {m.proposals}")
        lines.append(" | ".join([*cells, _cell(m.links_changed)]))
    return [f"| {line} |" for line in lines]


def _cell(value: float) -> str:
    return "-" if value != value else f"{value:.3f}"  # noqa: PLR0124 (only NaN differs from itself)
