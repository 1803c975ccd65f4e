"""Numbers, rules that two must agree on, and the yes of a room."""

from tests.database import test_consent as consent
from tests.database import test_rollups as rollups
from tests.database import test_rules as rules
from tests.support.sabotage import anyone, rewrite

NUMBERS = (
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
