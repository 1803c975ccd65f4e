-- Improve: what protects us, what the team would change, dots that nobody can trace, and what other teams did.
create table leaven.defences (
  id uuid primary key,
  session_id uuid not null references leaven.sessions on delete cascade,
  words text not null check (length(words) between 1 and 160),
  state text not null check (state in ('works', 'skill', 'missing', 'new')));
comment on table leaven.defences is 'What protects us: works, rests on somebody''s skill, missing; and, after those, new ones.';
create index defences_session on leaven.defences (session_id);

create table leaven.dot_rounds (
  id uuid primary key,
  number bigint generated always as identity,
  session_id uuid not null references leaven.sessions on delete cascade,
  dots int not null check (dots between 1 and 5),
  closed boolean not null default false,
  enough boolean not null default false);
comment on table leaven.dot_rounds is 'The team narrows down. Nothing shows until everyone has dotted or the guide ends it.';
create index dot_rounds_session on leaven.dot_rounds (session_id);
create unique index dot_rounds_open on leaven.dot_rounds (session_id) where not closed;

create table leaven.dot_choices (
  round_id uuid not null references leaven.dot_rounds on delete cascade,
  target uuid not null,
  words text not null,
  dots int,
  primary key (round_id, target));
comment on table leaven.dot_choices is 'What is dotted, in the words it had when the round began; the sum only when it is over.';

create table private.dot_keys (
  round_id uuid primary key references leaven.dot_rounds on delete cascade,
  key bytea not null default private.random_bytes());
create table private.dots (
  round_id uuid not null references leaven.dot_rounds on delete cascade,
  mark bytea not null,
  target uuid not null,
  primary key (round_id, mark, target));
comment on table private.dots is 'Dots while a round runs, under its own key. Ending the round leaves only the sums.';

