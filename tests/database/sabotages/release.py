"""What a release lets go, and what may be seen and said of words before and after it."""

from tests.database import test_copies_that_went as copies
from tests.database import test_photos as photos
from tests.database import test_release as release
from tests.database import test_words_that_went as went
from tests.support.sabotage import anyone, rewrite

RELEASE = (
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
)
