-- Edges found by reading the schema as an attacker would; each is closed here and proved in tests/database.

-- 1. A counter's subject was the very hash that names a seat elsewhere: joined, it told when a seat was used.
create or replace function private.may_try(scope text, subject text, most int, per interval) returns boolean
language plpgsql security definer set search_path = '' as $$
declare counted int;
begin
  insert into private.tries as t (scope, subject)
  values (may_try.scope, private.hash(may_try.scope || ':' || may_try.subject))
  on conflict on constraint tries_pkey do update
    set tries = case when t.since < now() - per then 1 else t.tries + 1 end,
        since = case when t.since < now() - per then now() else t.since end
  returning t.tries into counted;
  return counted <= most;
end $$;

-- How often the subject was counted in the window, without counting.
create function private.tried(scope text, subject text, per interval) returns int
language sql stable security definer set search_path = '' as $$
  select coalesce((select t.tries from private.tries t
    where t.scope = tried.scope and t.subject = private.hash(tried.scope || ':' || tried.subject)
      and t.since >= now() - per), 0) $$;

create function private.refusal(status int, code text, message text) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object('ok', false, 'status', status, 'code', code, 'message', message) $$;

-- 2. The caller's address comes from the caller, so a guesser invents a fresh one for every guess. Wrong codes are now
-- counted for everybody together: 600 in ten minutes, of 887 million. A seat that is already open is never counted.
create or replace function public.take_seat(card text, device_secret text, caller text default '') returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  mine bytea := private.hash(device_secret);
  seat leaven.seats;
  typed boolean := length(card) <= 8;
begin
  if device_secret !~ '^[A-Za-z0-9_-]{32,64}$' or card is null or device_secret is null then
    return private.refusal(422, 'weak_secret', 'This phone could not make a safe key. Reload the page and try again.');
  end if;
  select s.* into seat from private.seat_secrets k join leaven.seats s on s.id = k.seat_id
   where k.secret_hash = mine and k.kind = 'device';
  if seat.id is not null then return private.seat_view(seat); end if;
  if not private.may_try('seat-device', device_secret, 5, interval '10 minutes')
     or not private.may_try('seat-address', caller, 60, interval '10 minutes')
     or (typed and private.tried('seat-miss', 'code', interval '10 minutes') >= 600) then
    return private.refusal(429, 'too_many_tries', 'Too many tries. Wait ten minutes, or scan the card instead.');
  end if;
  if typed then
    select s.* into seat from private.seat_codes c join leaven.seats s on s.id = c.seat_id
     where c.code_hash = private.hash(upper(card)) and c.expires_at > now() for update of s;
  else
    select s.* into seat from private.seat_secrets k join leaven.seats s on s.id = k.seat_id
     where k.secret_hash = private.hash(card) and k.kind = 'card' for update of s;
  end if;
  if seat.id is null then
    perform private.may_try('seat-miss', case when typed then 'code' else 'card' end, 600, interval '10 minutes');
    return private.refusal(404, 'unknown_seat',
      case when typed then 'This code is not right, or its ten minutes are over. Check it, or ask for a fresh card.'
           else 'This card is not valid any more. Ask the facilitator for a fresh one.' end);
  end if;
  if seat.claimed then
    return private.refusal(409, 'used_card', 'This card is already in use on another phone. Take another card.');
  end if;
  update leaven.seats set claimed = true where id = seat.id;
  insert into private.seat_secrets (secret_hash, seat_id, kind) values (mine, seat.id, 'device');
  delete from private.seat_codes where seat_id = seat.id;
  delete from private.tries where scope = 'seat-device' and subject = private.hash('seat-device:' || device_secret);
  return private.seat_view(seat);
end $$;

-- 3. A seat whose only line was silence, or not yet checked, counted as a voice: one speaker and two empty recordings
-- opened the circle, and the only words in it had one possible author. A voice is now a seat with a confirmed line.
create or replace function private.voices(session uuid) returns int
language sql stable security definer set search_path = '' as $$
  select count(distinct h.seat_tag)::int from leaven.holds h join leaven.observations o on o.id = h.observation_id
   where h.session_id = session and o.state = 'confirmed' $$;

-- 4. The board showed the machine's words of lines whose speaker had not checked them, and might have thrown them away.
create or replace function private.team_lines(session uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', o.id, 'state', o.state, 'spoken', o.spoken, 'phase', o.phase, 'parked', o.parked, 'lens', o.lens,
      'words', case when o.state = 'confirmed' then o.words else '' end,
      'links', coalesce((select jsonb_agg(jsonb_build_object('theme_id', l.theme_id, 'title', th.title, 'state', l.state,
                           'source', l.source, 'p', l.p, 'reasons', l.reasons) order by l.p desc nulls first, th.title)
                 from leaven.links l join leaven.themes th on th.id = l.theme_id
                where l.observation_id = o.id and l.state <> 'rejected'), '[]')) order by o.id), '[]')
    from leaven.observations o where o.session_id = session $$;

-- 5. Eight seats were kept by one function; now by the table.
create function private.at_most_eight() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform 1 from leaven.sessions where id = new.session_id for update;
  if (select count(*) from leaven.seats where session_id = new.session_id) >= 8 then
    perform private.refuse(409, 'seats_full',
      'A Learning Team has at most eight seats, sponsor and supervisors included. Open a second session for more people.');
  end if;
  return new;
end $$;
create trigger at_most_eight before insert on leaven.seats for each row execute function private.at_most_eight();

-- 6. Words were accepted before the promise had been shown.
create function private.promise_first() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from leaven.sessions where id = new.session_id and promise_shown) then
    perform private.refuse(409, 'promise_first', 'The promise has not been shown yet. It stays on this phone until then.');
  end if;
  return new;
end $$;
create trigger promise_first before insert on leaven.holds for each row execute function private.promise_first();

-- 7. How many voices a released session had, to the exact number, and when it was opened, to the second, were readable
-- by every member: two such numbers subtracted give a group of one.
revoke select on leaven.sessions from authenticated;
grant select (id, org_id, site_id, area_id, shift_kind_id, topic, use, phase, sponsor_role, sponsor_mode, language,
              promise_shown, soak_until, soak_shortened_because, released_week, is_example) on leaven.sessions to authenticated;

-- 8. A withdrawn line left its id and its links' history behind.
create function private.forget_line() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from leaven.link_decisions where observation_id = old.id;
  delete from procrastinate.procrastinate_jobs
   where status = 'todo' and args ->> 'observation_id' = old.id::text;
  return null;
end $$;
create trigger forget_line after delete on leaven.observations for each row execute function private.forget_line();

-- 9. A title came through even when the theme was another organisation's: the caller believed it was named.
create or replace function public.name_theme(theme_id uuid, org uuid, title text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare clean text := private.clean_words(title);
begin
  perform private.require_role(org, '{facilitator}');
  if length(clean) > 200 then perform private.refuse(422, 'too_long', 'A title has at most 200 characters.'); end if;
  insert into leaven.themes as t (id, org_id, title, title_by, is_example)
  select theme_id, org, clean, 'person', o.is_example from leaven.organisations o where o.id = org
  on conflict (id) do update set title = excluded.title, title_by = 'person' where t.org_id = org;
  if not found then perform private.refuse(404, 'not_found', 'There is no such theme, or it is not yours.'); end if;
  return jsonb_build_object('id', theme_id, 'title', clean);
end $$;

revoke all on all functions in schema private from public;
