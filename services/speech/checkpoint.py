"""Write Whisper checkpoints in the forms that the two engines load, from one set of arrays.

For the bench (real dimensions, random weights where no real ones are there) and for the tests
(a tiny real checkpoint). Array names are those of openai-whisper's state dict.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

State = Mapping[str, npt.NDArray[np.float32]]
Dims = Mapping[str, int]

VOCABULARY_SIZE = 51_865
"""Tokens of the multilingual models up to `medium`: 50 257 of text, the rest signs."""
TEXT_TOKENS = 50_257

# In the order of Whisper's language tokens.
LANGUAGES = re.findall(
    r"\w+",
    "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th "
    "ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr "
    "pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt "
    "haw ln ha ba jw su",
)


def dims_of(width: int, layers: int) -> dict[str, int]:
    """Whisper's dimensions for a model of `width` numbers a position and `layers` + `layers`."""
    heads = max(2, width // 64)
    return {
        "n_mels": 80,
        "n_audio_ctx": 1500,
        "n_audio_state": width,
        "n_audio_head": heads,
        "n_audio_layer": layers,
        "n_vocab": VOCABULARY_SIZE,
        "n_text_ctx": 448,
        "n_text_state": width,
        "n_text_head": heads,
        "n_text_layer": layers,
    }


def sign_tokens() -> list[str]:
    """The signs after the text tokens: end, start, languages, tasks, times."""
    return [
        "<|endoftext|>",
        "<|startoftranscript|>",
        *(f"<|{language}|>" for language in LANGUAGES),
        "<|translate|>",
        "<|transcribe|>",
        "<|startoflm|>",
        "<|startofprev|>",
        "<|nospeech|>",
        "<|notimestamps|>",
        *(f"<|{step * 0.02:.2f}|>" for step in range(1501)),
    ]


def sinusoids(length: int, width: int) -> npt.NDArray[np.float32]:
    """The encoder's fixed positions, shape (length, width)."""
    step = np.log(10_000) / (width // 2 - 1)
    angles = np.arange(length)[:, None] * np.exp(-step * np.arange(width // 2))[None]
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


def random_state(dims: Dims, seed: int = 0) -> dict[str, npt.NDArray[np.float32]]:
    """Weights of the right shapes without meaning: they cost what real ones cost."""
    random = np.random.default_rng(seed)
    state = {}
    for name, shape in _shapes(dims).items():
        if name.endswith(".bias"):
            state[name] = np.zeros(shape, np.float32)
        elif name.split(".")[-2].startswith("ln") or name.endswith("_ln.weight"):
            state[name] = np.ones(shape, np.float32)
        else:
            state[name] = random.normal(0, 0.02, shape).astype(np.float32)
    state["encoder.positional_embedding"] = sinusoids(dims["n_audio_ctx"], dims["n_audio_state"])
    return state


def _shapes(dims: Dims) -> dict[str, tuple[int, ...]]:
    width = dims["n_audio_state"]
    shapes: dict[str, tuple[int, ...]] = {
        "encoder.conv1.weight": (width, dims["n_mels"], 3),
        "encoder.conv1.bias": (width,),
        "encoder.conv2.weight": (width, width, 3),
        "encoder.conv2.bias": (width,),
        "decoder.token_embedding.weight": (dims["n_vocab"], width),
        "decoder.positional_embedding": (dims["n_text_ctx"], width),
    }
    for norm in ("encoder.ln_post", "decoder.ln"):
        shapes |= {f"{norm}.weight": (width,), f"{norm}.bias": (width,)}
    for layer in range(dims["n_audio_layer"]):
        shapes |= _block(f"encoder.blocks.{layer}", width, ("attn",))
    for layer in range(dims["n_text_layer"]):
        shapes |= _block(f"decoder.blocks.{layer}", width, ("attn", "cross_attn"))
    return shapes


def _block(name: str, width: int, attentions: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {}
    for attention in attentions:
        for part in ("query", "key", "value", "out"):
            shapes[f"{name}.{attention}.{part}.weight"] = (width, width)
            shapes[f"{name}.{attention}.{part}.bias"] = (width,)
        del shapes[f"{name}.{attention}.key.bias"]  # Whisper's keys have none
    for norm in (*(f"{attention}_ln" for attention in attentions), "mlp_ln"):
        shapes |= {f"{name}.{norm}.weight": (width,), f"{name}.{norm}.bias": (width,)}
    return shapes | {
        f"{name}.mlp.0.weight": (4 * width, width),
        f"{name}.mlp.0.bias": (4 * width,),
        f"{name}.mlp.2.weight": (width, 4 * width),
        f"{name}.mlp.2.bias": (width,),
    }


def write_openai(state: State, dims: Dims, path: Path) -> None:
    """A .pt file as openai-whisper publishes them (float16); needs torch."""
    import torch

    tensors = {name: torch.from_numpy(array.astype(np.float16)) for name, array in state.items()}
    torch.save({"dims": dict(dims), "model_state_dict": tensors}, path)
