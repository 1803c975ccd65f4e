"""Makes services/linking/near_words.npz: which words mean much the same, for the letters' fallback.

Run: `python -m bench.near_words`. The shipped encoder reads each whole word of its own vocabulary,
most frequent first; what the words have in common is taken out, the directions in which they
differ most are kept, and each number is rounded to a byte.
"""

import json
import re

import numpy as np

from services.linking.encoder import Vectors, unit
from services.linking.near_words import DIRECTIONS, TABLE
from services.linking.resolve import SHIPPED, resolve

MOST = 12_000
WHOLE = re.compile(r"[a-z]{3,}")


def vocabulary() -> list[str]:
    """Whole English words that the encoder knows as one piece, in its own order: by frequency."""
    told = json.loads((SHIPPED / "tokenizer.json").read_bytes())
    pieces = sorted(told["model"]["vocab"].items(), key=lambda piece: int(piece[1]))
    return [word for word, _ in pieces if WHOLE.fullmatch(word)][:MOST]


def reduced(vectors: Vectors) -> Vectors:
    """(words, DIRECTIONS) unit: the largest principal directions."""
    centred = vectors - vectors.mean(axis=0)
    *_, directions = np.linalg.svd(centred, full_matrices=False)
    return unit(centred @ directions[:DIRECTIONS].T)


def main() -> None:
    words = vocabulary()
    short = reduced(resolve().encode(words))
    bytes_of = np.rint(short * (127 / np.abs(short).max())).astype(np.int8)
    np.savez_compressed(TABLE, words=np.array(" ".join(words)), vectors=bytes_of)
    print(f"{len(words)} words, {TABLE.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
