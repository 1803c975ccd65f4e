"""A step of the work as written in a session of the example, with its lines pinned to it."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from tests.support.actions import run
from tests.support.works import Works

AS_WRITTEN = "Start the lift from the panel."


def step_of(
    works: Works, session_id: UUID, lines: Sequence[UUID], *, side: str = "imagined"
) -> UUID:
    """Put it there, last of its side."""
    step = uuid4()
    run(
        works,
        "insert into leaven.steps (id, session_id, side, number, words) select %s, %s, %s,"
        " 1 + count(*), %s from leaven.steps s where s.session_id = %s and s.side = %s",
        *(step, session_id, side, AS_WRITTEN, session_id, side),
    )
    for line in lines:
        run(works, "insert into leaven.step_lines values (%s, %s)", step, line)
    return step
