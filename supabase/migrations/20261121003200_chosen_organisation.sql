-- Who belongs to several organisations looks at one of them at a time. The choice stays with the browser, and opens no door:
-- what anybody may see is decided by their memberships, call by call.
alter table private.browser_sessions add column chosen_org uuid references leaven.organisations on delete set null;
create index browser_sessions_chosen_org on private.browser_sessions (chosen_org) where chosen_org is not null;

create or replace function public.server_browser_session(cookie text) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce((select jsonb_build_object('person_id', b.person_id, 'tokens', b.tokens, 'chosen_org', b.chosen_org)
      from private.browser_sessions b where b.cookie_hash = private.hash(cookie) and b.ends_at > now()),
    jsonb_build_object('person_id', null, 'tokens', null, 'chosen_org', null)) $$;

-- False for somebody who is not of that organisation, or no longer.
create function public.server_choose_organisation(cookie text, org uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  update private.browser_sessions b set chosen_org = org
   where b.cookie_hash = private.hash(cookie) and b.ends_at > now()
     and exists (select from leaven.memberships m where m.org_id = org and m.person_id = b.person_id);
  return jsonb_build_object('ok', found);
end $$;

revoke all on function public.server_choose_organisation, public.server_browser_session from public, anon, authenticated;
grant execute on function public.server_choose_organisation, public.server_browser_session to service_role;
