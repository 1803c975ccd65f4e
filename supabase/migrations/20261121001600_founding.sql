-- An organisation begins with one invitation, made by whoever runs the machine: no function that browsers reach founds one.
create function private.found_organisation(called text, languages text[], email text) returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  founded uuid;
  secret text := private.new_secret();
  address text := lower(btrim(coalesce(email, '')));
  name text := btrim(regexp_replace(coalesce(called, ''), '\s+', ' ', 'g'));
begin
  if length(name) not between 1 and 120 then
    perform private.refuse(422, 'bad_name', 'An organisation needs a name of at most 120 characters.');
  end if;
  if address !~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' then
    perform private.refuse(422, 'bad_address', 'This does not look like an e-mail address.');
  end if;
  if exists (select from unnest(languages) code where code !~ '^[a-z]{2,3}$') then
    perform private.refuse(422, 'bad_language', 'A language is two or three letters, such as en or de.');
  end if;
  insert into leaven.organisations (name, languages) values (name, languages) returning id into founded;
  insert into private.invitations (secret_hash, org_id, email, role) values (private.hash(secret), founded, address, 'administrator');
  return secret;
end $$;

revoke all on function private.found_organisation from public, anon, authenticated, service_role;
