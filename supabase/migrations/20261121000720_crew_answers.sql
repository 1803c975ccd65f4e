-- The crew says whether an action would help, and thirty days after it was done, whether it did. Nobody can tell who said what:
-- answers are counters and a shuffled heap of words in one row, rewritten whole with each answer.
create table leaven.crew_answers (
  action_id uuid not null references leaven.actions on delete cascade,
  question text not null check (question in ('would_help', 'did_it_help')),
  counts jsonb not null default '{}',
  words text[] not null default '{}',
  words_let_go boolean not null default false,
  verdict text check (verdict in ('yes', 'partly', 'no', 'better', 'same', 'worse', 'mixed', 'not_enough')),
  primary key (action_id, question));
comment on table leaven.crew_answers is 'Spread of a crew''s answers, without authors or times. The verdict is set once and never moves: watching it tells nothing.';

create table private.crew_marks (
  action_id uuid not null references leaven.actions on delete cascade,
  question text not null,
  mark bytea not null,
  primary key (action_id, question, mark));
comment on table private.crew_marks is 'That a seat has answered, never what. Made with a key that goes when the question is closed.';

create table private.crew_keys (
  action_id uuid primary key references leaven.actions on delete cascade,
  key bytea not null default private.random_bytes());
comment on table private.crew_keys is 'Keys of open questions.';

