-- What hosted Supabase has from the start, part 1: roles and schemas. Embedded Postgres only; harmless to repeat.
do $$ begin
  if not exists (select from pg_roles where rolname = 'anon') then create role anon nologin noinherit; end if;
  if not exists (select from pg_roles where rolname = 'authenticated') then create role authenticated nologin noinherit; end if;
  if not exists (select from pg_roles where rolname = 'service_role') then create role service_role nologin noinherit bypassrls; end if;
  if not exists (select from pg_roles where rolname = 'authenticator') then create role authenticator login noinherit; end if;
end $$;
grant anon, authenticated, service_role to authenticator;
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role authenticator set idle_in_transaction_session_timeout = '60s';

create schema if not exists extensions;
create schema if not exists auth;
create schema if not exists storage;
revoke create on schema public from public;
grant usage on schema public, extensions, auth, storage to anon, authenticated, service_role;

-- hosted projects run with this search path
do $$ begin
  execute format('alter database %I set search_path = "$user", public, extensions', current_database());
end $$;
