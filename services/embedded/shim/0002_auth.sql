-- What hosted Supabase has from the start, part 2: the functions that policies ask, and the tables of sign-in, with
-- GoTrue's names and types. Codes and refresh tokens stand here as hashes only.
create or replace function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim', true), ''),
                  nullif(current_setting('request.jwt.claims', true), ''))::jsonb $$;
create or replace function auth.uid() returns uuid language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
                  (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'))::uuid $$;
create or replace function auth.role() returns text language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.role', true), ''),
                  (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'))::text $$;
create or replace function auth.email() returns text language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.email', true), ''),
                  (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'))::text $$;
grant execute on function auth.jwt, auth.uid, auth.role, auth.email to anon, authenticated, service_role;

create table if not exists auth.users (
  instance_id uuid,
  id uuid primary key default gen_random_uuid(),
  aud varchar(255) default 'authenticated',
  role varchar(255) default 'authenticated',
  email varchar(255),
  encrypted_password varchar(255),
  email_confirmed_at timestamptz,
  last_sign_in_at timestamptz,
  raw_app_meta_data jsonb not null default '{}',
  raw_user_meta_data jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  phone text,
  banned_until timestamptz,
  deleted_at timestamptz,
  is_anonymous boolean not null default false);
create unique index if not exists users_email_partial_key on auth.users (lower(email)) where email is not null;

create table if not exists auth.sessions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  aal text not null default 'aal1',
  not_after timestamptz);
create index if not exists sessions_user on auth.sessions (user_id);

create table if not exists auth.refresh_tokens (
  id bigint generated always as identity primary key,
  token varchar(255) not null unique,
  user_id uuid not null,
  session_id uuid not null references auth.sessions (id) on delete cascade,
  parent varchar(255),
  revoked boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now());
create index if not exists refresh_tokens_session on auth.refresh_tokens (session_id);

-- Embedded only: one row per address that asked for a code or tried one, known or not, so that both are answered alike.
-- The address itself does not stand here, only its HMAC.
create table if not exists auth.one_time_codes (
  address_hash text primary key,
  code_hash text,
  expires_at timestamptz not null default now(),
  sent int not null default 0,
  failures int not null default 0,
  locked_until timestamptz not null default now(),
  window_ends_at timestamptz not null default now());

create or replace function auth.session_alive(session uuid, person uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from auth.sessions s join auth.users u on u.id = s.user_id
                  where s.id = session and u.id = person and u.deleted_at is null
                    and (u.banned_until is null or u.banned_until < now())) $$;
revoke all on function auth.session_alive from public;
grant execute on function auth.session_alive to authenticator;
grant usage on schema auth to authenticator;

alter table auth.users enable row level security;
alter table auth.sessions enable row level security;
alter table auth.refresh_tokens enable row level security;
alter table auth.one_time_codes enable row level security;