do $$ declare t text; begin
  foreach t in array array['leaven.crew_answers', 'private.crew_marks', 'private.crew_keys'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('revoke all on %s from public, anon, authenticated', t);
    execute format('grant all on %s to service_role', t);
  end loop;
end $$;

-- The question that is open for an action on a day: before the decision, or from 30 to 44 days after it was done.
create function private.open_question(action leaven.actions, on_day date) returns text
language sql stable security definer set search_path = '' as $$
  select case
    when action.state in ('proposed', 'asked', 'deferred') then 'would_help'
    when action.state = 'done' and on_day between p.done_on + 30 and p.done_on + 44
         and not exists (select from leaven.crew_answers c where c.action_id = action.id
                            and c.question = 'did_it_help' and c.verdict is not null) then 'did_it_help' end
    from leaven.action_progress p where p.action_id = action.id $$;

create function private.answered(counts jsonb) returns int
language sql immutable set search_path = '' as $$
  select coalesce(sum(value::int), 0)::int from jsonb_each_text(counts) $$;

create function private.verdict_of(counts jsonb) returns text
language sql immutable set search_path = '' as $$
  select coalesce((select key from jsonb_each_text(counts) where value::int * 2 > private.answered(counts)), 'mixed') $$;

-- Set once: as soon as enough have answered for a word to leave the team, or when the question closes.
create function private.settle(action uuid, asked text, closing boolean) returns void
language sql volatile security definer set search_path = '' as $$
  update leaven.crew_answers c
     set verdict = case when private.answered(c.counts) >= o.outside_threshold then private.verdict_of(c.counts) else 'not_enough' end
    from leaven.actions a join leaven.organisations o on o.id = a.org_id
   where c.action_id = action and c.question = asked and a.id = action and c.verdict is null
     -- before the decision the word is set as soon as five have answered, so that the sponsor has it
     and (closing or (asked = 'would_help' and private.answered(c.counts) >= o.outside_threshold)) $$;

create function private.crew_mark(action uuid, seat leaven.seats) returns bytea
language sql stable security definer set search_path = '' as $$
  select private.hmac(k.key, uuid_send(seat.id)) from private.crew_keys k where k.action_id = action $$;

create function private.seat_action(seat leaven.seats, action uuid) returns leaven.actions
language plpgsql volatile security definer set search_path = '' as $$
declare target leaven.actions;
begin
  select * into target from leaven.actions a where a.id = action and a.session_id = seat.session_id and a.state <> 'draft' for update;
  if target.id is null then
    perform private.refuse(404, 'not_found', 'There is no such action in your session.');
  end if;
  return target;
end $$;

create function private.add_answer(action uuid, asked text, answer text, said text) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare heap text[];
begin
  insert into leaven.crew_answers (action_id, question) values (action, asked) on conflict do nothing;
  select array_agg(w order by gen_random_uuid()) into heap
    from (select unnest(c.words) as w from leaven.crew_answers c where c.action_id = action and c.question = asked
          union all select said where said <> '') s;
  update leaven.crew_answers c
     set counts = c.counts || jsonb_build_object(answer, coalesce((c.counts ->> answer)::int, 0) + 1), words = coalesce(heap, '{}')
   where c.action_id = action and c.question = asked;
  perform private.settle(action, asked, false);
end $$;

-- From here on a card says what the crew thinks of it, and whether it helped: a word, never numbers.
create or replace function private.action_summary(action leaven.actions) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('id', action.id, 'session_id', action.session_id, 'topic', s.topic, 'change', action.change,
      'so_that', action.so_that, 'owner_role', action.owner_role, 'due', action.due, 'size', action.size,
      'strength', action.strength, 'cost_class', action.cost_class, 'helps', action.helps, 'state', action.state,
      'lines', private.ground_lines(action.id), 'last', private.last_decision(action.id),
      'overdue', coalesce(private.overdue(action.id), false),
      'would_help', (select c.verdict from leaven.crew_answers c where c.action_id = action.id and c.question = 'would_help'),
      'did_it_help', (select c.verdict from leaven.crew_answers c where c.action_id = action.id and c.question = 'did_it_help'))
    from leaven.sessions s where s.id = action.session_id $$;

create function private.check_answer(asked text, answer text) returns void
language plpgsql immutable set search_path = '' as $$
begin
  if (asked = 'would_help' and answer in ('yes', 'partly', 'no')) or (asked = 'did_it_help' and answer in ('better', 'same', 'worse')) then
    return;
  end if;
  perform private.refuse(409, 'not_asked', 'This is not asked just now.');
end $$;

-- One answer a seat; the first stands, and sending it again is harmless.
create function public.answer_action(secret text, action uuid, answer text, words text default '') returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  seat leaven.seats := private.require_seat(secret);
  target leaven.actions := private.seat_action(seat, action);
  asked text := private.open_question(target, private.today());
  said text := left(regexp_replace(btrim(coalesce(words, '')), '[[:cntrl:]]+', ' ', 'g'), 500);
begin
  perform private.check_answer(asked, answer);
  insert into private.crew_keys (action_id) values (target.id) on conflict do nothing;
  insert into private.crew_marks (action_id, question, mark) values (target.id, asked, private.crew_mark(target.id, seat))
  on conflict do nothing;
  if not found then return jsonb_build_object('ok', true, 'repeated', true); end if;
  perform private.add_answer(target.id, asked, answer, said);
  -- all marks of the question are written anew together: no row version says which seat brought this answer
  update private.crew_marks m set mark = m.mark where m.action_id = target.id and m.question = asked;
  return jsonb_build_object('ok', true, 'repeated', false);
end $$;

-- A show of hands that the facilitator counts: numbers, never names, and only once enough hands went up.
create function public.count_hands(action uuid, counts jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare target leaven.actions := private.action_to_decide(action); asked text; answer text;
begin
  if not private.is_facilitator_of(target.session_id) then
    perform private.refuse(403, 'not_allowed', 'The facilitator counts the hands.');
  end if;
  asked := private.open_question(target, private.today());
  for answer in select jsonb_object_keys(counts) loop perform private.check_answer(asked, answer); end loop;
  if private.answered(counts) not between (select o.inside_threshold from leaven.organisations o where o.id = target.org_id) and 8 then
    perform private.refuse(422, 'too_few', 'Count the hands of at least three people, and of the team only.');
  end if;
  if exists (select from leaven.crew_answers c where c.action_id = target.id and c.question = asked) then
    perform private.refuse(409, 'answered_by_card', 'The team has begun to answer from its own cards.');
  end if;
  insert into leaven.crew_answers (action_id, question, counts) values (target.id, asked, counts);
  perform private.settle(target.id, asked, false);
  return private.crew_view(target, null);
end $$;

-- What the team may see of its own answers: a spread, once three have answered.
create function private.crew_view(action leaven.actions, seat leaven.seats) returns jsonb
language sql stable security definer set search_path = '' as $$
  select private.action_summary(action) - 'session_id' || jsonb_build_object(
    'question', private.open_question(action, private.today()),
    'answered', exists (select from private.crew_marks m where m.action_id = action.id
                          and m.question = private.open_question(action, private.today()) and m.mark = private.crew_mark(action.id, seat)),
    'spreads', coalesce((select jsonb_object_agg(c.question, c.counts) from leaven.crew_answers c
                          where c.action_id = action.id and private.answered(c.counts) >= o.inside_threshold), '{}'),
    'differences', coalesce((select to_jsonb(c.words) from leaven.crew_answers c where c.action_id = action.id
                          and c.question = 'did_it_help' and private.answered(c.counts) >= o.inside_threshold), '[]'),
    'owner_note', coalesce((select m.note from leaven.owner_marks m where m.action_id = action.id order by m.turn desc limit 1), ''))
    from leaven.organisations o where o.id = action.org_id $$;

-- The team lets its lines on "what is different now" go, three voices at least behind them.
create function public.let_differences_go(action uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare target leaven.actions := private.action_to_decide(action);
begin
  if not private.is_facilitator_of(target.session_id) then
    perform private.refuse(403, 'not_allowed', 'The team and its facilitator let this go.');
  end if;
  update leaven.crew_answers c set words_let_go = true from leaven.organisations o
   where c.action_id = target.id and c.question = 'did_it_help' and o.id = target.org_id and private.answered(c.counts) >= o.inside_threshold;
  if not found then
    perform private.refuse(409, 'too_few', 'At least three of the team have to answer before anything leaves the team.');
  end if;
  return jsonb_build_object('ok', true);
end $$;

-- A line is answered when a sponsor answered an action that it grounds, or a leader explained its theme.
create table leaven.why_notes (
  id uuid primary key,
  org_id uuid not null references leaven.organisations on delete cascade,
  theme_id uuid not null references leaven.themes on delete cascade,
  role_title text not null check (length(btrim(role_title)) between 2 and 60),
  words text not null check (length(btrim(words)) between 1 and 700),
  spoken boolean not null default false,
  week text not null check (week ~ '^\d{4}-W\d{2}$'));
comment on table leaven.why_notes is 'Why it is so, said by a leader as a role. Half a minute, not a lecture.';
create index why_notes_theme on leaven.why_notes (theme_id);
create index why_notes_org on leaven.why_notes (org_id);

create table leaven.why_answers (
  note_id uuid primary key references leaven.why_notes on delete cascade,
  counts jsonb not null default '{}',
  words text[] not null default '{}');
comment on table leaven.why_answers is 'What crews answered to a why-note: counters and shuffled lines, shown from five answers on.';

create table private.why_marks (
  note_id uuid not null references leaven.why_notes on delete cascade,
  mark bytea not null,
  primary key (note_id, mark));
comment on table private.why_marks is 'That a seat has answered a why-note. Keyed by the note''s own key.';

create table private.why_keys (
  note_id uuid primary key references leaven.why_notes on delete cascade,
  key bytea not null default private.random_bytes());
comment on table private.why_keys is 'Keys of notes that are still open for answers.';

do $$ declare t text; begin
  foreach t in array array['leaven.why_notes', 'leaven.why_answers', 'private.why_marks', 'private.why_keys'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('revoke all on %s from public, anon, authenticated', t);
    execute format('grant all on %s to service_role', t);
  end loop;
end $$;

create function private.why_view(note leaven.why_notes) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('id', note.id, 'role', note.role_title, 'words', note.words, 'week', note.week,
    'answers', coalesce((select c.shown from (
        select case when private.answered(a.counts) >= o.outside_threshold
                    then jsonb_build_object('verdict', private.verdict_of(a.counts), 'lines', to_jsonb(a.words)) end as shown
          from leaven.why_answers a join leaven.organisations o on o.id = note.org_id where a.note_id = note.id) c), 'null')) $$;

create function public.leave_why_note(note_id uuid, theme uuid, role_title text, words text, spoken boolean default false) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare target leaven.themes; clean text := private.clean_words(words); note leaven.why_notes;
begin
  select * into target from leaven.themes where id = theme and merged_into is null;
  if target.id is null then perform private.refuse(404, 'not_found', 'There is no such theme.'); end if;
  perform private.require_role(target.org_id, '{sponsor,member,administrator}');
  if length(btrim(coalesce(role_title, ''))) not between 2 and 60 then
    perform private.refuse(422, 'role_needed', 'Sign with your role: the crew should know whose reason it is.');
  end if;
  if length(clean) > 700 then perform private.refuse(422, 'too_long', 'Half a minute is enough: 700 characters.'); end if;
  insert into leaven.why_notes (id, org_id, theme_id, role_title, words, spoken, week)
  values (note_id, target.org_id, target.id, btrim(role_title), clean, spoken, private.iso_week(private.today()))
  on conflict (id) do nothing;
  insert into private.why_keys (note_id) select n.id from leaven.why_notes n where n.id = leave_why_note.note_id on conflict do nothing;
  select * into note from leaven.why_notes n where n.id = leave_why_note.note_id and n.org_id = target.org_id;
  return private.why_view(note);
end $$;

-- makes_sense, not_in_our_reality, or a line of one's own with either.
create function public.answer_why_note(secret text, note uuid, answer text, words text default '') returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  seat leaven.seats := private.require_seat(secret);
  said text := left(regexp_replace(btrim(coalesce(words, '')), '[[:cntrl:]]+', ' ', 'g'), 500);
  heap text[];
begin
  if not exists (select from leaven.why_notes n join leaven.sessions s on s.org_id = n.org_id
                  where n.id = note and s.id = seat.session_id) then
    perform private.refuse(404, 'not_found', 'There is no such note.');
  end if;
  if answer not in ('makes_sense', 'not_in_our_reality') then
    perform private.refuse(422, 'unknown_answer', 'Say "makes sense" or "not in our reality", with a line if you like.');
  end if;
  insert into private.why_marks (note_id, mark)
  select note, private.hmac(k.key, uuid_send(seat.id)) from private.why_keys k where k.note_id = note on conflict do nothing;
  if not found then return jsonb_build_object('ok', true, 'repeated', true); end if;
  insert into leaven.why_answers (note_id) values (note) on conflict do nothing;
  select array_agg(w order by gen_random_uuid()) into heap
    from (select unnest(a.words) as w from leaven.why_answers a where a.note_id = note
          union all select said where said <> '') s;
  update leaven.why_answers a
     set counts = a.counts || jsonb_build_object(answer, coalesce((a.counts ->> answer)::int, 0) + 1), words = coalesce(heap, '{}')
   where a.note_id = note;
  update private.why_marks m set mark = m.mark where m.note_id = note;
  return jsonb_build_object('ok', true, 'repeated', false);
end $$;

-- Monday of an ISO week: the day from which a released line's fourteen days run, so that silence never shows too late.
create function private.week_start(week text) returns date
language sql immutable set search_path = '' as $$ select to_date(week, 'IYYY-"W"IW') $$;

create function private.is_answered(line uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from leaven.action_grounds g join leaven.action_progress p on p.action_id = g.action_id
                  where g.observation_id = line and p.answered_on is not null)
      or exists (select from leaven.links l join leaven.why_notes n on n.theme_id = l.theme_id
                  where l.observation_id = line and l.state = 'linked') $$;

-- What became of a released line, for its receipt: heard, linked, decided, changed.
create function private.became_of(line uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'week', o.released_week,
    'themes', coalesce((select jsonb_agg(t.title order by t.title) from leaven.links l join leaven.themes t on t.id = l.theme_id
                         where l.observation_id = o.id and l.state = 'linked' and t.merged_into is null), '[]'),
    'why_notes', coalesce((select jsonb_agg(private.why_view(n) order by n.week desc) from leaven.links l
                         join leaven.why_notes n on n.theme_id = l.theme_id where l.observation_id = o.id and l.state = 'linked'), '[]'),
    'actions', coalesce((select jsonb_agg(private.action_summary(a) - 'session_id' - 'lines' || jsonb_build_object(
                           'owner_note', coalesce((select m.note from leaven.owner_marks m where m.action_id = a.id order by m.turn desc limit 1), ''))
                           order by a.id)
                         from leaven.action_grounds g join leaven.actions a on a.id = g.action_id
                        where g.observation_id = o.id and a.state <> 'draft'), '[]'),
    'answered', private.is_answered(o.id),
    'unanswered_too_long', not private.is_answered(o.id) and private.week_start(o.released_week) + 14 <= private.today())
  from leaven.observations o where o.id = line and o.released_week is not null $$;

-- The crew's page: every action of its session and what became of it, and lines that nobody answered.
create function public.crew_page(secret text) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret);
begin
  return jsonb_build_object(
    'actions', coalesce((select jsonb_agg(private.crew_view(a, seat) order by a.id) from leaven.actions a
                          where a.session_id = seat.session_id and a.state <> 'draft'), '[]'),
    'why_notes', coalesce((select jsonb_agg(distinct private.why_view(n)) from leaven.why_notes n
                            join leaven.links l on l.theme_id = n.theme_id and l.state = 'linked'
                            join leaven.observations o on o.id = l.observation_id
                           where o.session_id = seat.session_id and o.released_week is not null), '[]'),
    'unanswered', coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words,
                              'too_long', private.week_start(o.released_week) + 14 <= private.today()) order by o.id)
                             from leaven.observations o where o.session_id = seat.session_id and o.released_week is not null
                               and not private.is_answered(o.id)), '[]'));
