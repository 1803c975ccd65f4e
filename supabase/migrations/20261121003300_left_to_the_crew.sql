-- What is spoken at a crew's tablet and not checked on the spot (no signal, or its speaker passed the tablet on) was destroyed after
-- a week. Now it waits until three voices wait like this, and then the crew reads it together: each line stands, mended, or goes.
create table private.left_to_crew (
  observation_id uuid primary key references leaven.observations on delete cascade,
  week text check (week ~ '^\d{4}-W\d{2}$'));
comment on table private.left_to_crew is
  'Spoken at a crew''s tablet, for the crew to read if its speaker does not. Without a week it waits under its seat; with one it is of no seat.';
alter table private.left_to_crew enable row level security;
alter table private.left_to_crew force row level security;
revoke all on private.left_to_crew from public, anon, authenticated;
grant all on private.left_to_crew to service_role;

-- On a phone of one's own nobody else reads what one has not checked: only a crew's tablet says that the crew may.
create or replace function public.server_capture_finish(secret text, capture uuid, details jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  seat leaven.seats := private.require_seat(secret);
  own text := details ->> 'sha256';
  missing jsonb;
  line uuid;
begin
  perform private.alone(capture);
  if private.is_delivered(seat, capture, own) then return jsonb_build_object('ok', true); end if;
  if not private.may_hand_in(secret, 'capture-voice', 200) then return private.too_many(); end if;
  missing := private.missing_chunks(capture, (details ->> 'chunks')::int, own);
  if missing is not null then return private.missing_answer(missing); end if;
  line := private.add_line(seat, private.open_tag(seat), capture, details, null);
  insert into leaven.clips (observation_id, path, sha256, bytes, mime, seconds)
  select line, u.path, own, (select sum(length(c.bytes)) from private.upload_chunks c where c.capture_id = capture),
         details ->> 'mime', (details ->> 'seconds')::real
    from private.uploads u where u.capture_id = capture;
  insert into private.left_to_crew (observation_id)
  select line from leaven.sessions s where s.id = seat.session_id and s.kind = 'routine' and (details ->> 'for_crew')::boolean;
  insert into private.deliveries (capture_id, session_id, mark) values (capture, seat.session_id, private.delivery_mark(seat, own));
  delete from private.uploads u where u.capture_id = capture;
  return jsonb_build_object('ok', true);
end $$;

-- What somebody has checked is left to nobody, and a released line does not tell that it ever was.
create function private.left_to_nobody() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from private.left_to_crew l where l.observation_id = new.id;
  return null;
end $$;
create trigger left_to_nobody after update of state on leaven.observations
  for each row when (new.state = 'confirmed' and old.state <> 'confirmed') execute function private.left_to_nobody();

-- Three voices that wait, not three in the week: that a line was not checked can tell which night had no signal. From here on nothing
-- leads to a seat, and nobody hears a voice.
create function private.open_left(session uuid, before timestamptz) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  lines uuid[];
  heard int;
  threshold int := (select greatest(3, o.inside_threshold) from leaven.sessions s join leaven.organisations o on o.id = s.org_id where s.id = session);
  line uuid;
begin
  select array_agg(o.id order by random()), count(distinct h.seat_tag) into lines, heard
    from private.left_to_crew l join leaven.observations o on o.id = l.observation_id
    join leaven.holds h on h.observation_id = o.id join leaven.transcripts t on t.observation_id = o.id
   where o.session_id = session and o.state = 'to_check' and h.arrived_at < before;
  if heard < threshold then return; end if;                       -- carried into the next week
  delete from procrastinate.procrastinate_jobs where status in ('todo', 'failed') and args ->> 'observation_id' = any(lines::text[]);
  update leaven.observations set spoken = false, lens = null where id = any(lines);
  foreach line in array lines loop
    update private.left_to_crew set week = private.iso_week(before - interval '1 minute') where observation_id = line;
  end loop;
  perform private.shuffle(lines);
  delete from leaven.clips where observation_id = any(lines);
  delete from leaven.holds where observation_id = any(lines);
end $$;

-- Nobody came to read them for as long as unreleased lines are held.
create function private.forget_left(session uuid) returns void
language sql volatile security definer set search_path = '' as $$
  delete from leaven.observations o using private.left_to_crew l, leaven.rules r
   where l.observation_id = o.id and o.session_id = session and r.org_id = o.org_id and not r.legal_hold
     and to_date(l.week, 'IYYY-"W"IW') + 7 + r.hold_days < (now() at time zone 'UTC')::date $$;

create or replace function private.turn_week(session uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare monday timestamptz := date_trunc('week', now() at time zone 'UTC') at time zone 'UTC';
begin
  perform 1 from leaven.sessions s where s.id = session for update;
  perform private.forget_left(session);
  if not exists (select from leaven.holds h where h.session_id = session and h.arrived_at < monday) then return; end if;
  perform private.let_week_go(session, monday);
  perform private.open_left(session, monday);
  delete from leaven.observations o using leaven.holds h
   where h.observation_id = o.id and h.session_id = session and o.state <> 'confirmed' and h.arrived_at < monday - interval '7 days'
     and not (o.state in ('waiting', 'to_check') and exists (select from private.left_to_crew l where l.observation_id = o.id));
  if not exists (select from leaven.holds h where h.session_id = session and h.arrived_at >= monday) then
    delete from private.deliveries d where d.session_id = session;
    delete from private.uploads u where u.session_id = session;
    update private.session_keys set key = private.random_bytes() where session_id = session;
  end if;
end $$;

-- The machine's words with its doubts, and nothing else of a recording.
create function private.left_lines(session uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'words', t.words, 'segments', t.segments)
           order by sha256(uuid_send(o.id))), '[]')
    from private.left_to_crew l join leaven.observations o on o.id = l.observation_id
    join leaven.transcripts t on t.observation_id = o.id
   where o.session_id = session and l.week is not null $$;

