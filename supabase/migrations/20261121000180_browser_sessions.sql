-- A signed-in person's browser holds a random cookie; the tokens stay on the server's side, encrypted by the server.
create table private.browser_sessions (
  id uuid primary key default gen_random_uuid(),
  ticket_hash bytea unique,
  cookie_hash bytea unique,
  person_id uuid not null references auth.users on delete cascade,
  tokens text not null,
  ends_at timestamptz not null);
comment on table private.browser_sessions is
  'Hash of the cookie, and the tokens as the server encrypted them. No address, no device, no time of use.';
create index browser_sessions_person on private.browser_sessions (person_id);
alter table private.browser_sessions enable row level security;
alter table private.browser_sessions force row level security;
revoke all on private.browser_sessions from public, anon, authenticated;
grant all on private.browser_sessions to service_role;

-- After the code was right: a one-use ticket, a minute long, that the browser trades for its cookie.
create function public.server_begin_browser_session(person uuid, ticket text, tokens text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from private.browser_sessions where ends_at < now();
  insert into private.browser_sessions (person_id, ticket_hash, tokens, ends_at)
  values (person, private.hash(ticket), tokens, now() + interval '1 minute');
  return jsonb_build_object('ok', true);
end $$;

create function public.server_land_browser_session(ticket text, cookie text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  update private.browser_sessions
     set ticket_hash = null, cookie_hash = private.hash(cookie), ends_at = now() + interval '30 days'
   where ticket_hash = private.hash(ticket) and ends_at > now();
  return jsonb_build_object('ok', found);
end $$;

create function public.server_browser_session(cookie text) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('person_id', (select person_id from private.browser_sessions
      where cookie_hash = private.hash(cookie) and ends_at > now()),
    'tokens', (select tokens from private.browser_sessions
      where cookie_hash = private.hash(cookie) and ends_at > now())) $$;

create function public.server_keep_tokens(cookie text, tokens text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  update private.browser_sessions set tokens = server_keep_tokens.tokens where cookie_hash = private.hash(cookie);
  return jsonb_build_object('ok', found);
end $$;

create function public.server_end_browser_session(cookie text, everywhere boolean default false) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from private.browser_sessions
   where cookie_hash = private.hash(cookie)
      or (everywhere and person_id = (select person_id from private.browser_sessions where cookie_hash = private.hash(cookie)));
  return jsonb_build_object('ok', true);
end $$;

revoke all on function public.server_begin_browser_session, public.server_land_browser_session, public.server_browser_session,
  public.server_keep_tokens, public.server_end_browser_session from public, anon, authenticated;
grant execute on function public.server_begin_browser_session, public.server_land_browser_session, public.server_browser_session,
  public.server_keep_tokens, public.server_end_browser_session to service_role;
