"""Who may read, write and enter: policies, grants and the gates in the functions."""

from tests.database import test_probes as probes
from tests.database import test_release as release
from tests.database import test_roles as roles
from tests.database import test_rollups as rollups
from tests.database import test_seats as seats
from tests.support.sabotage import anyone, rewrite

ACCESS = (
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
)
