"""Open questions to ask, by phase and use. They ask about the work and never for a person."""

from app.domain.phase import Phase
from app.domain.session import Use

LEARN: dict[Use, tuple[str, ...]] = {
    "work": (
        "Walk us through it from the moment you pick it up.",
        "What does a good day look like? And a bad one?",
        "Where do you have to make it work?",
        "What do you know that the paper does not?",
        "What would you tell someone on their first night?",
        "What makes it easier? Harder?",
        "When is it different: nights, rush, short-handed?",
    ),
    "change": (
        "What will people really do when this arrives?",
        "What will it take away that helps today?",
        "Which other job will feel it?",
        "What would you watch in the first week?",
    ),
    "event": (
        "What was normal about that day?",
        "What was going on around the job?",
        "What did you see, hear, expect just then?",
        "What had worked before?",
        "How often does it nearly go like that?",
    ),
}
CANONICAL = (
    "What conditions shape the choice?",
    "What in the design makes plan and reality hard to fit?",
    "Where are we filling a gap, and what does that tell?",
)
SOAK = (
    "What came back to you since?",
    "What did somebody say that is true for you too?",
    "What did we leave out?",
    "Where else have you seen this?",
)
ROUTINE = (
    "What surprised us this week?",
    "Where did we make it work?",
    "What small thing keeps coming back?",
)
IMPROVE = (
    "What protects us today? What does it rest on?",
    "What one change would make this easy to get right?",
    "What can we do ourselves tomorrow?",
    "What needs the sponsor?",
    "How will we know it helped?",
)
SHARE = ("What should others look for?", "What would you tell them in half a minute?")
SAFETY = ("Could you say what you wanted to say?", "Will this be used fairly?")
SPONSOR = (
    "Say first: “Thank you. What I heard is …”",
    "Then: what I can decide now; what I cannot, and why; when you will hear.",
)
PRINCIPLES = (
    "Error is normal.",
    "Blame fixes nothing.",
    "Context drives behaviour.",
    "Learning and improving is vital.",
    "How leaders respond matters.",
)


def prompts(phase: Phase, use: Use) -> tuple[str, ...]:
    """The questions of a phase, in the order in which they are offered; none before Learn."""
    if phase == "learn":
        return (*LEARN[use], *CANONICAL)
    others: dict[Phase, tuple[str, ...]] = {"soak": SOAK, "improve": IMPROVE, "share": SHARE}
    return others.get(phase, ())


def soak_question(turn: int) -> str:
    """The one question a seat is asked in Soak; `turn` is the seat's own number, 0 or more."""
    return SOAK[turn % len(SOAK)]
