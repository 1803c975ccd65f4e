-- Who has picked nothing yet is written to in the first language of the organisation.
create function private.mail_language(person uuid) returns text
language sql stable security definer set search_path = '' as $$
  select o.languages[1] from leaven.memberships m join leaven.organisations o on o.id = m.org_id
   where m.person_id = person order by o.id limit 1 $$;
revoke all on function private.mail_language from public;
grant execute on function private.mail_language to service_role;
