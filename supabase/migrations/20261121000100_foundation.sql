-- Organisations, places and roles. Tables live in a schema that the Data API does not expose.
create schema if not exists leaven;
create schema if not exists private;
create extension if not exists vector with schema extensions;

revoke all on schema leaven, private from public;
grant usage on schema leaven, private to authenticated, service_role;
-- nothing new is open to anybody until it is granted by name
alter default privileges revoke execute on functions from public;
alter default privileges in schema public revoke execute on functions from anon, authenticated;

-- A refusal that a person reads. PostgREST turns 'PTnnn' into HTTP nnn; the hint is the code for clients.
create function private.refuse(status int, code text, message text) returns void
language plpgsql set search_path = '' as $$
begin
  raise exception '%', message using errcode = 'PT' || status, hint = code;
end $$;

create function private.random_bytes() returns bytea
language sql volatile set search_path = '' as $$
  -- pgcrypto is not everywhere; two random UUIDs carry 244 bits from the same source
  select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) $$;

create function private.hash(secret text) returns bytea
language sql immutable set search_path = '' as $$ select sha256(convert_to(secret, 'utf8')) $$;

-- HMAC-SHA256 (RFC 2104) for keys of at most 64 bytes.
create function private.hmac(key bytea, message bytea) returns bytea
language plpgsql immutable set search_path = '' as $$
declare
  padded bytea := key || decode(repeat('00', 64 - length(key)), 'hex');
  inner_pad bytea := padded;
  outer_pad bytea := padded;
begin
  for i in 0..63 loop
    inner_pad := set_byte(inner_pad, i, get_byte(padded, i) # 54);
    outer_pad := set_byte(outer_pad, i, get_byte(padded, i) # 92);
  end loop;
  return sha256(outer_pad || sha256(inner_pad || message));
end $$;

create table leaven.organisations (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 120),
  is_example boolean not null default false,
  languages text[] not null default '{en}' check (cardinality(languages) between 1 and 6),
  improve_label text not null default 'Improve & Action' check (improve_label in ('Improve & Action', 'Solve')),
  inside_threshold int not null default 3 check (inside_threshold >= 3),
  outside_threshold int not null default 5 check (outside_threshold >= 3));
comment on table leaven.organisations is 'An organisation and its thresholds. Neither threshold can go below three.';

create table leaven.sites (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references leaven.organisations on delete cascade,
  name text not null check (length(name) between 1 and 80),
  kind text not null default '' check (length(kind) <= 40),
  danger_name text not null default '' check (length(danger_name) <= 80),
  danger_contact text not null default '' check (length(danger_contact) <= 80),
  unique (id, org_id));
comment on table leaven.sites is 'A place of work, with the existing channel for danger now. No roster.';
create index sites_org on leaven.sites (org_id);

create table leaven.areas (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references leaven.organisations on delete cascade,
  site_id uuid not null,
  name text not null check (length(name) between 1 and 80),
  foreign key (site_id, org_id) references leaven.sites (id, org_id) on delete cascade);
comment on table leaven.areas is 'A part of a site.';
create index areas_site on leaven.areas (site_id, org_id);
create index areas_org on leaven.areas (org_id);

create table leaven.shift_kinds (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references leaven.organisations on delete cascade,
  name text not null check (length(name) between 1 and 40));
comment on table leaven.shift_kinds is 'A kind of shift (days, nights), never a crew.';
create index shift_kinds_org on leaven.shift_kinds (org_id);

create table leaven.memberships (
  org_id uuid not null references leaven.organisations on delete cascade,
  person_id uuid not null references auth.users on delete cascade,
  role text not null check (role in ('facilitator', 'sponsor', 'member', 'representative', 'administrator')),
  primary key (org_id, person_id, role));
comment on table leaven.memberships is 'Which signed-in person has which role. Workers have no account and never stand here.';
create index memberships_person on leaven.memberships (person_id);

-- A policy that asks a table about itself recurses; this function does not.
create function private.member_orgs(roles text[] default null) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select distinct org_id from leaven.memberships
   where person_id = (select auth.uid()) and (roles is null or role = any(roles)) $$;

create function private.has_role(org uuid, roles text[]) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from leaven.memberships
                  where org_id = org and person_id = (select auth.uid()) and role = any(roles)) $$;

create function private.require_role(org uuid, roles text[]) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if private.has_role(org, roles) then return; end if;
  perform private.refuse(403, 'not_allowed', 'Your role does not allow this.');
end $$;
revoke all on all functions in schema private from public;
grant execute on function private.member_orgs, private.has_role to authenticated;

do $$ declare t text; begin
  foreach t in array array['organisations', 'sites', 'areas', 'shift_kinds', 'memberships'] loop
    execute format('alter table leaven.%I enable row level security', t);
    execute format('alter table leaven.%I force row level security', t);
    execute format('revoke all on leaven.%I from public, anon, authenticated', t);
    execute format('grant select on leaven.%I to authenticated', t);
    execute format('grant all on leaven.%I to service_role', t);
  end loop;
end $$;

create policy "members read their organisations" on leaven.organisations for select to authenticated
  using (id in (select private.member_orgs()));
create policy "members read their sites" on leaven.sites for select to authenticated
  using (org_id in (select private.member_orgs()));
create policy "members read their areas" on leaven.areas for select to authenticated
  using (org_id in (select private.member_orgs()));
create policy "members read their shift kinds" on leaven.shift_kinds for select to authenticated
  using (org_id in (select private.member_orgs()));
create policy "people read their own roles, administrators all" on leaven.memberships for select to authenticated
  using (person_id = (select auth.uid()) or org_id in (select private.member_orgs('{administrator}')));