end $$;

-- Any member may see what waits for an answer, oldest first; nobody is counted.
create function public.unanswered(org uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_role(org, '{facilitator,sponsor,member,representative,administrator}');
  return jsonb_build_object('lines', coalesce((select jsonb_agg(jsonb_build_object('id', w.id, 'words', w.words, 'topic', w.topic,
             'week', w.released_week, 'too_long', true) order by w.released_week, w.id)
      from (select o.id, o.words, s.topic, o.released_week from leaven.observations o join leaven.sessions s on s.id = o.session_id
             where o.org_id = org and o.released_week is not null and private.week_start(o.released_week) + 14 <= private.today()
               and not private.is_answered(o.id)
             order by o.released_week, o.id limit 200) w), '[]'));
end $$;

-- The daily task closes what is due; `on_day` is its clock.
create function private.close_questions(on_day date) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare closed int := 0; due record;
begin
  for due in select c.action_id, c.question from leaven.crew_answers c join leaven.actions a on a.id = c.action_id
                join leaven.action_progress p on p.action_id = a.id
              where c.verdict is null and ((c.question = 'would_help' and p.decided_on is not null)
                     or (c.question = 'did_it_help' and p.done_on + 44 < on_day)) loop
    perform private.settle(due.action_id, due.question, true);
    delete from private.crew_marks m where m.action_id = due.action_id and m.question = due.question;
    closed := closed + 1;
  end loop;
  delete from private.crew_keys k where not exists (select from private.crew_marks m where m.action_id = k.action_id);
  return closed;
end $$;

revoke all on all functions in schema private from public;
revoke all on function public.count_hands, public.let_differences_go, public.leave_why_note, public.unanswered from public, anon;
grant execute on function public.count_hands, public.let_differences_go, public.leave_why_note, public.unanswered to authenticated, service_role;
revoke all on function public.answer_action, public.answer_why_note, public.crew_page from public;
grant execute on function public.answer_action, public.answer_why_note, public.crew_page to anon, authenticated, service_role;
