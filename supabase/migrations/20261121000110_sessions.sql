-- A learning session, its seats, and what must be secret about them.
create table leaven.sessions (
  id uuid primary key,
  org_id uuid not null references leaven.organisations on delete cascade,
  site_id uuid not null,
  area_id uuid references leaven.areas on delete set null,
  shift_kind_id uuid references leaven.shift_kinds on delete set null,
  topic text not null check (length(topic) between 1 and 60 and topic !~ '[[:cntrl:]]'),
  use text not null check (use in ('work', 'change', 'event')),
  phase text not null default 'prepare' check (phase in ('prepare', 'learn', 'soak', 'improve', 'share', 'closed')),
  sponsor_role text not null default '' check (length(sponsor_role) <= 60),
  sponsor_mode text not null default 'present' check (sponsor_mode in ('present', 'opens_and_returns', 'improve_only')),
  language text not null default 'en' check (language ~ '^[a-z]{2,3}$'),
  promise_shown boolean not null default false,
  soak_until timestamptz,
  soak_shortened_because text not null default '' check (length(soak_shortened_because) <= 300),
  released_week text check (released_week ~ '^\d{4}-W\d{2}$'),
  released_voices int check (released_voices >= 3),
  is_example boolean not null default false,
  opened_at timestamptz not null default now(),
  foreign key (site_id, org_id) references leaven.sites (id, org_id) on delete cascade);
comment on table leaven.sessions is 'One Learning Team at work on one topic. released_week is set when the team lets its story go.';
create index sessions_org on leaven.sessions (org_id, phase);
create index sessions_site on leaven.sessions (site_id, org_id);
create index sessions_area on leaven.sessions (area_id);
create index sessions_shift_kind on leaven.sessions (shift_kind_id);

create table leaven.session_facilitators (
  session_id uuid not null references leaven.sessions on delete cascade,
  person_id uuid not null references auth.users on delete cascade,
  primary key (session_id, person_id));
comment on table leaven.session_facilitators is 'Who guides a session; it can be handed on, or shared by two.';
create index session_facilitators_person on leaven.session_facilitators (person_id);

create table leaven.seats (
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null references leaven.sessions on delete cascade,
  claimed boolean not null default false);
comment on table leaven.seats is 'A place at the table. Nothing says who took which card, nor when.';
create index seats_session on leaven.seats (session_id);

create table private.seat_secrets (
  secret_hash bytea primary key,
  seat_id uuid not null references leaven.seats on delete cascade,
  kind text not null check (kind in ('card', 'device')));
comment on table private.seat_secrets is 'Hashes only. A card''s secret ends when a device puts its own in its place.';
create index seat_secrets_seat on private.seat_secrets (seat_id);

create table private.seat_codes (
  code_hash bytea primary key,
  seat_id uuid not null references leaven.seats on delete cascade,
  expires_at timestamptz not null);
comment on table private.seat_codes is 'Six characters to type instead of a QR: one use, ten minutes.';
create index seat_codes_seat on private.seat_codes (seat_id);

create table private.session_keys (
  session_id uuid primary key references leaven.sessions on delete cascade,
  key bytea not null default private.random_bytes());
comment on table private.session_keys is 'Tags of unreleased lines are made with this key; release destroys it.';

create table private.tries (
  scope text not null,
  subject bytea not null,
  since timestamptz not null default now(),
  tries int not null default 1,
  primary key (scope, subject));
comment on table private.tries is 'Counted attempts by hashed subject, for limits that all server processes share. Swept by the keeper.';

do $$ declare t text; begin
  foreach t in array array['leaven.sessions', 'leaven.session_facilitators', 'leaven.seats', 'private.seat_secrets',
                           'private.seat_codes', 'private.session_keys', 'private.tries'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('revoke all on %s from public, anon, authenticated', t);
    execute format('grant all on %s to service_role', t);
  end loop;
end $$;
grant select on leaven.sessions, leaven.session_facilitators to authenticated;

-- Counts this try; true while at most `most` stand against the subject in the window.
create function private.may_try(scope text, subject text, most int, per interval) returns boolean
language plpgsql security definer set search_path = '' as $$
declare counted int;
begin
  insert into private.tries as t (scope, subject) values (may_try.scope, private.hash(may_try.subject))
  on conflict on constraint tries_pkey do update
    set tries = case when t.since < now() - per then 1 else t.tries + 1 end,
        since = case when t.since < now() - per then now() else t.since end
  returning t.tries into counted;
  return counted <= most;
end $$;

create function private.is_facilitator_of(session uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from leaven.session_facilitators f join leaven.sessions s on s.id = f.session_id
      join leaven.memberships m on m.org_id = s.org_id and m.person_id = f.person_id and m.role = 'facilitator'
     where f.session_id = session and f.person_id = (select auth.uid())) $$;

create function private.require_facilitator(session uuid) returns leaven.sessions
language plpgsql stable security definer set search_path = '' as $$
declare mine leaven.sessions;
begin
  select * into mine from leaven.sessions where id = session;
  -- one answer for "none such" and "not yours": an id tells nothing
  if mine.id is null or not private.is_facilitator_of(session) then
    perform private.refuse(404, 'not_found', 'There is no such session, or it is not yours.');
  end if;
  return mine;
end $$;

create function private.require_seat(secret text) returns leaven.seats
language plpgsql stable security definer set search_path = '' as $$
declare seat leaven.seats;
begin
  select s.* into seat from private.seat_secrets k join leaven.seats s on s.id = k.seat_id
   where k.secret_hash = private.hash(secret) and k.kind = 'device';
  if seat.id is null then
    perform private.refuse(404, 'unknown_seat', 'This seat is not open. Ask the facilitator for a fresh card.');
  end if;
  return seat;
end $$;

create function private.seat_tag(seat leaven.seats) returns bytea
language sql stable security definer set search_path = '' as $$
  select private.hmac(k.key, uuid_send(seat.id)) from private.session_keys k where k.session_id = seat.session_id $$;

revoke all on all functions in schema private from public;
grant execute on function private.is_facilitator_of to authenticated;

create policy "facilitators see the sessions of their organisation, others the released ones" on leaven.sessions
  for select to authenticated
  using (org_id in (select private.member_orgs('{facilitator}'))
         or (released_week is not null and org_id in (select private.member_orgs())));
create policy "facilitators see who guides a session" on leaven.session_facilitators for select to authenticated
  using (person_id = (select auth.uid())
         or session_id in (select id from leaven.sessions where org_id in (select private.member_orgs('{facilitator}'))));
