-- A leader says why it is so of a theme, or of one step of the work as written. One way for both: the note knows what it is about.
alter table leaven.why_notes alter column theme_id drop not null;
alter table leaven.why_notes add column step_id uuid references leaven.steps on delete cascade;
alter table leaven.why_notes add constraint why_notes_about_one check (num_nonnulls(theme_id, step_id) = 1);
comment on table leaven.why_notes is 'Why it is so, said by a leader as a role, of a theme or of a step as written. Half a minute, not a lecture.';
create index why_notes_step on leaven.why_notes (step_id) where step_id is not null;

-- What a leader reads before they say why: a theme, or a step as written of a released session. Null is neither.
create function private.why_about(about uuid) returns table (org_id uuid, theme_id uuid, step_id uuid, title text)
language sql stable security definer set search_path = '' as $$
  select t.org_id, t.id, null::uuid, t.title from leaven.themes t where t.id = about and t.merged_into is null
  union all
  select s.org_id, null, st.id, st.words from leaven.steps st join leaven.sessions s on s.id = st.session_id
   where st.id = about and st.side = 'imagined' and s.released_week is not null $$;

create function private.require_about(about uuid, roles text[]) returns record
language plpgsql stable security definer set search_path = '' as $$
declare target record;
begin
  select * into target from private.why_about(about);
  if target.org_id is null then
    perform private.refuse(404, 'not_found', 'There is no such theme or step, or its team has not let it go yet.');
  end if;
  perform private.require_role(target.org_id, roles);
  return target;
end $$;

-- Released lines of the theme or at the step, and where the way back leads.
create function public.why_subject(about uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare target record := private.require_about(about, '{facilitator,sponsor,member,representative,administrator}'); lines jsonb;
begin
  select coalesce(jsonb_agg(q.words order by q.id), '[]') into lines from (
    select o.id, o.words from leaven.observations o
     where o.released_week is not null and o.state = 'confirmed' and not o.parked
       and case when target.step_id is null
           then exists (select from leaven.links l where l.observation_id = o.id and l.theme_id = target.theme_id and l.state = 'linked')
           else exists (select from leaven.step_lines p where p.observation_id = o.id and p.step_id = target.step_id) end
     order by o.id limit 2) q;
  return jsonb_build_object('kind', case when target.step_id is null then 'theme' else 'step' end, 'title', target.title, 'lines', lines,
    'theme', coalesce(target.theme_id, (select l.theme_id from leaven.step_lines p join leaven.links l on l.observation_id = p.observation_id
      where p.step_id = target.step_id and l.state = 'linked' order by l.theme_id limit 1)));
end $$;

create or replace function private.why_view(note leaven.why_notes) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('id', note.id, 'role', note.role_title, 'words', note.words, 'week', note.week,
    'step', (select jsonb_build_object('id', s.id, 'words', s.words) from leaven.steps s where s.id = note.step_id),
    'answers', coalesce((select c.shown from (
        select case when private.answered(a.counts) >= o.outside_threshold
                    then jsonb_build_object('verdict', private.verdict_of(a.counts), 'lines', to_jsonb(a.words)) end as shown
          from leaven.why_answers a join leaven.organisations o on o.id = note.org_id where a.note_id = note.id) c), 'null')) $$;

drop function public.leave_why_note(uuid, uuid, text, text, boolean);
create function public.leave_why_note(note_id uuid, about uuid, role_title text, words text, spoken boolean default false) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  target record := private.require_about(about, '{sponsor,member,administrator}');
  clean text := private.clean_words(words);
  note leaven.why_notes;
begin
  if length(btrim(coalesce(role_title, ''))) not between 2 and 60 then
    perform private.refuse(422, 'role_needed', 'Sign with your role: the crew should know whose reason it is.');
  end if;
  if length(clean) > 700 then perform private.refuse(422, 'too_long', 'Half a minute is enough: 700 characters.'); end if;
  insert into leaven.why_notes (id, org_id, theme_id, step_id, role_title, words, spoken, week)
  values (note_id, target.org_id, target.theme_id, target.step_id, btrim(role_title), clean, spoken, private.iso_week(private.today()))
  on conflict (id) do nothing;
  insert into private.why_keys (note_id) select n.id from leaven.why_notes n where n.id = leave_why_note.note_id on conflict do nothing;
  select * into note from leaven.why_notes n where n.id = leave_why_note.note_id and n.org_id = target.org_id;
  return private.why_view(note);
end $$;

-- What somebody signed stands under the words that they read: such a step is neither reworded nor taken away.
create function private.keep_explained_step() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from leaven.why_notes n where n.step_id = old.id)
     and exists (select from leaven.sessions s where s.id = old.session_id) then
    perform private.refuse(409, 'explained', 'A leader has said why this step is so. It stays as it is; write a new step beside it.');
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger keep_explained_step before delete on leaven.steps for each row execute function private.keep_explained_step();
create trigger keep_explained_words before update on leaven.steps for each row
  when (old.words is distinct from new.words) execute function private.keep_explained_step();