create or replace function public.wall_page(card text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare home leaven.sessions := private.wall_session(card);
begin
  if home.id is null then perform private.refuse(404, 'unknown_card', 'This card is not valid any more. Ask for a fresh one for the wall.'); end if;
  perform private.turn_week(home.id);
  return (select jsonb_build_object('session_id', home.id, 'site', si.name, 'area', coalesce(a.name, ''), 'language', home.language,
      'this_week', private.iso_week(),
      'danger', case when si.danger_name = '' and si.danger_contact = '' then null
                else jsonb_build_object('name', si.danger_name, 'contact', si.danger_contact) end,
      'to_read', private.left_lines(home.id),
      'lines', coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words, 'week', o.released_week,
            'watched', exists (select from leaven.watches w where w.observation_id = o.id))
            order by o.released_week desc, sha256(uuid_send(o.id)))
          from leaven.observations o where o.session_id = home.id and o.released_week >= private.iso_week(now() - interval '84 days')), '[]'))
    from leaven.sites si left join leaven.areas a on a.id = home.area_id where si.id = home.site_id);
end $$;

-- The crew has read a line aloud: it stands, in these words, with the lines of its week, or it goes. It adds no voice to the week:
-- its speaker has not checked it.
create function public.settle_left_line(card text, line uuid, keep boolean, words text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare home leaven.sessions := private.wall_session(card); heard record;
begin
  if home.id is null then perform private.refuse(404, 'unknown_card', 'This card is not valid any more. Ask for a fresh one for the wall.'); end if;
  select o.id, l.week, t.words into heard
    from private.left_to_crew l join leaven.observations o on o.id = l.observation_id join leaven.transcripts t on t.observation_id = o.id
   where o.id = line and o.session_id = home.id and l.week is not null for update of o;
  if heard.id is null then perform private.refuse(404, 'not_found', 'This line is not there any more.'); end if;
  if keep then
    update leaven.observations o set words = private.clean_words(coalesce(settle_left_line.words, heard.words)), state = 'confirmed',
           released_week = heard.week where o.id = heard.id;
    delete from leaven.transcripts t where t.observation_id = heard.id;
  else
    delete from leaven.observations o where o.id = heard.id;
  end if;
  return public.wall_page(card);
end $$;

revoke all on function private.left_to_nobody, private.open_left, private.forget_left, private.left_lines from public;
revoke all on function public.settle_left_line from public;
grant execute on function public.settle_left_line to anon, authenticated, service_role;
