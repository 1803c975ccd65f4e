-- A week begins on Monday in Greenwich, whatever time zone a connection happens to have: otherwise the start of a week was
-- a time of day in another zone.
create or replace function private.forget_soak_time() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.soak_until := date_trunc('week', new.soak_until, 'UTC');
  return new;
end $$;

create function private.forget_opening_time() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.opened_at := date_trunc('week', new.opened_at, 'UTC');
  return new;
end $$;
create trigger forget_opening_time before update on leaven.sessions
  for each row when (new.released_week is not null) execute function private.forget_opening_time();
revoke all on function private.forget_opening_time from public;

-- Neither yes nor no was a third answer: null. It is a no.
create or replace function private.may_record(session uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce(s.recording_asked and s.phase = 'learn' and s.released_week is null and seats.taken > 0
         and (coalesce(s.recording_hands = seats.taken, false)
              or (select count(*) from private.recording_yes y where y.session_id = s.id) = seats.taken), false)
    from leaven.sessions s, lateral (select count(*) as taken from leaven.seats p where p.session_id = s.id and p.claimed) seats
   where s.id = session $$;

-- What is no rule was looked up all the same.
create or replace function private.rule_value(org uuid, rule text) returns int
language plpgsql stable security definer set search_path = '' as $$
declare known jsonb := (select to_jsonb(o) || to_jsonb(r) from leaven.organisations o join leaven.rules r on r.org_id = o.id
                         where o.id = org);
begin
  if rule = 'legal_hold' then return (known ->> rule)::boolean::int; end if;
  if jsonb_typeof(known -> rule) is distinct from 'number' then return null; end if;
  return (known ->> rule)::int;
end $$;
