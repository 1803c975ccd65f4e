"""What a crew answers, and what it sees of what became of its lines."""

from typing import Literal
from uuid import UUID

from app.domain.decision import ActionCard
from app.domain.noun import Noun

Question = Literal["would_help", "did_it_help"]

QUESTIONS: dict[str, str] = {
    "would_help": "Would this help you?",
    "did_it_help": "It was done a month ago. Did it help?",
}
ANSWERS: dict[str, dict[str, str]] = {
    "would_help": {"yes": "Yes", "partly": "In part", "no": "No"},
    "did_it_help": {"better": "Better", "same": "The same", "worse": "Worse"},
}
WHY_ANSWERS = {"makes_sense": "Makes sense", "not_in_our_reality": "Not in our reality"}
LONGEST_WHY_NOTE = 700


class CrewAction(ActionCard):
    """`question` is what is asked now; `spreads` stay empty until three have answered."""

    question: Question | None = None
    answered: bool = False
    spreads: dict[str, dict[str, int]] = {}
    differences: tuple[str, ...] = ()
    differences_let_go: bool = False
    owner_note: str = ""


class WhyAnswers(Noun):
    verdict: str
    lines: tuple[str, ...] = ()


class ExplainedStep(Noun):
    """A step of the work as written, and what leaders said of it."""

    id: UUID
    words: str
    why_notes: tuple["WhyNote", ...] = ()


class WhyNote(Noun):
    """Why it is so, by a leader who stands as a role: of a theme, or of one `step` as written.

    `answers` is None below five; `answered` is what the asking seat did itself.
    """

    id: UUID
    role: str
    words: str
    week: str
    step: ExplainedStep | None = None
    answers: WhyAnswers | None = None
    answered: bool = False


class WhySubject(Noun):
    """What a leader reads before saying why; `theme` is where the way back leads."""

    kind: Literal["theme", "step"]
    title: str
    lines: tuple[str, ...] = ()
    theme: UUID | None = None


class WaitingLine(Noun):
    """A released line that nobody has answered; `too_long` after fourteen days."""

    id: UUID
    words: str
    too_long: bool = False
    topic: str = ""
    week: str = ""


class CrewPage(Noun):
    actions: tuple[CrewAction, ...] = ()
    why_notes: tuple[WhyNote, ...] = ()
    unanswered: tuple[WaitingLine, ...] = ()
