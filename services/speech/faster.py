"""The default engine: Whisper models on CTranslate2, int8, through faster-whisper."""

from pathlib import Path

from services.speech.engine import Ask, Samples, Segment, Tuning, Word
from services.speech.errors import ModelUnavailableError, UnknownLanguageError

NEEDED_FILES = ("config.json", "model.bin", "tokenizer.json")
"""Without these faster-whisper would go and ask the net: they are checked before it is called."""


class FasterWhisperEngine:
    """`folder` holds a converted model; it is loaded here, once, into this process."""

    name = "faster"

    def __init__(self, folder: Path, tuning: Tuning | None = None) -> None:
        from faster_whisper import WhisperModel

        missing = [name for name in NEEDED_FILES if not (folder / name).is_file()]
        if missing:
            raise ModelUnavailableError(
                f"The speech model {folder.name} lacks {', '.join(missing)}; fetch or add it again."
            )
        self.model = folder.name
        self._tuning = tuning or Tuning()
        try:
            self._whisper = WhisperModel(
                str(folder),
                device="cpu",
                compute_type="int8",
                cpu_threads=self._tuning.threads,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelUnavailableError(
                f"The speech model {folder.name} is damaged; fetch or add it again."
            ) from error

    def window(self, audio: Samples, ask: Ask) -> list[Segment]:
        if ask.language not in self._whisper.supported_languages:
            raise UnknownLanguageError(
                f"The speech model {self.model} does not know this language."
            )
        segments, _ = self._whisper.transcribe(
            audio,
            language=ask.language,
            task=ask.task,
            beam_size=self._tuning.beam,
            temperature=list(self._tuning.temperatures),
            condition_on_previous_text=False,
            vad_filter=False,
            word_timestamps=ask.words,
            hotwords=" ".join(ask.hints) or None,
            max_new_tokens=_twice(self._tuning.max_tokens),
        )
        return [
            Segment(
                text=segment.text.strip(),
                start=float(segment.start),
                end=float(segment.end),
                avg_logprob=float(segment.avg_logprob),
                no_speech_prob=float(segment.no_speech_prob),
                compression_ratio=float(segment.compression_ratio),
                words=tuple(
                    Word(word.word.strip(), float(word.start), float(word.end), word.probability)
                    for word in segment.words or ()
                ),
            )
            for segment in segments
            if segment.text.strip()
        ]

    def choose_language(self, audio: Samples, among: tuple[str, ...]) -> str:
        if len(among) == 1 or not self._whisper.model.is_multilingual:
            return among[0]
        _, _, ranked = self._whisper.detect_language(audio)
        return next((code for code, _ in ranked if code in among), among[0])


def _twice(tokens: int | None) -> int | None:
    """CTranslate2 stops at half of the length that it is given, three tokens of which are ours."""
    return None if tokens is None else 2 * tokens - 3
