"""The tiny real Whisper checkpoint of the tests, expanded into the form that an engine loads."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from services.speech.checkpoint import TEXT_TOKENS, sinusoids, write_openai
from services.speech.checkpoint_faster import write_faster

DATA = Path(__file__).parent.parent / "speech" / "data"


def expand(engine: str, folder: Path) -> Path:
    """Write the checkpoint for `engine` below `folder`; the path to load."""
    state, dims = _load(DATA / "micro.npz")
    if engine == "openai":
        path = folder / "micro.pt"
        write_openai(state, dims, path)
        return path
    path = folder / "micro"
    write_faster(state, dims, path, *vocabulary())
    return path


def vocabulary() -> tuple[list[str], list[str]]:
    """Text tokens by id and merges; ids that the checkpoint never speaks get fillers."""
    stored = json.loads((DATA / "tokens.json").read_text("utf-8"))
    tokens = [f"[unused {at}]" for at in range(TEXT_TOKENS)]
    for token, at in stored["tokens"].items():
        tokens[at] = token
    tokens[-1] = ""  # CTranslate2 looks its unknown token up by this name
    return tokens, stored["merges"]


def _load(path: Path) -> tuple[dict[str, npt.NDArray[np.float32]], dict[str, int]]:
    stored = np.load(path)
    dims: dict[str, int] = json.loads(str(stored["dims"]))
    state = {
        name: stored[name].astype(np.float32)
        for name in stored.files
        if name not in {"used", "emb", "dims"}
    }
    # Rows of tokens that it never learned are zero and left out of the file.
    embedding = np.zeros((dims["n_vocab"], dims["n_text_state"]), np.float32)
    embedding[stored["used"]] = stored["emb"]
    state["decoder.token_embedding.weight"] = embedding
    state["encoder.positional_embedding"] = sinusoids(dims["n_audio_ctx"], dims["n_audio_state"])
    return state, dims
