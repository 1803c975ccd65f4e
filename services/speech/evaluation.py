"""Measure an engine on labelled recordings: errors, time, memory, and how honest its doubts are."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from app.errors import InvalidInputError, LeavenError
from services.speech.error_rate import Distance, Normalise, distance, normaliser
from services.speech.meter import Cost, Meter, peak_memory
from services.speech.transcriber import Transcriber


@dataclass(frozen=True, slots=True)
class Labelled:
    """A recording and what is said in it."""

    file: Path
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """One recording's outcome; `problem` says why there is none. Times in seconds."""

    file: str
    said: str
    heard: str = ""
    problem: str = ""
    errors: int = 0
    words: int = 0
    exact: bool = False
    doubtful: bool = False
    seconds: float = 0.0
    wall: float = 0.0
    cpu: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """All results and what they come to."""

    engine: str
    model: str
    language: str
    normaliser: str
    results: tuple[Result, ...]
    peak_bytes: int | None

    @property
    def heard(self) -> list[Result]:
        return [result for result in self.results if not result.problem]

    def as_json(self) -> dict[str, Any]:
        """Totals and rows, for a file that others read."""
        seconds = sum(result.seconds for result in self.heard)
        total = sum((Distance(r.errors, r.words) for r in self.heard), Distance(0, 0))
        return {
            "engine": self.engine,
            "model": self.model,
            "language": self.language,
            "normaliser": self.normaliser,
            "files": len(self.results),
            "failed": len(self.results) - len(self.heard),
            "words": total.words,
            "word_error_rate": total.rate if self.heard else None,
            "exact_share": _share(r.exact for r in self.heard),
            "doubtful_share": _share(r.doubtful for r in self.heard),
            "audio_seconds": seconds,
            "rtf_wall": sum(r.wall for r in self.heard) / seconds if seconds else None,
            "rtf_cpu": sum(r.cpu for r in self.heard) / seconds if seconds else None,
            "peak_bytes": self.peak_bytes,
            "rows": [asdict(result) for result in self.results],
        }


def read_manifest(manifest: Path) -> list[Labelled]:
    """Rows of a CSV with columns `file` (relative to it) and `text`; others are ignored.

    Raises:
        InvalidInputError: not readable as such.
    """
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InvalidInputError(f"{manifest} cannot be read as a table.") from error
    if not rows or not {"file", "text"} <= rows[0].keys():
        raise InvalidInputError(f"{manifest} needs the columns file and text, and a row.")
    return [Labelled(manifest.parent / (row["file"] or ""), row["text"] or "") for row in rows]


def evaluate(
    transcriber: Transcriber, names: tuple[str, str], labelled: Iterable[Labelled], language: str
) -> Report:
    """Transcribe and compare all; a bad file is a row with its error. `names`: engine, model."""
    heard = list(_results(transcriber, labelled, language))
    peak = peak_memory()  # before the normaliser, whose package brings torch along
    how, normalise = normaliser(language)
    results = tuple(result if result.problem else _compared(result, normalise) for result in heard)
    return Report(*names, language, how, results, peak)


def _compared(result: Result, normalise: Normalise) -> Result:
    gap = distance(result.said, result.heard, normalise)
    return replace(result, errors=gap.errors, words=gap.words, exact=gap.errors == 0)


def _results(
    transcriber: Transcriber, labelled: Iterable[Labelled], language: str
) -> Iterator[Result]:
    for one in labelled:
        meter = Meter()
        try:
            transcript = transcriber.transcribe(one.file.read_bytes(), language=language)
        except (LeavenError, OSError) as error:
            yield Result(one.file.name, one.text, problem=_sentence(error))
            continue
        cost: Cost = meter.read()
        yield Result(
            file=one.file.name,
            said=one.text,
            heard=transcript.text,
            doubtful=any(segment.doubtful for segment in transcript.segments),
            seconds=transcript.seconds,
            wall=cost.wall,
            cpu=cost.cpu,
        )


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, LeavenError) else "The file cannot be read."


def _share(facts: Iterable[bool]) -> float | None:
    known = list(facts)
    return sum(known) / len(known) if known else None
