"""What the example organisation is made of: three sites, four themes, a session in each phase.

The cases are the ones every plant knows: a two-person job on a one-person roster, a warm-up that
stands in no procedure, and what falls between two shifts.
"""

from dataclasses import dataclass, field

from app.domain.phase import Phase
from app.domain.session import Use

ORGANISATION = "Example: Three Rivers Works"
PEOPLE = {
    "facilitator": "facilitator@leaven.example",
    "sponsor": "sponsor@leaven.example",
    "member": "member@leaven.example",
    "representative": "representative@leaven.example",
    "administrator": "administrator@leaven.example",
}
SHIFT_KINDS = ("days", "nights", "weekends")


@dataclass(frozen=True)
class ExampleSite:
    name: str
    kind: str
    areas: tuple[str, ...]
    danger_name: str
    danger_contact: str


@dataclass(frozen=True)
class ExampleLine:
    words: str
    theme: str | None = None


@dataclass(frozen=True)
class ExampleSession:
    topic: str
    site: str
    area: str
    shift_kind: str
    phase: Phase
    use: Use
    lines: tuple[ExampleLine, ...] = ()
    voices: int = 5
    weeks_ago: int | None = None
    sponsor_role: str = "operations manager"
    facilitators: tuple[str, ...] = field(default=("facilitator",))


SITES = (
    ExampleSite(
        "Mill Lane packing plant", "plant", ("Infeed 2", "Palletiser"), "Shift lead", "ext. 222"
    ),
    ExampleSite("Harbour depot", "depot", ("Dock 4", "Yard"), "Yard control", "radio channel 1"),
    ExampleSite(
        "Hill Road hospital", "hospital", ("Ward 6", "Theatre stores"), "Site team", "bleep 2222"
    ),
)

TWO_PERSON = "A two-person job on a one-person roster"
WARM_UP = "The warm-up that stands in no procedure"
HANDOVER = "What falls between two shifts"
LABELS = "Labels and displays that the cold or the light takes away"
THEMES = {
    TWO_PERSON: ("two people", "alone", "roster", "nights"),
    WARM_UP: ("warm up", "first run", "cold start"),
    HANDOVER: ("handover", "board", "next shift"),
    LABELS: ("label", "cold", "read"),
}

