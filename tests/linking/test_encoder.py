import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from services.linking.encoder import Encoder, EncoderError, ForeignVectorError, require_same
from services.linking.lexical import LexicalEncoder
from services.linking.minilm import OnnxEncoder
from services.linking.resolve import SHIPPED, resolve

ODD_LINES = {
    "nothing": "",
    "blanks": " \n\t ",
    "only marks": "… !!! --",
    "emoji": "🔥🔥👍",
    "one word": "pump",
    "emoji among words": "the 🔥 pump is hot",
    "another language": "el bloqueo pide dos personas",
    "another script": "насос снова течёт",
    "five thousand words": "the pump leaks again " * 1250,
}


@pytest.fixture(scope="module", params=["shipped", "letters"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return resolve("" if request.param == "shipped" else "lexical")


ROOT = Path(__file__).parents[2]
NATIVE = {
    "lines": "from services.linking.resolve import resolve; resolve().encode(['a line'])",
    "voices": "import services.speech; from faster_whisper import vad; vad.get_vad_model()",
}


def copy_of_model(to: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, to / "model"))


def test_the_shipped_encoder_answers_without_a_notice(shipped: Encoder) -> None:
    assert (shipped.id, shipped.dimension, shipped.notice) == ("all-minilm-l6-v2-int8", 384, "")


def test_the_shipped_encoder_carries_its_licence() -> None:
    assert "Apache License" in (SHIPPED / "LICENSE").read_text()
    assert json.loads((SHIPPED / "manifest.json").read_text())["licence"] == "Apache-2.0"


@pytest.mark.parametrize("line", ODD_LINES.values(), ids=ODD_LINES.keys())
def test_any_line_becomes_a_vector_of_length_one_or_zero(encoder: Encoder, line: str) -> None:
    (vector,) = encoder.encode([line])
    assert vector.dtype == np.float32
    assert vector.shape == (encoder.dimension,)
    assert float(np.linalg.norm(vector)) == pytest.approx(
        1 if any(map(str.isalnum, line)) else 0, abs=1e-5
    )


def test_a_line_has_the_same_vector_whatever_is_read_beside_it(encoder: Encoder) -> None:
    line = "the guard switch sticks again on infeed two"
    alone = encoder.encode([line])[0]
    beside = encoder.encode(["short", line, "a much longer line " * 40])[1]
    assert np.array_equal(alone, beside)


def test_no_lines_are_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


@pytest.mark.parametrize("line", ODD_LINES.values(), ids=ODD_LINES.keys())
def test_the_words_of_a_line_add_up_to_its_vector(encoder: Encoder, line: str) -> None:
    shares = encoder.words(line)
    assert len(shares.spans) == len(shares.vectors) == len(shares.contexts)
    whole = shares.vectors.sum(axis=0) + shares.rest
    assert np.allclose(whole, encoder.encode([line])[0], atol=1e-5)


def test_meaning_is_closer_than_letters(shipped: Encoder) -> None:
    one, same, other = shipped.encode(
        [
            "the lorry driver waits an hour at the gate",
            "trucks queue outside",
            "the gate valve leaks",
        ]
    )
    assert one @ same > one @ other


def test_a_folder_that_was_set_is_used(tmp_path: Path) -> None:
    assert resolve(str(copy_of_model(tmp_path))).id == "all-minilm-l6-v2-int8"


def test_a_damaged_file_is_refused_when_the_folder_was_set(tmp_path: Path) -> None:
    folder = copy_of_model(tmp_path)
    with (folder / "model.onnx").open("r+b") as file:
        file.seek(1000)
        file.write(b"x")
    with pytest.raises(EncoderError, match="not the file that its manifest names"):
        resolve(str(folder))


def test_a_folder_without_a_manifest_or_with_half_of_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="no usable manifest"):
        resolve(str(tmp_path))
    folder = copy_of_model(tmp_path)
    (folder / "tokenizer.json").unlink()
    with pytest.raises(EncoderError, match=r"lacks tokenizer\.json"):
        resolve(str(folder))
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["sha256"]["tokenizer.json"]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(EncoderError, match="must name model and tokenizer"):
        resolve(str(folder))


def test_a_manifest_cannot_point_outside_its_folder(tmp_path: Path) -> None:
    folder = copy_of_model(tmp_path)
    (tmp_path / "outside").write_text("x")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["sha256"]["../outside"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(EncoderError, match="lacks"):
        OnnxEncoder(folder)


def test_without_the_shipped_model_letters_answer_and_say_so(tmp_path: Path) -> None:
    encoder = resolve(shipped=tmp_path)
    assert isinstance(encoder, LexicalEncoder)
    assert "no sentence encoder" in encoder.notice


def test_a_vector_of_another_encoder_is_refused(shipped: Encoder) -> None:
    require_same(shipped, shipped.digest)
    with pytest.raises(ForeignVectorError, match="another encoder"):
        require_same(shipped, LexicalEncoder().digest)


@pytest.mark.parametrize("reads", NATIVE.values(), ids=NATIVE.keys())
def test_what_reads_lines_and_finds_voices_keeps_no_report_for_its_maker(
    tmp_path: Path, reads: str
) -> None:
    """Until it sends its reports, the library keeps them in files, with the machine's number."""
    ours = {key: value for key, value in os.environ.items() if key != "ORT_DISABLE_TELEMETRY"}
    places = dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME"), str(tmp_path))
    subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", reads], cwd=ROOT, env=ours | places, check=True
    )
    assert list(tmp_path.iterdir()) == []
