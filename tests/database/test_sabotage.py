"""Each rule of the database is broken once on purpose; the test that guards it has to notice."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
import pytest

from tests.database import test_consent as consent
from tests.database import test_copies_that_went as copies
from tests.database import test_nevers as nevers
from tests.database import test_photos as photos
from tests.database import test_probes as probes
from tests.database import test_release as release
from tests.database import test_roles as roles
from tests.database import test_rollups as rollups
from tests.database import test_rules as rules
from tests.database import test_seats as seats
from tests.database import test_words_that_went as went
from tests.support.crew import Crew

Proof = Callable[[Crew], None]
NOTICED = (AssertionError, psycopg.Error, pytest.fail.Exception)


@dataclass(frozen=True)
class Sabotage:
    """A statement, or a replacement in a function's text, and the test that must notice it."""

    name: str
    proof: Proof
    statement: str = ""
    function: str = ""
    find: str = ""
    put: str = ""

    def commit(self, crew: Crew) -> None:
        if self.statement:
            crew.do(self.statement)
            return
        text = crew.one(f"select pg_get_functiondef('{self.function}'::regproc)")
        broken, times = re.subn(self.find, self.put.replace("\\", r"\\"), text, count=1)
        assert times == 1, f"{self.name}: nothing to break"
        crew.do(broken.replace("%", "%%"))


def rewrite(name: str, proof: Proof, function: str, find: str, put: str = "") -> Sabotage:
    return Sabotage(name, proof, function=function, find=find, put=put)


def anyone(name: str, proof: Proof, statement: str) -> Sabotage:
    return Sabotage(name, proof, statement=statement)


