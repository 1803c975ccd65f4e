-- What an administrator sets up: places, kinds of shift, roles, invitations. No crew and no roster anywhere.
create table private.invitations (
  secret_hash bytea primary key,
  org_id uuid not null references leaven.organisations on delete cascade,
  email text not null check (email ~ '^[^@\s]+@[^@\s]+$' and length(email) <= 254),
  role text not null check (role in ('facilitator', 'sponsor', 'member', 'representative', 'administrator')),
  ends_at timestamptz not null default now() + interval '14 days',
  unique (org_id, email, role));
comment on table private.invitations is 'Hash of a link, for one address and one role, two weeks long. Gone when it is used.';

alter table private.invitations enable row level security;
alter table private.invitations force row level security;
revoke all on private.invitations from public, anon, authenticated;
grant all on private.invitations to service_role;

create function private.short_text(given text, fewest int, most int, name text) returns text
language plpgsql immutable set search_path = '' as $$
declare clean text := regexp_replace(btrim(coalesce(given, '')), '[[:cntrl:][:space:]]+', ' ', 'g');
begin
  if length(clean) not between fewest and most then
    perform private.refuse(422, 'text_length', name || ' has ' || fewest || ' to ' || most || ' characters.');
  end if;
  return clean;
end $$;

create function public.save_site(site_id uuid, org uuid, details jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_role(org, '{administrator}');
  insert into leaven.sites as s (id, org_id, name, kind, danger_name, danger_contact)
  values (site_id, org, private.short_text(details ->> 'name', 1, 80, 'The name of a site'),
          private.short_text(details ->> 'kind', 0, 40, 'The kind of a site'),
          private.short_text(details ->> 'danger_name', 0, 80, 'Who is reached when there is danger'),
          private.short_text(details ->> 'danger_contact', 0, 80, 'The number or channel for danger'))
  on conflict (id) do update set name = excluded.name, kind = excluded.kind, danger_name = excluded.danger_name,
    danger_contact = excluded.danger_contact where s.org_id = excluded.org_id;
  if not found then perform private.refuse(404, 'not_found', 'There is no such site.'); end if;
  return public.places(org);
end $$;

create function public.save_area(area_id uuid, site uuid, name text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare org uuid := (select s.org_id from leaven.sites s where s.id = site);
begin
  perform private.require_role(org, '{administrator}');
  insert into leaven.areas as a (id, org_id, site_id, name)
  values (area_id, org, site, private.short_text(name, 1, 80, 'The name of an area'))
  on conflict (id) do update set name = excluded.name where a.org_id = excluded.org_id and a.site_id = excluded.site_id;
  if not found then perform private.refuse(404, 'not_found', 'There is no such area.'); end if;
  return public.places(org);
end $$;

create function public.save_shift_kind(kind_id uuid, org uuid, name text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_role(org, '{administrator}');
  insert into leaven.shift_kinds as k (id, org_id, name) values (kind_id, org, private.short_text(name, 1, 40, 'A kind of shift'))
  on conflict (id) do update set name = excluded.name where k.org_id = excluded.org_id;
  if not found then perform private.refuse(404, 'not_found', 'There is no such kind of shift.'); end if;
  return public.places(org);
end $$;

-- A place that has sessions keeps them and so cannot be removed; an area or kind of shift only lets go of its name.
create function public.remove_place(org uuid, kind text, place uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_role(org, '{administrator}');
  if kind = 'site' and exists (select from leaven.sessions s where s.site_id = place) then
    perform private.refuse(409, 'has_sessions', 'This site has sessions, and the record stays. Rename it instead.');
  end if;
  case kind
    when 'site' then delete from leaven.sites s where s.id = place and s.org_id = org;
    when 'area' then delete from leaven.areas a where a.id = place and a.org_id = org;
    when 'shift kind' then delete from leaven.shift_kinds k where k.id = place and k.org_id = org;
    else perform private.refuse(422, 'unknown_kind', 'A site, an area or a kind of shift.');
  end case;
  return public.places(org);
end $$;

create function public.save_organisation(org uuid, details jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare spoken text[];
begin
  perform private.require_role(org, '{administrator}');
  select array_agg(lower(l)) into spoken from jsonb_array_elements_text(coalesce(details -> 'languages', '["en"]')) l where l ~* '^[a-z]{2,3}$';
  if coalesce(cardinality(spoken), 0) not between 1 and 6 then
    perform private.refuse(422, 'languages', 'Choose one to six languages.');
  end if;
  update leaven.organisations o set name = private.short_text(details ->> 'name', 1, 120, 'The name'), languages = spoken,
         improve_label = case when details ->> 'improve_label' = 'Solve' then 'Solve' else 'Improve & Action' end
   where o.id = org;
  return jsonb_build_object('ok', true);
end $$;

-- People with an account and their roles; workers never stand here.
create function public.people(org uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_role(org, '{administrator}');
  return jsonb_build_object(
    'sites', coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'kind', s.kind, 'danger_name', s.danger_name,
        'danger_contact', s.danger_contact) order by s.name) from leaven.sites s where s.org_id = org), '[]'),
    'people', coalesce((select jsonb_agg(jsonb_build_object('id', p.person_id, 'email', u.email, 'roles', p.roles) order by u.email)
      from (select m.person_id, array_agg(m.role order by m.role) as roles from leaven.memberships m where m.org_id = org group by 1) p
      join auth.users u on u.id = p.person_id), '[]'),
    'invitations', coalesce((select jsonb_agg(jsonb_build_object('email', i.email, 'role', i.role, 'over', i.ends_at < now()) order by i.email, i.role)
      from private.invitations i where i.org_id = org), '[]'));
end $$;

create function public.invite(org uuid, email text, role text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare secret text := private.new_secret(); address text := lower(btrim(coalesce(email, '')));
begin
  perform private.require_role(org, '{administrator}');
  if address !~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' then perform private.refuse(422, 'bad_address', 'This does not look like an e-mail address.'); end if;
  if role not in ('facilitator', 'sponsor', 'member', 'representative', 'administrator') then
    perform private.refuse(422, 'unknown_role', 'Choose one of the roles.');
  end if;
  delete from private.invitations i where (i.org_id = org and i.email = address and i.role = invite.role) or i.ends_at < now() - interval '30 days';
  insert into private.invitations (secret_hash, org_id, email, role) values (private.hash(secret), org, address, role);
  return jsonb_build_object('secret', secret);
end $$;

create function public.cancel_invitation(org uuid, email text, role text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_role(org, '{administrator}');
  delete from private.invitations i where i.org_id = org and i.email = lower(btrim(cancel_invitation.email)) and i.role = cancel_invitation.role;
  return jsonb_build_object('ok', found);
end $$;

-- The server looks an invitation up to make the account that the code is sent to.
create function public.server_invitation(secret text, caller text default '') returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare known private.invitations;
begin
  if not private.may_try('invitation-address', caller, 60, interval '10 minutes') then
    return jsonb_build_object('ok', false, 'status', 429, 'code', 'too_many_tries', 'message', 'Too many tries. Wait ten minutes.');
  end if;
  select * into known from private.invitations i where i.secret_hash = private.hash(secret) and i.ends_at > now();
  if known.org_id is null then
    return jsonb_build_object('ok', false, 'status', 404, 'code', 'unknown_link', 'message',
      'This invitation has been used, or its two weeks are over. Ask for a fresh one.');
  end if;
  return (select jsonb_build_object('ok', true, 'email', known.email, 'role', known.role, 'organisation', o.name)
            from leaven.organisations o where o.id = known.org_id);
end $$;

-- Signed in with the invited address, and only then: a forwarded link opens nothing for another.
create function public.accept_invitation(secret text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare known private.invitations; mine text := (select lower(u.email) from auth.users u where u.id = (select auth.uid()));
begin
  select * into known from private.invitations i where i.secret_hash = private.hash(secret) and i.ends_at > now() for update;
  if known.org_id is null or known.email is distinct from mine then
    perform private.refuse(404, 'unknown_link', 'This invitation is for another address, has been used, or is over.');
  end if;
  insert into leaven.memberships (org_id, person_id, role) values (known.org_id, (select auth.uid()), known.role) on conflict do nothing;
  delete from private.invitations i where i.secret_hash = known.secret_hash;
  return jsonb_build_object('ok', true, 'org_id', known.org_id);
end $$;

-- Roles of one person, all at once; none means: the person is gone, and everything that was learned stays.
create function public.set_roles(org uuid, person uuid, roles text[]) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_role(org, '{administrator}');
  perform 1 from leaven.memberships m where m.org_id = org and m.role = 'administrator' for update;
  if not exists (select from leaven.memberships m where m.org_id = org and m.person_id = person) then
    perform private.refuse(404, 'not_found', 'There is no such person here. Invite them instead.');
  end if;
  if not 'administrator' = any(roles) and not exists (select from leaven.memberships m
       where m.org_id = org and m.role = 'administrator' and m.person_id <> person) then
    perform private.refuse(409, 'last_administrator', 'Somebody has to look after this. Make another person an administrator first.');
  end if;
  delete from leaven.memberships m where m.org_id = org and m.person_id = person and not m.role = any(roles);
  insert into leaven.memberships (org_id, person_id, role) select org, person, r from unnest(roles) r on conflict do nothing;
  if cardinality(roles) = 0 then
    delete from leaven.session_facilitators f using leaven.sessions s where f.session_id = s.id and s.org_id = org and f.person_id = person;
    delete from private.browser_sessions b where b.person_id = person;
  end if;
  return public.people(org);
end $$;

revoke all on all functions in schema private from public;
revoke all on function public.save_site, public.save_area, public.save_shift_kind, public.remove_place, public.save_organisation, public.people,
  public.invite, public.cancel_invitation, public.accept_invitation, public.set_roles, public.server_invitation from public, anon, authenticated;
grant execute on function public.save_site, public.save_area, public.save_shift_kind, public.remove_place, public.save_organisation,
  public.people, public.invite, public.cancel_invitation, public.accept_invitation, public.set_roles to authenticated, service_role;
grant execute on function public.server_invitation to service_role;
