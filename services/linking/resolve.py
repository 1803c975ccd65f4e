"""Which encoder reads the lines: the folder that was set, the one that ships, or the fallback."""

import logging
from pathlib import Path

from services.linking.encoder import Encoder, EncoderError
from services.linking.lexical import LexicalEncoder
from services.linking.minilm import OnnxEncoder

logger = logging.getLogger(__name__)
SHIPPED = Path(__file__).parent / "model"


def resolve(setting: str = "", shipped: Path = SHIPPED) -> Encoder:
    """The encoder for a setting: empty, `lexical`, or a folder with a manifest.

    A folder that was set and cannot be used raises EncoderError: someone chose it, so silence would
    mislead. Without the shipped model the fallback answers, and its `notice` says so.
    """
    if setting == "lexical":
        return LexicalEncoder()
    if setting:
        return OnnxEncoder(Path(setting).expanduser())
    try:
        return OnnxEncoder(shipped)
    except EncoderError:
        logger.warning("the shipped encoder cannot be used; lines are compared by their letters")
        return LexicalEncoder()
