"""A sentence encoder of the MiniLM class: token vectors from onnxruntime, pooled here."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from pydantic import BaseModel, Field, ValidationError
from tokenizers import Encoding, Tokenizer

from services.linking.encoder import EncoderError, Vectors, WordShares, unit
from services.linking.text import WORD, normalise

MAX_WINDOWS = 8
"""A line longer than this many times the model's window is read up to there (about 1,500 words)."""


class Manifest(BaseModel):
    """`manifest.json` of an encoder folder: what the files are, and their SHA-256."""

    id: str = Field(min_length=1, max_length=80)
    dimension: int = Field(ge=8, le=4000)
    pooling: str = Field(pattern="^mean$")
    languages: tuple[str, ...] = ()
    max_tokens: int = Field(default=256, ge=16, le=8192)
    prefix: str = ""
    licence: str = Field(min_length=1)
    sha256: dict[str, str]


def read_manifest(folder: Path) -> Manifest:
    """The folder's manifest, with every file that it names checked. Raises EncoderError."""
    try:
        manifest = Manifest.model_validate(json.loads((folder / "manifest.json").read_bytes()))
    except (OSError, ValueError, ValidationError) as error:
        raise EncoderError(f"The encoder folder {folder.name!r} has no usable manifest.") from error
    if not {"model.onnx", "tokenizer.json"} <= manifest.sha256.keys():
        raise EncoderError(f"The manifest of {folder.name!r} must name model and tokenizer.")
    for name, expected in manifest.sha256.items():
        _check(folder, name, expected)
    return manifest


def _check(folder: Path, name: str, expected: str) -> None:
    file = folder / Path(name).name
    if not file.is_file():
        raise EncoderError(f"The encoder folder {folder.name!r} lacks {name}.")
    if hashlib.sha256(file.read_bytes()).hexdigest() != expected:
        raise EncoderError(f"{name} in {folder.name!r} is not the file that its manifest names.")


class OnnxEncoder:
    """Mean-pooled token vectors. One line at a time: int8 scales depend on what shares a batch."""

    notice = ""

    def __init__(self, folder: Path) -> None:
        """Load a folder with model.onnx, tokenizer.json and manifest.json. Raises EncoderError."""
        manifest = read_manifest(folder)
        self.id = manifest.id
        self.dimension = manifest.dimension
        self.languages = manifest.languages
        parts = [*sorted(manifest.sha256.items()), ("prefix", manifest.prefix)]
        self.digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
        self._prefix = manifest.prefix
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._tokenizer.no_padding()
            self._tokenizer.enable_truncation(manifest.max_tokens)
            self._session = onnxruntime.InferenceSession(
                folder / "model.onnx", _one_thread(), providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # two native libraries, each with bare exceptions of its own
            raise EncoderError(f"The encoder in {folder.name!r} does not load.") from error
        self._inputs = {given.name for given in self._session.get_inputs()}

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            line = normalise(text)
            if WORD.search(line):
                rows[row] = np.concatenate([v for _, v in self._read(line)]).mean(axis=0)
        return unit(rows)

    def words(self, text: str) -> WordShares:
        line = normalise(text)
        spans = tuple(match.span() for match in WORD.finditer(line))
        sums = np.zeros((len(spans), self.dimension), dtype=np.float64)
        rest = np.zeros(self.dimension, dtype=np.float64)
        if not spans:
            none = sums.astype(np.float32)
            return WordShares((), none, none, rest.astype(np.float32))
        tokens = 0
        for encoding, vectors in self._read(line):
            tokens += len(vectors)
            for place, vector in zip(self._words_of(encoding, spans), vectors, strict=True):
                target = rest if place is None else sums[place]
                target += vector
        length = np.linalg.norm(sums.sum(axis=0) + rest)
        shares = sums.astype(np.float32)
        return WordShares(
            spans=spans,
            vectors=(sums / length).astype(np.float32),
            contexts=unit(shares),
            rest=(rest / length).astype(np.float32),
        )

    def _words_of(
        self, window: Encoding, spans: tuple[tuple[int, int], ...]
    ) -> Iterator[int | None]:
        """For each token of a window the word that it stands in; None for marks and punctuation."""
        starts = [start for start, _ in spans]
        for start, end in window.offsets:
            at = start - len(self._prefix)
            word = bisect_right(starts, at) - 1
            inside = end > start and word >= 0 and at < spans[word][1]
            yield word if inside else None

    def _read(self, line: str) -> list[tuple[Encoding, Vectors]]:
        """Token vectors (tokens, dimension) of each window of the line."""
        first = self._tokenizer.encode(self._prefix + line)
        windows = [first, *first.overflowing][:MAX_WINDOWS]
        return [(window, self._run(window)) for window in windows]

    def _run(self, window: Encoding) -> Vectors:
        ids = np.array([window.ids], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": ids * 0}
        feed = {name: array for name, array in given.items() if name in self._inputs}
        return np.asarray(self._session.run(None, feed)[0][0], dtype=np.float32)


def _one_thread() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()  # measured: a second thread makes one short line slower
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return options
