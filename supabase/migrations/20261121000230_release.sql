-- The hold and the release. Until release a line belongs to the team circle; release lets the words go and destroys
-- everything that led from them to a seat, a device or a moment.

create table private.read_backs (
  session_id uuid not null references leaven.sessions on delete cascade,
  seat_tag bytea not null,
  primary key (session_id, seat_tag));
comment on table private.read_backs is
  'Seats that have read the story back and let it go, under the session''s key. New or corrected words empty it; release destroys it.';
alter table private.read_backs enable row level security;
alter table private.read_backs force row level security;
revoke all on private.read_backs from public, anon, authenticated;
grant all on private.read_backs to service_role;

-- Words arrive before a release or not at all: whoever hands in while the release runs waits for it and is refused.
create or replace function private.promise_first() returns trigger
language plpgsql security definer set search_path = '' as $$
declare promise_shown boolean; released boolean;
begin
  select s.promise_shown, s.released_week is not null into promise_shown, released
    from leaven.sessions s where s.id = new.session_id for share;
  if released then
    perform private.refuse(403, 'released', 'The team has already released its story, so nothing more can join it. It stays on this phone.');
  end if;
  if not promise_shown then
    perform private.refuse(409, 'promise_first', 'The promise has not been shown yet. It stays on this phone until then.');
  end if;
  return new;
end $$;

-- What was read back is what is released.
create function private.read_back_again() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from private.read_backs where session_id = new.session_id;
  return null;
end $$;
create trigger read_back_new_line after insert on leaven.observations
  for each row when (new.state = 'confirmed' and new.released_week is null) execute function private.read_back_again();
create trigger read_back_corrected_line after update of words, state on leaven.observations
  for each row when (new.released_week is null and (new.words, new.state) is distinct from (old.words, old.state))
  execute function private.read_back_again();

-- A released line's words are the record: nothing changes them, not even a correction that was under way.
create function private.released_stays() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.refuse(409, 'released', 'The team has released this line; its words stay as they are.');
  return null;
end $$;
create trigger released_stays before update of words, state, released_week on leaven.observations
  for each row when (old.released_week is not null
    and (new.words, new.state, new.released_week) is distinct from (old.words, old.state, old.released_week))
  execute function private.released_stays();

create or replace function public.withdraw_line(secret text, line uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.observations := private.own_line(private.require_seat(secret), line);
begin
  delete from leaven.observations where id = mine.id and released_week is null;
  if not found then perform private.refuse(409, 'released', 'The team has just released this line. Withdraw it with its receipt.'); end if;
  return jsonb_build_object('id', mine.id, 'state', 'withdrawn');
end $$;

create function public.read_back(secret text, agrees boolean default true) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret); tag bytea := private.open_tag(seat);
begin
  -- beside a release under way this waits, and then finds nothing to agree to
  perform 1 from leaven.sessions s where s.id = seat.session_id and s.released_week is null
     and s.phase in ('soak', 'improve', 'share') for share;
  if not found or not private.enough_voices(seat.session_id) then
    perform private.refuse(409, 'too_early', 'There is nothing to read back yet.');
  end if;
  if agrees then
    insert into private.read_backs (session_id, seat_tag) values (seat.session_id, tag) on conflict do nothing;
  else
    delete from private.read_backs where session_id = seat.session_id and seat_tag = tag;
  end if;
  return jsonb_build_object('agreed', agrees);
end $$;