do $$ declare t text; begin
  foreach t in array array['leaven.defences', 'leaven.dot_rounds', 'leaven.dot_choices', 'private.dot_keys', 'private.dots'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('revoke all on %s from public, anon, authenticated', t);
    execute format('grant all on %s to service_role', t);
  end loop;
end $$;
create trigger tell_screens after insert or update or delete on leaven.defences for each row execute function private.tell_session();
create trigger tell_screens after insert or update on leaven.dot_rounds for each row execute function private.tell_session();

create function private.improving(session uuid) returns leaven.sessions
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.guided(session);
begin
  if mine.phase in ('prepare', 'learn', 'soak') then
    perform private.refuse(409, 'soak_first', 'This belongs to Improve. It opens when soak has ended.');
  end if;
  if mine.phase = 'closed' then perform private.refuse(409, 'closed', 'This session is closed.'); end if;
  return mine;
end $$;

create function public.set_defence(session uuid, defence_id uuid, words text, state text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare clean text := private.clean_line(words, 160);
begin
  perform private.improving(session);
  if clean = '' then perform private.refuse(422, 'empty', 'Say in a few words what protects you.'); end if;
  if state = 'new' and not exists (select from leaven.defences d where d.session_id = session and d.state <> 'new') then
    perform private.refuse(409, 'existing_first', 'First what protects you today, then something new.');
  end if;
  insert into leaven.defences as d (id, session_id, words, state) values (defence_id, session, clean, set_defence.state)
  on conflict (id) do update set words = excluded.words, state = excluded.state where d.session_id = excluded.session_id;
  return jsonb_build_object('id', defence_id);
end $$;

create function public.drop_defence(session uuid, defence_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.improving(session);
  delete from leaven.defences d where d.id = defence_id and d.session_id = session;
  return jsonb_build_object('ok', true);
end $$;

-- A draft, or a new wording of it, with the lines it stands on. Once put forward its words are the sponsor's to decide on.
create function public.write_action(session uuid, details jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.improving(session); wanted uuid := (details ->> 'id')::uuid; known leaven.actions;
begin
  select * into known from leaven.actions where id = wanted;
  if known.id is not null and (known.session_id <> session or known.state <> 'draft') then
    perform private.refuse(409, 'put_forward', 'This action has been put forward. Take it back before you change it.');
  end if;
  if private.clean_line(details ->> 'change', 300) = '' then
    perform private.refuse(422, 'empty', 'Say what you would change in the work.');
  end if;
  insert into leaven.actions as a (id, org_id, session_id, change, so_that, owner_role, due, size, strength, cost_class, helps)
  values (wanted, mine.org_id, mine.id, private.clean_line(details ->> 'change', 300), private.clean_line(details ->> 'so_that', 300),
          private.clean_line(details ->> 'owner_role', 60), (details ->> 'due')::date, coalesce(details ->> 'size', 'larger'),
          coalesce(details ->> 'strength', 'intermediate'), coalesce(details ->> 'cost_class', 'none'), private.clean_line(details ->> 'helps', 300))
  on conflict (id) do update set change = excluded.change, so_that = excluded.so_that, owner_role = excluded.owner_role,
    due = excluded.due, size = excluded.size, strength = excluded.strength, cost_class = excluded.cost_class, helps = excluded.helps;
  delete from leaven.action_grounds g where g.action_id = wanted;
  insert into leaven.action_grounds (action_id, observation_id)
  select distinct wanted, e::uuid from jsonb_array_elements_text(coalesce(details -> 'lines', '[]')) e;
  return jsonb_build_object('id', wanted, 'state', 'draft', 'grounds', private.grounds(wanted));
end $$;

create function public.propose_action(session uuid, action uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare known leaven.actions;
begin
  perform private.improving(session);
  select * into known from leaven.actions a where a.id = action and a.session_id = session for update;
  if known.id is null then perform private.refuse(404, 'not_found', 'There is no such action.'); end if;
  if known.state <> 'draft' then return jsonb_build_object('id', action, 'state', known.state); end if;
  if known.so_that = '' or known.owner_role = '' or known.due is null then
    perform private.refuse(422, 'incomplete', 'Say what it makes easier, which role takes it on, and until when.');
  end if;
  if private.grounds(action) = 0 then
    perform private.refuse(409, 'ungrounded', 'Choose at least one of your team''s released lines that this action answers.');
  end if;
  update leaven.actions set state = 'proposed' where id = action;
  return jsonb_build_object('id', action, 'state', 'proposed');
end $$;

create function public.take_action_back(session uuid, action uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.improving(session);
  update leaven.actions a set state = 'draft' where a.id = action and a.session_id = session and a.state = 'proposed';
  if not found then perform private.refuse(409, 'decided', 'This has been answered already; it cannot be taken back.'); end if;
  return jsonb_build_object('id', action, 'state', 'draft');
end $$;

create function public.drop_action(session uuid, action uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.improving(session);
  delete from leaven.actions a where a.id = action and a.session_id = session and a.state = 'draft';
  if not found and exists (select from leaven.actions a where a.id = action) then
    perform private.refuse(409, 'put_forward', 'Only a draft can be taken away.');
  end if;
  return jsonb_build_object('ok', true);
end $$;

-- Dots ---------------------------------------------------------------------------------------------------------------

create function public.open_dots(session uuid, round_id uuid, dots int default 3) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare known leaven.dot_rounds;
begin
  perform private.improving(session);
  select * into known from leaven.dot_rounds r where r.session_id = session and not r.closed;
  if known.id is not null then return jsonb_build_object('id', known.id); end if;
  insert into leaven.dot_rounds (id, session_id, dots) values (round_id, session, open_dots.dots) on conflict (id) do nothing;
  insert into private.dot_keys (round_id) values (open_dots.round_id) on conflict do nothing;
  insert into leaven.dot_choices (round_id, target, words)
  select open_dots.round_id, c.id, c.words from (
    select o.id, left(o.words, 300) as words from leaven.observations o where o.session_id = session and o.parked and o.state = 'confirmed'
    union all select a.id, a.change from leaven.actions a where a.session_id = session and a.state = 'draft'
    union all select d.id, d.words from leaven.defences d where d.session_id = session and d.state in ('missing', 'new')) c
  on conflict do nothing;
  if (select count(*) from leaven.dot_choices c where c.round_id = open_dots.round_id) < 2 then
    perform private.refuse(409, 'nothing_to_dot', 'There are not two things to choose between yet.');
  end if;
  return jsonb_build_object('id', round_id);
end $$;

create function private.end_dots(round uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare seats int := (select count(distinct mark) from private.dots d where d.round_id = round);
begin
  update leaven.dot_rounds set closed = true, enough = seats >= 3 where id = round;
  -- fewer than three: the sums would point at somebody, so there are none
  update leaven.dot_choices c set dots = (select count(*) from private.dots d where d.round_id = round and d.target = c.target)
   where c.round_id = round and seats >= 3;
  delete from private.dots d where d.round_id = round;
  delete from private.dot_keys k where k.round_id = round;
end $$;

create function public.close_dots(session uuid, round_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.improving(session);
  if exists (select from leaven.dot_rounds r where r.id = close_dots.round_id and r.session_id = session and not r.closed) then
    perform private.end_dots(round_id);
  end if;
  return jsonb_build_object('closed', true);
end $$;

-- All dots of a seat at once; sent again they replace the first. When every taken seat has dotted the round ends itself.
create function public.give_dots(secret text, round_id uuid, targets uuid[]) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  seat leaven.seats := private.require_seat(secret);
  round leaven.dot_rounds;
  voter bytea;
begin
  select * into round from leaven.dot_rounds r where r.id = give_dots.round_id and r.session_id = seat.session_id for update;
  if round.id is null then perform private.refuse(404, 'not_found', 'There is nothing to dot.'); end if;
  if round.closed then perform private.refuse(409, 'closed', 'The round is over. The result is on the screen.'); end if;
  if coalesce(cardinality(targets), 0) not between 1 and round.dots then
    perform private.refuse(422, 'dots', 'Give at least one dot, and at most ' || round.dots || '.');
  end if;
  voter := (select private.hmac(k.key, uuid_send(seat.id)) from private.dot_keys k where k.round_id = round.id);
  delete from private.dots d where d.round_id = round.id and d.mark = voter;
  insert into private.dots (round_id, mark, target)
  select distinct round.id, voter, c.target from leaven.dot_choices c where c.round_id = round.id and c.target = any(targets);
  if (select count(distinct d.mark) from private.dots d where d.round_id = round.id)
     >= (select count(*) from leaven.seats s where s.session_id = seat.session_id and s.claimed) then
    perform private.end_dots(round.id);
  end if;
  return jsonb_build_object('given', true);
end $$;

create function public.seat_dots(secret text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret); round leaven.dot_rounds; voter bytea;
begin
  select * into round from leaven.dot_rounds r where r.session_id = seat.session_id order by r.closed, r.number desc limit 1;
  if round.id is null then return jsonb_build_object('round', null); end if;
  voter := (select private.hmac(k.key, uuid_send(seat.id)) from private.dot_keys k where k.round_id = round.id);
  return jsonb_build_object('round', private.dot_round(round), 'mine', coalesce((select jsonb_agg(d.target)
    from private.dots d where d.round_id = round.id and d.mark = voter), '[]'));
end $$;

create function private.dot_round(round leaven.dot_rounds) returns jsonb
language sql volatile security definer set search_path = '' as $$
  select jsonb_build_object('id', round.id, 'dots', round.dots, 'closed', round.closed, 'enough', round.enough,
    'choices', coalesce((select jsonb_agg(jsonb_build_object('target', c.target, 'words', c.words, 'dots', c.dots)
        order by c.dots desc nulls last, random()) from leaven.dot_choices c where c.round_id = round.id), '[]')) $$;

-- What other teams changed for the same assumption or theme, and whether it held. A place only above the threshold.
create function private.changed_elsewhere(session uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  with mine as (select * from leaven.sessions s where s.id = changed_elsewhere.session),
  kinds as (select distinct a.kind from leaven.assumptions a join mine on mine.id = a.session_id where a.kind <> 'own'),
  themes as (select distinct l.theme_id from leaven.links l join leaven.observations o on o.id = l.observation_id
              join mine on mine.id = o.session_id where l.state = 'linked'),
  near as (
    select a.id, array_agg(distinct x.why) as why from leaven.actions a join mine on mine.org_id = a.org_id
      cross join lateral (
        select 'assumption:' || k.kind as why from leaven.assumptions b join kinds k on k.kind = b.kind where b.session_id = a.session_id
        union select 'theme:' || t.title from leaven.action_grounds g join leaven.links l on l.observation_id = g.observation_id and l.state = 'linked'
          join themes on themes.theme_id = l.theme_id join leaven.themes t on t.id = l.theme_id where g.action_id = a.id) x
     where a.session_id <> mine.id and a.state in ('approved', 'approved_with_change', 'doing', 'done', 'cannot')
     group by a.id)
  select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'change', a.change, 'so_that', a.so_that, 'strength', a.strength,
           'state', a.state, 'why', n.why, 'place', private.place_name(s.site_id)) order by (a.state = 'done') desc, a.id), '[]')
    from near n join leaven.actions a on a.id = n.id join leaven.sessions s on s.id = a.session_id $$;

-- Everything beside the lines that a guide's tablet shows: one call, one picture. Ideas come back in no order.
create function public.flow(session uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.require_facilitator(session); open boolean := private.enough_voices(session);
begin
  return jsonb_build_object(
    'phase', mine.phase, 'soak_began', mine.soak_began, 'reminded', mine.soak_reminded, 'sponsor_in_room', mine.sponsor_in_room,
    'soak_over', coalesce(mine.soak_until <= now(), false),
    'document', mine.document, 'guides', (select count(*) from leaven.session_facilitators f where f.session_id = session),
    'stale', mine.phase <> 'closed' and mine.opened_at < now() - interval '30 days',
    'released', coalesce((select jsonb_agg(o.id) from leaven.observations o where o.session_id = session and o.released_week is not null), '[]'),
    'noted', coalesce((select jsonb_agg(o.id) from leaven.observations o where o.session_id = session and o.noted), '[]'),
    'parked', case when open then coalesce((select jsonb_agg(o.id order by random()) from leaven.observations o
        where o.session_id = session and o.parked and o.state = 'confirmed'), '[]') else '[]'::jsonb end,
    'pins', coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'number', p.number, 'kind', p.kind) order by p.number)
        from leaven.pins p where p.session_id = session), '[]'),
    'marks', case when open then coalesce((select jsonb_object_agg(m.line, m.marks) from (
        select k.observation_id as line, jsonb_agg(k.mark order by k.mark) as marks from leaven.marks k
          join leaven.observations o on o.id = k.observation_id where o.session_id = session group by 1) m), '{}') else '{}'::jsonb end,
    'resonance', case when open then coalesce((select jsonb_object_agg(o.id, jsonb_build_object(
          'too', private.resounds(o.id, 'too', org.inside_threshold), 'different', private.resounds(o.id, 'different', org.inside_threshold)))
        from leaven.observations o join leaven.organisations org on org.id = o.org_id
       where o.session_id = session and exists (select from private.resonances r where r.observation_id = o.id)), '{}') else '{}'::jsonb end,
    'groups', coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, 'lines', coalesce((select jsonb_agg(l.observation_id)
          from leaven.group_lines l where l.group_id = g.id), '[]')) order by g.name, g.id) from leaven.groups g where g.session_id = session), '[]'),
    'safety', (select jsonb_build_object('answers', s.answers, 'could_say', s.could_say, 'fair', s.fair)
        from leaven.safety_spreads s where s.session_id = session),
    'steps', coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'side', s.side, 'words', s.words, 'lines', coalesce((
          select jsonb_agg(l.observation_id) from leaven.step_lines l where l.step_id = s.id), '[]')) order by s.side, s.number)
        from leaven.steps s where s.session_id = session), '[]'),
    'assumptions', coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'kind', a.kind, 'words', a.words, 'lines', coalesce((
          select jsonb_agg(l.observation_id) from leaven.assumption_lines l where l.assumption_id = a.id), '[]')) order by a.kind, a.id)
        from leaven.assumptions a where a.session_id = session), '[]'),
    'practices', coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'protects', p.protects, 'step_id', p.step_id)
        order by p.name) from leaven.practices p where p.session_id = session), '[]'),
    'defences', coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'words', d.words, 'state', d.state) order by d.state, d.words)
        from leaven.defences d where d.session_id = session), '[]'),
    'actions', coalesce((select jsonb_agg(to_jsonb(a) - 'org_id' - 'session_id' || jsonb_build_object('lines', coalesce((
          select jsonb_agg(g.observation_id) from leaven.action_grounds g where g.action_id = a.id), '[]')) order by a.id)
        from leaven.actions a where a.session_id = session), '[]'),
    'round', (select private.dot_round(r) from leaven.dot_rounds r where r.session_id = session order by r.closed, r.number desc limit 1),
    'elsewhere', case when mine.phase in ('improve', 'share') then private.changed_elsewhere(session) else '[]'::jsonb end);
end $$;

revoke all on all functions in schema private from public;
revoke all on function public.set_defence, public.drop_defence, public.write_action, public.propose_action, public.take_action_back,
  public.drop_action, public.open_dots, public.close_dots, public.flow from public, anon;
grant execute on function public.set_defence, public.drop_defence, public.write_action, public.propose_action, public.take_action_back,
  public.drop_action, public.open_dots, public.close_dots, public.flow to authenticated, service_role;
revoke all on function public.give_dots, public.seat_dots from public;
grant execute on function public.give_dots, public.seat_dots to anon, authenticated, service_role;