SESSIONS = (
    ExampleSession(
        topic="Changing the infeed belt at night",
        site="Mill Lane packing plant",
        area="Infeed 2",
        shift_kind="nights",
        phase="closed",
        use="work",
        weeks_ago=19,
        voices=6,
        lines=(
            ExampleLine(
                "The paper says two people for the belt change, the roster gives us one on nights.",
                TWO_PERSON,
            ),
            ExampleLine(
                "I wedge the guard open with a block because nobody is there to hold it.",
                TWO_PERSON,
            ),
            ExampleLine(
                "We wait for the forklift driver to walk past and ask for two minutes of holding.",
                TWO_PERSON,
            ),
            ExampleLine("The scheduling screen cannot show that a job needs two.", TWO_PERSON),
            ExampleLine("The good block lives in a locker, the new ones do not know where."),
            ExampleLine(
                "We tell the morning crew about the loose roller by mouth, the sheet has no box.",
                HANDOVER,
            ),
        ),
    ),
    ExampleSession(
        topic="Starting the palletiser on Monday",
        site="Mill Lane packing plant",
        area="Palletiser",
        shift_kind="days",
        phase="share",
        use="work",
        weeks_ago=9,
        voices=5,
        lines=(
            ExampleLine(
                "I run it empty for ten minutes before the first layer, or it drops the corner.",
                WARM_UP,
            ),
            ExampleLine("Nobody wrote the warm-up down, you learn it from whoever is on.", WARM_UP),
            ExampleLine(
                "The start-up sheet goes from power on to full speed, we do three steps between.",
                WARM_UP,
            ),
            ExampleLine(
                "The label on the air valve curls off in the cold, we know it by feel.", LABELS
            ),
            ExampleLine(
                "If the last crew parks the arm up, we save a quarter of an hour.", HANDOVER
            ),
        ),
    ),
    ExampleSession(
        topic="Loading the late trailer",
        site="Harbour depot",
        area="Dock 4",
        shift_kind="nights",
        phase="closed",
        use="work",
        weeks_ago=15,
        voices=6,
        lines=(
            ExampleLine(
                "The load list says lift with a mate, after ten there is no mate in the yard.",
                TWO_PERSON,
            ),
            ExampleLine(
                "We hand over at the dock door and not at the board, that is a trailer behind.",
                HANDOVER,
            ),
            ExampleLine(
                "What the day shift promised the driver reaches us from the driver.", HANDOVER
            ),
            ExampleLine(
                "The tail lift wants two dry runs in winter, then it holds the weight.", WARM_UP
            ),
            ExampleLine("Spare batteries charged and labelled saved the whole evening."),
            ExampleLine("Dock numbers cannot be read when the low sun is on the doors.", LABELS),
        ),
    ),
    ExampleSession(
        topic="New scanners in the yard",
        site="Harbour depot",
        area="Yard",
        shift_kind="days",
        phase="improve",
        use="change",
        weeks_ago=1,
        voices=5,
        lines=(
            ExampleLine(
                "The new screen goes black in the sun, we read it under the jacket.", LABELS
            ),
            ExampleLine(
                "The old scanner told the next shift what was open, this one forgets at log-off.",
                HANDOVER,
            ),
            ExampleLine("With gloves you hit two buttons at once, so the glove comes off."),
            ExampleLine(
                "It needs a minute after the cold store before it reads anything.", WARM_UP
            ),
        ),
    ),
    ExampleSession(
        topic="Moving patients after theatre",
        site="Hill Road hospital",
        area="Ward 6",
        shift_kind="nights",
        phase="closed",
        use="work",
        weeks_ago=6,
        voices=7,
        sponsor_role="matron",
        lines=(
            ExampleLine(
                "The slide needs two pairs of hands and at four in the morning it is me.",
                TWO_PERSON,
            ),
            ExampleLine(
                "We borrow a porter from the next floor, it is not on any plan.", TWO_PERSON
            ),
            ExampleLine(
                "What theatre tells us at the door is not what stands in the notes.", HANDOVER
            ),
            ExampleLine(
                "The evening list of who is waiting is on a glove box, then it is gone.", HANDOVER
            ),
            ExampleLine(
                "The monitor reads wrong for some minutes, we know to wait for the second beep.",
                WARM_UP,
            ),
            ExampleLine("Tape labels on the pumps rub off with the wipes.", LABELS),
        ),
    ),
    ExampleSession(
        topic="Restocking theatre stores",
        site="Hill Road hospital",
        area="Theatre stores",
        shift_kind="weekends",
        phase="soak",
        use="work",
        voices=4,
        sponsor_role="matron",
        lines=(
            ExampleLine("On Sundays the hoist certificate wants two names, there is one of us."),
            ExampleLine("We keep a private box of the sizes that always run out."),
            ExampleLine("The list from Friday does not say what theatre borrowed on Saturday."),
            ExampleLine("Quiet weekends are when the shelf labels get done, if they get done."),
        ),
    ),
    ExampleSession(
        topic="Clearing jams on infeed 2",
        site="Mill Lane packing plant",
        area="Infeed 2",
        shift_kind="nights",
        phase="learn",
        use="work",
        voices=4,
        lines=(
            ExampleLine("I clear it alone with the stick, the second person is on line 5."),
            ExampleLine("The guard switch sticks when it is cold, so we warm it with a hand."),
            ExampleLine("It jams most in the hour after the label roll is changed."),
            ExampleLine("We leave a mark on the frame so the next crew knows where it caught."),
            ExampleLine("A good night is when the cartons come from the dry store."),
        ),
    ),
    ExampleSession(
        topic="The near miss at the wash bay",
        site="Harbour depot",
        area="Yard",
        shift_kind="days",
        phase="prepare",
        use="event",
    ),
)
