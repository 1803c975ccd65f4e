"""The second engine: OpenAI's own Whisper on torch, for those who want the original."""

import warnings
from pathlib import Path
from typing import Any

from services.speech.engine import Ask, Samples, Segment, Tuning, Word
from services.speech.errors import ModelUnavailableError, UnknownLanguageError

INSTALL = "The engine openai is not installed; run: pip install 'leaven[openai]'"


class OpenAIWhisperEngine:
    """`checkpoint` is a .pt file as OpenAI publishes it; loaded here, once, as float32."""

    name = "openai"

    def __init__(self, checkpoint: Path, tuning: Tuning | None = None) -> None:
        try:
            import torch
            import whisper
        except ImportError as error:
            raise ModelUnavailableError(INSTALL) from error
        self.model = checkpoint.stem
        self._tuning = tuning or Tuning()
        # One clip, one thread: with other work on the machine a second thread waits at torch's
        # barriers and makes everything slower.
        torch.set_num_threads(self._tuning.threads)
        try:
            self._whisper = whisper.load_model(str(checkpoint), device="cpu")
        except Exception as error:
            raise ModelUnavailableError(
                f"The speech model {checkpoint.name} is damaged; fetch or add it again."
            ) from error
        self._open_vocabulary()

    def window(self, audio: Samples, ask: Ask) -> list[Segment]:
        self._check_language(ask.language)
        result = self._whisper.transcribe(
            audio,
            language=ask.language,
            task=ask.task,
            beam_size=self._tuning.beam,
            temperature=self._tuning.temperatures,
            condition_on_previous_text=False,
            word_timestamps=ask.words,
            initial_prompt=" ".join(ask.hints) or None,
            fp16=False,
            verbose=None,
            sample_len=self._tuning.max_tokens,
        )
        return [_segment(raw) for raw in result["segments"] if raw["text"].strip()]

    def choose_language(self, audio: Samples, among: tuple[str, ...]) -> str:
        if len(among) == 1 or not self._whisper.is_multilingual:
            return among[0]
        import whisper

        mel = whisper.log_mel_spectrogram(
            whisper.pad_or_trim(audio), n_mels=self._whisper.dims.n_mels
        )
        _, odds = self._whisper.detect_language(mel)
        return max(among, key=lambda code: odds.get(code, 0.0))

    def _open_vocabulary(self) -> None:
        from whisper.tokenizer import get_tokenizer

        with warnings.catch_warnings():
            # It leaves the file to the garbage collector; read here once, then kept in a cache.
            warnings.simplefilter("ignore", ResourceWarning)
            get_tokenizer(
                self._whisper.is_multilingual,
                num_languages=self._whisper.num_languages,
                language="en",
                task="transcribe",
            )

    def _check_language(self, language: str) -> None:
        from whisper.tokenizer import LANGUAGES

        known = LANGUAGES if self._whisper.is_multilingual else {"en"}
        if language not in known:
            raise UnknownLanguageError(
                f"The speech model {self.model} does not know this language."
            )


def _segment(raw: dict[str, Any]) -> Segment:
    return Segment(
        text=raw["text"].strip(),
        start=float(raw["start"]),
        end=float(raw["end"]),
        avg_logprob=float(raw["avg_logprob"]),
        no_speech_prob=float(raw["no_speech_prob"]),
        compression_ratio=float(raw["compression_ratio"]),
        words=tuple(
            Word(
                word["word"].strip(),
                float(word["start"]),
                float(word["end"]),
                float(word["probability"]),
            )
            for word in raw.get("words", ())
        ),
    )