SABOTAGES = (
    # policies and grants
    anyone(
        "every line is the organisation's",
        roles.check_tables,
        "alter policy \"released lines are the organisation's, others the team's once enough"
        ' have spoken" on leaven.observations using (org_id in (select private.member_orgs()))',
    ),
    anyone(
        "every line is everybody's",
        roles.check_tables,
        "create policy x on leaven.observations for select to authenticated using (true)",
    ),
    anyone(
        "row security off on lines",
        roles.test_row_security_is_on_and_forced_everywhere,
        "alter table leaven.observations disable row level security",
    ),
    anyone(
        "row security not forced on holds",
        roles.test_row_security_is_on_and_forced_everywhere,
        "alter table leaven.holds no force row level security",
    ),
    anyone(
        "holds open to signed-in people",
        roles.check_tables,
        "grant select on leaven.holds to authenticated;"
        " create policy x on leaven.holds for select to authenticated using (true)",
    ),
    anyone(
        "anybody deletes lines",
        roles.check_tables,
        "grant delete on leaven.observations to authenticated",
    ),
    anyone(
        "a server function for signed-in people",
        roles.check_matrix,
        "grant execute on function public.server_receipt_open to authenticated",
    ),
    anyone(
        "a helper for the public role",
        roles.test_no_function_is_open_to_the_public_role,
        "grant execute on function private.true_voices to public",
    ),
    anyone(
        "exact counts readable",
        rollups.test_exact_counts_are_open_to_no_signed_in_person,
        "grant select on leaven.sessions to authenticated",
    ),
    anyone(
        "numbers of all organisations",
        roles.check_tables,
        "create policy x on leaven.rollups for select to authenticated using (true)",
    ),
    # gates
    rewrite(
        "a facilitator of any session",
        roles.check_matrix,
        "private.require_facilitator",
        r"or not private.is_facilitator_of\(session\)",
    ),
    rewrite(
        "roles are not asked for",
        probes.check_probes,
        "private.require_role",
        r"if private.has_role\(org, roles\)",
        "if true",
    ),
    rewrite(
        "a card opens the seat's page",
        seats.test_a_swapped_or_made_up_secret_opens_no_seat,
        "private.require_seat",
        r"and k.kind = 'device'",
    ),
    rewrite(
        "any seat's line is one's own",
        release.test_after_release_no_seat_owns_a_line,
        "private.own_line",
        r"join leaven.holds h on [^;]*;",
        "where o.id = line;",
    ),
    rewrite(
        "nine seats",
        seats.test_the_ninth_seat_is_refused_by_the_table_itself,
        "private.at_most_eight",
        ">= 8",
        ">= 9",
    ),
    rewrite(
        "words before the promise",
        seats.test_no_words_are_taken_before_the_promise_was_shown,
        "private.promise_first",
        "if not promise_shown",
        "if false",
    ),
    rewrite(
        "guesses without end",
        seats.test_a_thousand_guesses_at_a_code_from_a_thousand_addresses_are_stopped,
        "private.take_team_seat",
        ">= 600",
        ">= 600000",
    ),
    rewrite(
        "counters that name a seat",
        seats.test_n1_the_counters_name_no_seat,
        "private.may_try",
        r"private.hash\(may_try.scope \|\| ':' \|\| may_try.subject\)",
        "private.hash(may_try.subject)",
    ),
    rewrite(
        "silence is a voice",
        release.test_silent_recordings_lend_nobody_a_voice,
        "private.voices",
        "and o.state = 'confirmed'",
    ),
    rewrite(
        "machine words on the board",
        release.test_n8_machine_words_are_on_no_board_before_their_speaker_checked_them,
        "private.team_lines_in_words",
        "else ''",
        "else (select t.words from leaven.transcripts t where t.observation_id = o.id)",
    ),
    # release
    rewrite(
        "released unread",
        release.test_n12_nothing_is_released_before_the_team_has_read_it_back,
        "private.read_back_enough",
        ">= o.inside_threshold",
        ">= 0",
    ),
    rewrite(
        "two voices will do",
        release.test_two_voices_are_too_few_however_much_they_say,
        "public.release_session",
        "if not private.enough_voices[^;]*;[^;]*;",
        "if false then null; end if;",
    ),
    rewrite(
        "unchecked lines go uncounted",
        release.test_unchecked_lines_are_destroyed_only_by_their_true_number,
        "public.release_session",
        "unsettled is distinct from leave_behind",
        "false",
    ),
    rewrite(
        "holds stay",
        release.test_release_destroys_all_that_led_from_a_line_to_a_seat,
        "private.let_go",
        "delete from leaven.holds where session_id = session;",
    ),
    rewrite(
        "the key stays",
        release.test_release_destroys_all_that_led_from_a_line_to_a_seat,
        "private.let_go",
        "delete from private.session_keys where session_id = session;",
    ),
    rewrite(
        "links keep the order of arrival",
        release.test_release_is_random_in_each_table_that_hangs_on_a_line,
        "private.shuffle",
        r"order by random\(\)",
        "order by ctid",
    ),
    rewrite(
        "lines keep the order of arrival",
        release.test_n1_the_order_in_the_tables_tells_nothing_of_the_order_of_arrival,
        "private.let_go",
        r"order by random\(\)",
        "order by o.ctid",
    ),
    rewrite(
        "traits of one person stay",
        release.test_what_one_person_alone_used_does_not_tell_them_apart,
        "private.let_go",
        r"perform private.coarsen\(session\);",
    ),
    anyone(
        "old read-backs count for new words",
        release.test_what_was_corrected_after_the_read_back_is_read_back_again,
        "drop trigger read_back_corrected_line on leaven.observations",
    ),
    anyone(
        "released words change",
        release.test_a_released_line_keeps_its_words,
        "drop trigger released_stays on leaven.observations",
    ),
    # what must never happen, where nothing above breaks it
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
    # photos
    rewrite(
        "any member sees a held photo",
        photos.check_who_sees_a_photo,
        "public.photo",
        "o.released_week is not null and ",
    ),
    rewrite(
        "a seat sees photos before three have spoken",
        photos.test_before_three_voices_a_photo_is_seen_by_its_giver_alone,
        "public.seat_photo",
        r"private.enough_voices\(seat.session_id\)",
        "true",
    ),
    anyone(
        "a photo's pages keep the order in which they came",
        photos.test_the_release_writes_a_photos_pages_anew,
        "drop trigger write_photo_anew on leaven.photos",
    ),
    # words that went
    anyone(
        "a held line's words explain a released one",
        went.test_a_released_line_is_never_explained_by_words_that_are_still_held,
        "drop trigger keep_reasons_true on leaven.twins",
    ),
    rewrite(
        "old words come late",
        went.test_a_reason_that_comes_late_quotes_nothing_that_was_corrected_meanwhile,
        "private.keep_reasons_true",
        r"position\(lower\(a ->> 2\) in lower\(open.words\)\) = 0",
        "false",
    ),
    anyone(
        "a title outlives its line",
        went.test_a_title_that_somebody_else_said_too_stays,
        "drop trigger forget_words_withdrawn on leaven.observations",
    ),
    anyone(
        "the planner remembers words",
        went.test_the_planner_keeps_no_sample_of_what_people_said,
        "alter table leaven.observations alter column words set statistics 100",
    ),
    anyone(
        "a guide's copy outlives its line",
        copies.test_a_copy_goes_with_a_line_withdrawn_after_release,
        "drop trigger forget_copies_withdrawn on leaven.observations",
    ),
    anyone(
        "a guide's copy outlives a correction",
        copies.test_a_copy_goes_when_the_speaker_says_it_otherwise_and_stays_while_it_is_still_said,
        "drop trigger forget_copies_corrected on leaven.observations",
    ),
    rewrite(
        "a copy goes that somebody else says too",
        copies.test_what_the_guide_tells_in_other_words_or_somebody_else_said_too_stays,
        "private.went_with",
        r"o.session_id = session and",
        "false and",
    ),
    # numbers, rules, consent
    rewrite(
        "exact numbers",
        rollups.test_numbers_do_appear_when_enough_voices_are_behind_them,
        "private.visible_voices",
        r"t.at, \(t.voices / o.k \* o.k\)::int",
        "t.at, t.voices::int",
    ),
    rewrite(
        "a threshold of one",
        rollups.test_below_the_threshold_there_is_no_row_at_all,
        "private.visible_voices",
        r"greatest\(3, g.outside_threshold\)",
        "1",
    ),
    rewrite(
        "places with a voice or two",
        rollups.test_where_skill_alone_protects_people_is_counted_by_the_night_and_with_enough_voices,
        "private.roll_up",
        r"select \* from private.visible_voices\(org\)",
        "select scope, of, at, voices::int from private.true_voices(org)",
    ),
    rewrite(
        "a crew's week that counts nowhere",
        rollups.test_a_crews_week_is_in_the_numbers_once_it_has_come_out,
        "private.let_week_go",
        r"insert into leaven.week_voices[^;]*;",
    ),
    rewrite(
        "places named at once",
        rollups.test_a_place_is_named_only_by_the_night_that_five_voices_stand_behind_it,
        "private.place_name",
        "and private.shown[^;]*is not null",
    ),
    rewrite(
        "one person changes a rule",
        rules.test_one_person_with_both_roles_does_not_agree_with_themselves,
        "public.agree_rule",
        r"if proposed.proposed_by = \(select auth.uid\(\)\)",
        "if false",
    ),
    anyone(
        "a threshold of two",
        lambda crew: rules.test_no_threshold_goes_below_three(crew, "outside_threshold", 2),
        "alter table leaven.organisations drop constraint organisations_outside_threshold_check",
    ),
    rewrite(
        "unreleased lines stay for ever",
        rules.test_unreleased_lines_and_keys_are_destroyed_after_thirty_days,
        "private.destroy_unreleased",
        "delete from leaven.observations[^;]*;",
    ),
    rewrite(
        "a hold that stops a withdrawal",
        rules.test_a_legal_hold_pauses_what_goes_by_itself_and_says_so,
        "private.on_hold",
        r"coalesce\(.*false\)",
        "false",
    ),
    rewrite(
        "most of the room is enough",
        consent.test_recording_is_off_until_it_is_asked_and_all_say_yes,
        "private.may_record",
        r"y.session_id = s.id\) = seats.taken",
        "y.session_id = s.id) >= seats.taken - 1",
    ),
    rewrite(
        "a no is told to the others",
        consent.test_the_facilitator_sees_no_count,
        "public.recording_state",
        "'asked', mine.recording_asked,",
        "'asked', mine.recording_asked, 'yes', (select count(*) from private.recording_yes),",
    ),
)


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda each: each.name)
def test_sabotage_is_noticed(crew: Crew, sabotage: Sabotage) -> None:
    sabotage.commit(crew)
    with pytest.raises(NOTICED):
        sabotage.proof(crew)