create function private.read_back_enough(session uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select (select count(*) from private.read_backs b where b.session_id = session) >= o.inside_threshold
    from leaven.sessions s join leaven.organisations o on o.id = s.org_id where s.id = session $$;

-- Whether a story can be let go. No count of seats: who has not agreed yet is nobody's business.
create function public.release_state(session uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare mine leaven.sessions := private.require_facilitator(session); enough boolean := private.enough_voices(session);
begin
  return jsonb_build_object('released', mine.released_week is not null, 'enough_voices', enough,
    'read_back', mine.released_week is not null or private.read_back_enough(session),
    'unsettled', case when enough and mine.released_week is null then (select count(*) from leaven.observations o
                        where o.session_id = session and o.state <> 'confirmed') end);
end $$;

-- What tells a small group apart goes: if one or two voices alone used a lens, the voice or the soak, all lines lose it.
create function private.coarsen(session uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  least_voices int := (select o.inside_threshold from leaven.sessions s join leaven.organisations o on o.id = s.org_id where s.id = session);
  trait text;
  telling boolean;
begin
  foreach trait in array array['spoken', 'phase', 'lens'] loop
    execute format('select coalesce(min(voices) < $2, false) from (select count(distinct h.seat_tag) as voices
                      from leaven.observations o join leaven.holds h on h.observation_id = o.id
                     where o.session_id = $1 and o.%1$I is not null group by o.%1$I) by_value', trait)
      into telling using session, least_voices;
    continue when not telling;
    update leaven.observations o set
        spoken = case when trait = 'spoken' then false else o.spoken end,
        phase = case when trait = 'phase' then 'learn' else o.phase end,
        lens = case when trait = 'lens' then null else o.lens end
     where o.session_id = session;
  end loop;
end $$;

-- Writes every row that hangs on these lines anew, in random order: place in the table, version and number tell nothing.
create function private.shuffle(lines uuid[]) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare hanging record; spot tid;
begin
  delete from leaven.link_decisions d where d.observation_id = any(lines) and exists (
    select from leaven.link_decisions later where later.observation_id = d.observation_id
       and later.theme_id = d.theme_id and later.number > d.number);
  for hanging in
    select c.oid::regclass as name,
           'observation_id = observation_id' || coalesce((select string_agg(format(', %I = default', n.attname), '')
             from pg_catalog.pg_attribute n where n.attrelid = c.oid and n.attidentity <> ''), '') as anew
      from pg_catalog.pg_class c join pg_catalog.pg_attribute a on a.attrelid = c.oid
     where c.relnamespace in ('leaven'::regnamespace, 'private'::regnamespace) and c.relkind = 'r'
       and a.attname = 'observation_id' and not a.attisdropped
  loop
    for spot in execute format('select ctid from %s where observation_id = any($1) order by random()', hanging.name) using lines loop
      execute format('update %s set %s where ctid = $1', hanging.name, hanging.anew) using spot;
    end loop;
  end loop;
end $$;

create function private.let_go(session uuid, week text, voices int) returns int
language plpgsql volatile security definer set search_path = '' as $$
declare lines uuid[] := (select array_agg(o.id order by random()) from leaven.observations o where o.session_id = session); line uuid;
begin
  perform private.coarsen(session);
  -- a job that waits knows when its line came: it goes, and the update below queues a new one for every line at once
  delete from procrastinate.procrastinate_jobs where status in ('todo', 'failed') and args ->> 'observation_id' = any(lines::text[]);
  delete from leaven.clips where observation_id = any(lines);
  delete from leaven.transcripts where observation_id = any(lines);
  foreach line in array lines loop
    update leaven.observations set released_week = week where id = line;
  end loop;
  perform private.shuffle(lines);
  delete from leaven.holds where session_id = session;
  delete from private.read_backs where session_id = session;
  delete from private.uploads where session_id = session;
  delete from private.session_keys where session_id = session;
  delete from private.seat_codes c using leaven.seats s where s.id = c.seat_id and s.session_id = session;
  delete from private.seat_secrets k using leaven.seats s where s.id = k.seat_id and s.session_id = session and k.kind = 'card';
  update leaven.sessions set released_week = week, released_voices = voices, opened_at = date_trunc('week', opened_at),
         soak_until = date_trunc('hour', soak_until) where id = session;
  return cardinality(lines);
end $$;

-- The team lets its story go, once. `leave_behind` is how many lines without a speaker's check are to be destroyed: the
-- number must be the true one, so that nobody destroys more than the team was told.
create function public.release_session(session uuid, leave_behind int default 0) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions; voices int; unsettled int; released int;
begin
  perform private.require_facilitator(session);
  select * into mine from leaven.sessions where id = session for update;
  if mine.released_week is not null then
    return jsonb_build_object('released', true, 'repeated', true, 'week', mine.released_week);
  end if;
  if mine.phase not in ('soak', 'improve', 'share') then
    perform private.refuse(409, 'too_early', 'The story is released after Learn, when the team has read it back.');
  end if;
  voices := private.voices(session);
  if not private.enough_voices(session) or voices < 3 then
    perform private.refuse(409, 'too_few_voices', 'Too few people have spoken to let this story go without pointing at somebody.');
  end if;
  if not private.read_back_enough(session) then
    perform private.refuse(409, 'not_read_back', 'The team has not read this story back yet. At least three must agree on their own phones.');
  end if;
  select count(*) into unsettled from leaven.observations o where o.session_id = session and o.state <> 'confirmed';
  if unsettled is distinct from leave_behind then
    perform private.refuse(409, 'unsettled', case when unsettled = 1
      then '1 line has not been checked by its speaker. Let it be checked, or leave it behind: it is then destroyed.'
      else unsettled || ' lines have not been checked by their speakers. Let them be checked, or leave them behind: they are then destroyed.' end);
  end if;
  delete from leaven.observations o where o.session_id = session and o.state <> 'confirmed';
  released := private.let_go(session, private.iso_week(), voices);
  return jsonb_build_object('released', true, 'repeated', false, 'week', private.iso_week(), 'lines', released, 'left_behind', unsettled);
end $$;

-- When Improve has begun, the end of soak is history: the week is enough.
create function private.forget_soak_time() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.soak_until := date_trunc('week', new.soak_until);
  return new;
end $$;
create trigger forget_soak_time before update on leaven.sessions
  for each row when (new.released_week is not null and new.phase in ('improve', 'share', 'closed')) execute function private.forget_soak_time();

revoke all on all functions in schema private from public;
revoke all on function public.release_session, public.release_state from public, anon;
grant execute on function public.release_session, public.release_state to authenticated, service_role;
revoke all on function public.read_back from public;
grant execute on function public.read_back to anon, authenticated, service_role;
