"""What the example's teams do to make it work, and what rests on their skill."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ExamplePractice:
    """`step` is the written step that it departs from; `line` a line of the team pinned to it."""

    name: str
    protects: str
    step: str
    line: str


@dataclass(frozen=True)
class ExampleStanding:
    practices: tuple[ExamplePractice, ...] = ()
    skills: tuple[str, ...] = ()


STANDING: dict[str, ExampleStanding] = {
    "Changing the infeed belt at night": ExampleStanding(
        practices=(
            ExamplePractice(
                "Wedging the guard with a block from the locker",
                "both hands, when nobody is there to hold it",
                "The second person holds the guard open while the belt is threaded.",
                "I wedge the guard open with a block because nobody is there to hold it.",
            ),
        ),
        skills=("Hearing the loose roller before it catches the belt",),
    ),
    "Starting the palletiser on Monday": ExampleStanding(
        practices=(
            ExamplePractice(
                "Ten minutes empty before the first layer",
                "the corner of the first pallet",
                "Switch on and go to full speed.",
                "I run it empty for ten minutes before the first layer, or it drops the corner.",
            ),
        ),
        skills=("Knowing the air valve by feel when its label has curled off",),
    ),
    "New scanners in the yard": ExampleStanding(
        practices=(
            ExamplePractice(
                "Reading the scanner's screen under the jacket",
                "the right trailer, when the sun is on the yard",
                "Scan the trailer and read the dock from the screen.",
                "The new screen goes black in the sun, we read it under the jacket.",
            ),
        ),
        skills=("Remembering for the next shift which trailers are still open",),
    ),
}
