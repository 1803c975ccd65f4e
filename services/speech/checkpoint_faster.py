"""Write a Whisper checkpoint as a CTranslate2 folder with its tokenizer, for the faster engine."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from services.speech.checkpoint import LANGUAGES, TEXT_TOKENS, Dims, State, sign_tokens


def write_faster(
    state: State, dims: Dims, folder: Path, text_tokens: Sequence[str], merges: Sequence[str]
) -> None:
    """A CTranslate2 folder, int8, with its tokenizer; needs neither torch nor transformers.

    Args:
        state: Arrays by openai-whisper's names.
        dims: As `dims_of` gives them.
        folder: Made if missing.
        text_tokens: The byte-level spelling of the 50 257 text tokens, by id.
        merges: Pairs "left right" of the byte-pair encoding, most frequent first.
    """
    from ctranslate2.specs import whisper_spec

    spec = whisper_spec.WhisperSpec(
        dims["n_audio_layer"], dims["n_audio_head"], dims["n_text_layer"], dims["n_text_head"]
    )
    _fill_encoder(spec.encoder, state)
    _fill_decoder(spec.decoder, state)
    signs = sign_tokens()
    spec.register_vocabulary([*text_tokens, *signs])
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [220, TEXT_TOKENS]
    spec.config.lang_ids = list(range(TEXT_TOKENS + 2, TEXT_TOKENS + 2 + len(LANGUAGES)))
    spec.config.alignment_heads = [
        (layer, head)
        for layer in range(dims["n_text_layer"] // 2, dims["n_text_layer"])
        for head in range(dims["n_text_head"])
    ]
    folder.mkdir(parents=True, exist_ok=True)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    _tokenizer(text_tokens, merges, signs).save(str(folder / "tokenizer.json"))


def _tokenizer(text_tokens: Sequence[str], merges: Sequence[str], signs: Sequence[str]) -> Any:
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    pairs = [(left, right) for left, right in (merge.split(" ") for merge in merges)]
    tokenizer: Any = Tokenizer(
        models.BPE(vocab={token: at for at, token in enumerate(text_tokens)}, merges=pairs)
    )
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    times = [sign for sign in signs if sign[2].isdigit()]
    others = [sign for sign in signs if not sign[2].isdigit()]
    tokenizer.add_special_tokens([AddedToken(sign, special=True) for sign in others])
    tokenizer.add_tokens([AddedToken(sign, special=False, normalized=False) for sign in times])
    return tokenizer


def _fill_encoder(encoder: Any, state: State) -> None:
    for name in ("conv1", "conv2"):
        convolution = getattr(encoder, name)
        convolution.weight = _array(state, f"encoder.{name}.weight")
        convolution.bias = _array(state, f"encoder.{name}.bias")
    encoder.position_encodings.encodings = _array(state, "encoder.positional_embedding")
    _norm(encoder.layer_norm, state, "encoder.ln_post")
    for number, layer in enumerate(encoder.layer):
        _layer(layer, state, f"encoder.blocks.{number}", cross=False)


def _fill_decoder(decoder: Any, state: State) -> None:
    decoder.embeddings.weight = _array(state, "decoder.token_embedding.weight")
    decoder.projection.weight = decoder.embeddings.weight
    decoder.position_encodings.encodings = _array(state, "decoder.positional_embedding")
    decoder.position_encodings.encodings = _array(state, "decoder.positional_embedding")
    decoder.scale_embeddings = False
    _norm(decoder.layer_norm, state, "decoder.ln")
    for number, layer in enumerate(decoder.layer):
        _layer(layer, state, f"decoder.blocks.{number}", cross=True)


def _layer(layer: Any, state: State, name: str, *, cross: bool) -> None:
    _attention(layer.self_attention, state, f"{name}.attn", fused=True)
    if cross:
        _attention(layer.attention, state, f"{name}.cross_attn", fused=False)
    _linear(layer.ffn.linear_0, state, f"{name}.mlp.0")
    _linear(layer.ffn.linear_1, state, f"{name}.mlp.2")
    _norm(layer.ffn.layer_norm, state, f"{name}.mlp_ln")


def _attention(attention: Any, state: State, name: str, *, fused: bool) -> None:
    from ctranslate2.converters import utils
    from ctranslate2.specs import common_spec

    query, key, value = (common_spec.LinearSpec() for _ in range(3))
    _linear(query, state, f"{name}.query")
    _linear(key, state, f"{name}.key")
    _linear(value, state, f"{name}.value")
    key.bias = np.zeros(key.weight.shape[0], np.float32)  # Whisper's keys have none
    if fused:
        utils.fuse_linear(attention.linear[0], [query, key, value])
    else:
        utils.fuse_linear(attention.linear[0], [query])
        utils.fuse_linear(attention.linear[1], [key, value])
    _linear(attention.linear[-1], state, f"{name}.out")
    _norm(attention.layer_norm, state, f"{name}_ln")


def _linear(linear: Any, state: State, name: str) -> None:
    linear.weight = _array(state, f"{name}.weight")
    if f"{name}.bias" in state:
        linear.bias = _array(state, f"{name}.bias")


def _norm(norm: Any, state: State, name: str) -> None:
    norm.gamma = _array(state, f"{name}.weight")
    norm.beta = _array(state, f"{name}.bias")


def _array(state: State, name: str) -> Any:
    return np.ascontiguousarray(state[name], np.float32)
