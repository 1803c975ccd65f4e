"""A step of the work as written in a session of the example, with its lines pinned to it."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from tests.support.actions import run
from tests.support.works import Works

AS_WRITTEN = "Start the lift from the panel."


def step_of(
    works: Works, session_id: UUID, lines: Sequence[UUID], *, side: str = "imagined"
) -> UUID:
    """The only step that there is, instead of those of the example."""
    step = uuid4()
    run(works, "delete from leaven.steps")
    run(
        works,
        "insert into leaven.steps (id, session_id, side, number, words) values (%s, %s, %s, 1, %s)",
        *(step, session_id, side, AS_WRITTEN),
    )
    for line in lines:
        run(works, "insert into leaven.step_lines values (%s, %s)", step, line)
    return step
