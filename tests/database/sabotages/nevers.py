"""What must never happen, where nothing else breaks it."""

from tests.database import test_consent as consent
from tests.database import test_nevers as nevers
from tests.database import test_rollups as rollups
from tests.database import test_seats as seats
from tests.support.sabotage import anyone, rewrite

NEVERS = (
    rewrite(
        "the board tells the seat",
        seats.test_n2_a_line_on_the_board_has_no_author_and_no_time,
        "private.team_lines_in_words",
        "'lens', o.lens,",
        "'lens', o.lens, 'by', (select h.seat_tag from leaven.holds h"
        " where h.observation_id = o.id),",
    ),
    anyone(
        "a column for a feeling",
        consent.test_n3_no_table_could_hold_a_voice_profile_or_a_feeling,
        "alter table leaven.transcripts add column sentiment real",
    ),
    rewrite(
        "what failed is swept away",
        nevers.test_n4_a_recording_stays_when_a_later_step_fails,
        "private.sweep",
        r"c.delete_after < now\(\)",
        "o.state = 'set_aside'",
    ),
    anyone(
        "a table that blames",
        nevers.test_n5_and_n6_no_name_in_the_record_blames,
        "comment on table leaven.practices is 'A violation of the step that it departs from.'",
    ),
    anyone(
        "a lens before the words",
        seats.test_n7_words_alone_are_enough,
        "alter table leaven.observations alter column lens set not null",
    ),
    anyone(
        "numbers of facilitators",
        rollups.test_n9_no_number_of_a_person_a_crew_or_a_facilitator_exists,
        "alter table leaven.rollups drop constraint rollups_scope_check;"
        " alter table leaven.rollups add constraint rollups_scope_check check (scope in"
        " ('organisation', 'site', 'theme', 'theme at site', 'month', 'use', 'facilitator'))",
    ),
    anyone(
        "actions while it soaks",
        nevers.test_n10_no_action_exists_before_soak_has_ended,
        "drop trigger action_after_soak on leaven.actions",
    ),
    anyone(
        "actions on held lines",
        nevers.test_n10_an_action_stands_on_released_lines_only,
        "drop trigger ground_is_released on leaven.action_grounds",
    ),
    anyone(
        "no without a reason",
        lambda crew: nevers.test_n10_no_refusal_stands_without_its_reason(crew, "declined"),
        "alter table leaven.decisions drop constraint decisions_check",
    ),
    rewrite(
        "a no closes the seat",
        consent.test_n11_a_no_keeps_nobody_from_taking_part,
        "public.answer_recording",
        "elsif not yes then",
        "elsif not yes then delete from private.seat_secrets k where k.seat_id = seat.id;",
    ),
    anyone(
        "mail with words",
        nevers.test_n14_a_mail_that_waits_has_no_place_for_content,
        "alter table private.mail_outbox add column words text",
    ),
    rewrite(
        "silence for years",
        nevers.test_n15_a_line_without_an_answer_shows_as_unanswered_after_fourteen_days,
        "public.unanswered",
        r"\+ 14",
        "+ 1400",
    ),
    anyone(
        "danger kept for later",
        nevers.test_n16_danger_now_is_shown_and_collected_nowhere,
        "alter table leaven.sessions add column danger_told text",
    ),
)