-- A line is answered, too, when somebody explained the step that it is pinned to.
create function private.notes_for(line uuid) returns setof leaven.why_notes
language sql stable security definer set search_path = '' as $$
  select n.* from leaven.links l join leaven.why_notes n on n.theme_id = l.theme_id where l.observation_id = line and l.state = 'linked'
  union
  select n.* from leaven.step_lines p join leaven.why_notes n on n.step_id = p.step_id where p.observation_id = line $$;

create or replace function private.is_answered(line uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from leaven.action_grounds g join leaven.action_progress p on p.action_id = g.action_id
                  where g.observation_id = line and p.answered_on is not null)
      or exists (select from private.notes_for(line)) $$;

create or replace function private.became_of(line uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'week', o.released_week,
    'themes', coalesce((select jsonb_agg(t.title order by t.title) from leaven.links l join leaven.themes t on t.id = l.theme_id
                         where l.observation_id = o.id and l.state = 'linked' and t.merged_into is null), '[]'),
    'why_notes', coalesce((select jsonb_agg(private.why_view(n) order by n.week desc, n.id) from private.notes_for(o.id) n), '[]'),
    'actions', coalesce((select jsonb_agg(private.action_summary(a) - 'session_id' - 'lines' || jsonb_build_object(
                           'owner_note', coalesce((select m.note from leaven.owner_marks m where m.action_id = a.id order by m.turn desc limit 1), ''))
                           order by a.id)
                         from leaven.action_grounds g join leaven.actions a on a.id = g.action_id
                        where g.observation_id = o.id and a.state <> 'draft'), '[]'),
    'answered', private.is_answered(o.id),
    'unanswered_too_long', not private.is_answered(o.id) and private.week_start(o.released_week) + 14 <= private.today())
  from leaven.observations o where o.id = line and o.released_week is not null $$;

-- What may be answered at a seat: notes on themes that hold a released line of its session, and on steps of its session.
create function private.notes_of_session(session uuid) returns setof leaven.why_notes
language sql stable security definer set search_path = '' as $$
  select n.* from leaven.why_notes n where n.theme_id in (
      select l.theme_id from leaven.links l join leaven.observations o on o.id = l.observation_id
       where o.session_id = session and o.released_week is not null and l.state = 'linked')
  union
  select n.* from leaven.why_notes n where n.step_id in (select s.id from leaven.steps s where s.session_id = session) $$;

create or replace function public.crew_page(secret text) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret);
begin
  return jsonb_build_object(
    'actions', coalesce((select jsonb_agg(private.crew_view(a, seat) order by a.id) from leaven.actions a
                          where a.session_id = seat.session_id and a.state <> 'draft'), '[]'),
    'why_notes', coalesce((select jsonb_agg(private.why_view(n) || jsonb_build_object('answered', exists (
                              select from private.why_marks m join private.why_keys k on k.note_id = m.note_id
                               where m.note_id = n.id and m.mark = private.hmac(k.key, uuid_send(seat.id)))) order by n.week desc, n.id)
                            from private.notes_of_session(seat.session_id) n), '[]'),
    'unanswered', coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words,
                              'too_long', private.week_start(o.released_week) + 14 <= private.today()) order by o.id)
                             from leaven.observations o where o.session_id = seat.session_id and o.released_week is not null
                               and not private.is_answered(o.id)), '[]'));
end $$;

create or replace function public.answer_why_note(secret text, note uuid, answer text, words text default '') returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  seat leaven.seats := private.require_seat(secret);
  said text := left(regexp_replace(btrim(coalesce(words, '')), '[[:cntrl:]]+', ' ', 'g'), 500);
  heap text[];
begin
  if not exists (select from private.notes_of_session(seat.session_id) n where n.id = note) then
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

