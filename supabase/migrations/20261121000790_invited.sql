-- An invitation is taken by the account of the invited address, whoever taps the link: signing in there needs its code.
create function public.server_take_invitation(secret text, person uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare known private.invitations;
begin
  select * into known from private.invitations i where i.secret_hash = private.hash(secret) and i.ends_at > now() for update;
  if known.org_id is null or not exists (select from auth.users u where u.id = person and lower(u.email) = known.email) then
    return private.refusal(404, 'unknown_link', 'This invitation has been used, or its two weeks are over. Ask for a fresh one.');
  end if;
  insert into leaven.memberships (org_id, person_id, role) values (known.org_id, person, known.role) on conflict do nothing;
  delete from private.invitations i where i.secret_hash = known.secret_hash;
  return jsonb_build_object('ok', true);
end $$;

create function public.server_account_of(address text) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('id', (select u.id from auth.users u where lower(u.email) = lower(address))) $$;

revoke all on function public.server_take_invitation, public.server_account_of from public, anon, authenticated;
grant execute on function public.server_take_invitation, public.server_account_of to service_role;
