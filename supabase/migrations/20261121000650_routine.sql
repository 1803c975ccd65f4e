-- A crew looks back without a facilitator: a card on the wall opens a fresh seat for whoever scans it or is handed the tablet.
-- What a crew said in a week comes out as one batch when the week is over, with at least three voices behind it.
create unique index sessions_routine on leaven.sessions (area_id) where kind = 'routine';

create table private.wall_cards (
  session_id uuid primary key references leaven.sessions on delete cascade,
  secret_hash bytea not null unique);
comment on table private.wall_cards is 'The card on an area''s wall, as a hash. It opens seats; it reads nothing that is not released.';

create table leaven.watches (
  observation_id uuid primary key references leaven.observations on delete cascade);
comment on table leaven.watches is 'A released line that the crew wants to keep an eye on.';
do $$ declare t text; begin
  foreach t in array array['private.wall_cards', 'leaven.watches'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('revoke all on %s from public, anon, authenticated', t);
    execute format('grant all on %s to service_role', t);
  end loop;
end $$;

create policy "members know the weekly look back of an area" on leaven.sessions for select to authenticated
  using (kind = 'routine' and org_id in (select private.member_orgs()));

-- Eight seats are a team's; a crew's weekly look back takes a fresh seat for each who speaks.
create or replace function private.at_most_eight() returns trigger
language plpgsql security definer set search_path = '' as $$
declare home leaven.sessions;
begin
  select * into home from leaven.sessions where id = new.session_id for update;
  if home.kind = 'routine' then return new; end if;
  if (select count(*) from leaven.seats where session_id = new.session_id) >= 8 then
    perform private.refuse(409, 'seats_full',
      'A Learning Team has at most eight seats, sponsor and supervisors included. Open a second session for more people.');
  end if;
  return new;
end $$;

-- Inside a week a crew's lines are nobody's to read but their speakers'.
create or replace function private.enough_voices(session uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select s.kind = 'team' and (s.released_week is not null or private.voices(s.id) >= o.inside_threshold)
    from leaven.sessions s join leaven.organisations o on o.id = s.org_id where s.id = session $$;

-- The card for an area's wall: made, or made anew (then the old one stops working).
create function public.wall_card(org uuid, area uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  place leaven.areas;
  home uuid;
  secret text := translate(encode(substr(private.random_bytes(), 1, 24), 'base64'), '+/', '-_');
begin
  perform private.require_role(org, '{facilitator,administrator}');
  select * into place from leaven.areas a where a.id = area and a.org_id = org;
  if place.id is null then perform private.refuse(404, 'not_found', 'There is no such area.'); end if;
  select s.id into home from leaven.sessions s where s.area_id = area and s.kind = 'routine';
  if home is null then
    home := gen_random_uuid();
    insert into leaven.sessions (id, org_id, site_id, area_id, topic, use, phase, kind, promise_shown, language, is_example)
    select home, org, place.site_id, place.id, left(place.name, 60), 'work', 'soak', 'routine', true, o.languages[1], o.is_example
      from leaven.organisations o where o.id = org;
    insert into private.session_keys (session_id) values (home);
  end if;
  insert into private.wall_cards as w (session_id, secret_hash) values (home, private.hash(secret))
  on conflict (session_id) do update set secret_hash = excluded.secret_hash;
  return jsonb_build_object('session_id', home, 'secret', secret, 'area', place.name);
end $$;

create function private.wall_session(card text) returns leaven.sessions
language sql stable security definer set search_path = '' as $$
  select s.* from private.wall_cards w join leaven.sessions s on s.id = w.session_id where w.secret_hash = private.hash(card) $$;

-- A card from the wall opens a seat for this device; any other card goes its usual way.
alter function public.take_seat(text, text, text) rename to take_team_seat;
alter function public.take_team_seat(text, text, text) set schema private;
create function public.take_seat(card text, device_secret text, caller text default '') returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare home leaven.sessions; seat leaven.seats;
begin
  if length(card) > 8 then home := private.wall_session(card); end if;
  if home.id is null or device_secret is null or device_secret !~ '^[A-Za-z0-9_-]{32,64}$' or exists (
       select from private.seat_secrets k where k.secret_hash = private.hash(device_secret)) then
    return private.take_team_seat(card, device_secret, caller);
  end if;
  -- a crew of sixty on one address, and nobody who fills the table with empty seats
  if not private.may_try('wall-address', caller, 120, interval '10 minutes')
     or not private.may_try('wall-card', card, 300, interval '10 minutes') then
    return jsonb_build_object('ok', false, 'status', 429, 'code', 'too_many_tries', 'message', 'Too many at once. Wait ten minutes and try again.');
  end if;
  insert into leaven.seats (session_id, claimed) values (home.id, true) returning * into seat;
  insert into private.seat_secrets (secret_hash, seat_id, kind) values (private.hash(device_secret), seat.id, 'device');
  return private.seat_view(seat);
end $$;

-- One week's lines go out together or stay together. Waiting words of an earlier week that nobody checked are destroyed.
create function private.let_week_go(session uuid, before timestamptz) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  lines uuid[];
  voices int;
  threshold int := (select o.inside_threshold from leaven.sessions s join leaven.organisations o on o.id = s.org_id where s.id = session);
  week text := private.iso_week(before - interval '1 minute');
  line uuid;
begin
  select array_agg(o.id order by random()), count(distinct h.seat_tag) into lines, voices
    from leaven.observations o join leaven.holds h on h.observation_id = o.id
   where o.session_id = session and o.state = 'confirmed' and h.arrived_at < before;
  if voices < threshold then return; end if;                       -- carried into the next week
  delete from procrastinate.procrastinate_jobs where status in ('todo', 'failed') and args ->> 'observation_id' = any(lines::text[]);
  update leaven.observations set spoken = false, lens = null where id = any(lines);
  foreach line in array lines loop
    update leaven.observations set released_week = week where id = line;
  end loop;
  -- rows are written anew in random order, so that their place in the tables says nothing
  if to_regprocedure('private.shuffle(uuid[])') is not null then execute 'select private.shuffle($1)' using lines; end if;
  delete from leaven.holds where observation_id = any(lines);
end $$;

-- A new week, a new key: what was handed in before can no longer be tied to a phone, carried or not.
create function private.turn_week(session uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare monday timestamptz := date_trunc('week', now() at time zone 'UTC') at time zone 'UTC';
begin
  perform 1 from leaven.sessions s where s.id = session for update;
  if not exists (select from leaven.holds h where h.session_id = session and h.arrived_at < monday) then return; end if;
  perform private.let_week_go(session, monday);
  delete from leaven.observations o using leaven.holds h
   where h.observation_id = o.id and h.session_id = session and o.state <> 'confirmed' and h.arrived_at < monday - interval '7 days';
  if not exists (select from leaven.holds h where h.session_id = session and h.arrived_at >= monday) then
    delete from private.deliveries d where d.session_id = session;
    delete from private.uploads u where u.session_id = session;
    update private.session_keys set key = private.random_bytes() where session_id = session;
  end if;
end $$;

create function private.turn_weeks() returns int
language plpgsql volatile security definer set search_path = '' as $$
declare home record; turned int := 0;
begin
  for home in select s.id from leaven.sessions s where s.kind = 'routine' loop
    perform private.turn_week(home.id);
    turned := turned + 1;
  end loop;
  return turned;
end $$;
grant execute on function private.turn_weeks to service_role;

-- What hangs on the wall: this area's released lines of the last twelve weeks, the newest week first, shuffled inside it.
create function public.wall_page(card text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare home leaven.sessions := private.wall_session(card);
begin
  if home.id is null then perform private.refuse(404, 'unknown_card', 'This card is not valid any more. Ask for a fresh one for the wall.'); end if;
  perform private.turn_week(home.id);
  return (select jsonb_build_object('session_id', home.id, 'site', si.name, 'area', coalesce(a.name, ''), 'language', home.language,
      'this_week', private.iso_week(),
      'danger', case when si.danger_name = '' and si.danger_contact = '' then null
                else jsonb_build_object('name', si.danger_name, 'contact', si.danger_contact) end,
      'lines', coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words, 'week', o.released_week,
            'watched', exists (select from leaven.watches w where w.observation_id = o.id))
            order by o.released_week desc, sha256(uuid_send(o.id)))
          from leaven.observations o where o.session_id = home.id and o.released_week >= private.iso_week(now() - interval '84 days')), '[]'))
    from leaven.sites si left join leaven.areas a on a.id = home.area_id where si.id = home.site_id);
end $$;

create function public.keep_watching(card text, line uuid, watching boolean default true) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare home leaven.sessions := private.wall_session(card);
begin
  if home.id is null or not exists (select from leaven.observations o
       where o.id = line and o.session_id = home.id and o.released_week is not null) then
    perform private.refuse(404, 'not_found', 'There is no such line.');
  end if;
  if watching then insert into leaven.watches values (line) on conflict do nothing;
  else delete from leaven.watches w where w.observation_id = line; end if;
  return jsonb_build_object('watching', watching);
end $$;

revoke all on all functions in schema private from public;
revoke all on function public.wall_card from public, anon;
grant execute on function public.wall_card to authenticated, service_role;
revoke all on function public.take_seat, public.wall_page, public.keep_watching from public;
grant execute on function public.take_seat, public.wall_page, public.keep_watching to anon, authenticated, service_role;