-- The guide's tablet shows each note at its step.
alter function public.flow(uuid) set schema private;
alter function private.flow(uuid) rename to flow_without_notes;
create function public.flow(session uuid) returns jsonb
language sql volatile security definer set search_path = '' as $$
  select private.flow_without_notes(session) || jsonb_build_object('why_notes', coalesce((
    select jsonb_agg(private.why_view(n) order by n.week desc, n.id)
      from leaven.why_notes n join leaven.steps s on s.id = n.step_id where s.session_id = flow.session), '[]')) $$;

-- A leader finds the step beside the lines that are pinned to it.
create or replace function public.memory_theme(theme uuid, after uuid default null) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare found_theme leaven.themes; remembered leaven.theme_memory;
begin
  select * into found_theme from leaven.themes t where t.id = theme;
  if found_theme.id is null then perform private.refuse(404, 'not_found', 'There is no such theme.'); end if;
  perform private.require_member(found_theme.org_id);
  select * into remembered from leaven.theme_memory m where m.theme_id = theme;
  return private.theme_entry(found_theme, remembered) || jsonb_build_object(
    'org_id', found_theme.org_id,
    'lines', coalesce((select jsonb_agg(jsonb_build_object('id', q.id, 'words', q.words, 'topic', q.topic, 'week', q.released_week,
        'place', private.place_name(q.site_id), 'steps', private.explained_steps(q.id)) order by q.id)
      from (select o.id, o.words, o.released_week, s.topic, s.site_id from leaven.links l join leaven.observations o on o.id = l.observation_id
              join leaven.sessions s on s.id = o.session_id
             where l.theme_id = theme and l.state = 'linked' and o.released_week is not null and not o.parked
               and (after is null or o.id > after)
             order by o.id limit 50) q), '[]'),
    'why_notes', coalesce((select jsonb_agg(private.why_view(n) order by n.week desc, n.id) from leaven.why_notes n where n.theme_id = theme), '[]'));
end $$;

-- Steps as written to which a released line is pinned, each with what leaders said of it.
create function private.explained_steps(line uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'words', s.words, 'why_notes', coalesce((
      select jsonb_agg(private.why_view(n) order by n.week desc, n.id) from leaven.why_notes n where n.step_id = s.id), '[]'))
      order by s.number), '[]')
    from leaven.step_lines p join leaven.steps s on s.id = p.step_id join leaven.sessions se on se.id = s.session_id
   where p.observation_id = line and s.side = 'imagined' and se.released_week is not null $$;

create or replace function private.remembered_loop(org uuid, on_day date) returns jsonb
language sql stable security definer set search_path = '' as $$
  with k as (select greatest(3, o.outside_threshold) as k from leaven.organisations o where o.id = org),
  days as (
    select p.answered_on - (select max(private.week_start(o.released_week)) from leaven.action_grounds g
              join leaven.observations o on o.id = g.observation_id where g.action_id = a.id) as to_answer,
           p.decided_on - p.proposed_on as to_decision, p.done_on - p.decided_on as to_change, a.strength
      from leaven.actions a join leaven.action_progress p on p.action_id = a.id where a.org_id = org and a.state <> 'draft'),
  lines as (
    select count(*) as whole, count(*) filter (where
         exists (select from leaven.action_grounds g join leaven.action_progress p on p.action_id = g.action_id
                  where g.observation_id = o.id and p.answered_on is not null)
      or exists (select from leaven.links l join leaven.why_notes n on n.theme_id = l.theme_id
                  where l.observation_id = o.id and l.state = 'linked')
      or exists (select from leaven.step_lines s join leaven.why_notes n on n.step_id = s.step_id where s.observation_id = o.id)) as part
      from leaven.observations o where o.org_id = org and o.released_week is not null
       and private.week_start(o.released_week) + 14 <= on_day)
  select jsonb_build_object(
    'days_to_first_answer', case when count(to_answer) >= k.k then greatest(0, percentile_disc(0.5) within group (order by to_answer)) end,
    'days_to_decision', case when count(to_decision) >= k.k then percentile_disc(0.5) within group (order by to_decision) end,
    'days_to_change', case when count(to_change) >= k.k then percentile_disc(0.5) within group (order by to_change) end,
    'stronger_actions', private.share(count(*) filter (where strength = 'stronger'), count(*), k.k),
    'lines_answered', (select private.share(l.part, l.whole, k.k) from lines l))
    from days, k group by k.k $$;

revoke all on all functions in schema private from public;
revoke all on function private.flow_without_notes from anon, authenticated, service_role;
grant execute on function private.line_place to authenticated;
revoke all on function public.why_subject, public.leave_why_note, public.flow from public, anon;
grant execute on function public.why_subject, public.leave_why_note, public.flow to authenticated, service_role;
