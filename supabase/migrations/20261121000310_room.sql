-- The room on the facilitator's tablet: only while every seat's yes stands, sent while it runs, gone with the first yes taken back.
create table leaven.room_recordings (
  id uuid primary key,
  session_id uuid not null references leaven.sessions on delete cascade,
  path text not null unique check (path ~ '^[0-9a-f]{32}$'),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes int not null check (bytes > 0),
  mime text not null check (length(mime) <= 80),
  seconds real not null check (seconds between 0 and 5460),
  pins real[] not null default '{}' check (cardinality(pins) <= 500),
  delete_after timestamptz not null);
comment on table leaven.room_recordings is
  'The room, as all agreed, until read-back or 72 hours. Pins are seconds from its beginning. Nothing tells who speaks.';
create index room_recordings_session on leaven.room_recordings (session_id);
alter table leaven.room_recordings enable row level security;
alter table leaven.room_recordings force row level security;
revoke all on leaven.room_recordings from public, anon, authenticated;
grant all on leaven.room_recordings to service_role;

create trigger forget_room_recording after delete on leaven.room_recordings
  for each row execute function private.forget_clip();
create function private.count_room() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.count_deletion((select s.org_id from leaven.sessions s where s.id = old.session_id), 'recording');
  return null;
end $$;
create trigger count_deletion after delete on leaven.room_recordings for each row execute function private.count_room();

-- Stands where a seat's tag stands for a clip.
create function private.room_tag(session uuid) returns bytea
language sql stable security definer set search_path = '' as $$
  select private.hmac(k.key, 'room'::bytea) from private.session_keys k where k.session_id = session $$;

create function private.room_mark(session uuid, sha256 text) returns bytea
language sql stable security definer set search_path = '' as $$
  select private.hmac(k.key, convert_to('room' || sha256, 'utf8')) from private.session_keys k where k.session_id = session $$;

create function private.forget_room(session uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from private.uploads u where u.session_id = session and u.seat_tag = private.room_tag(session);
  delete from leaven.room_recordings r where r.session_id = session;
end $$;

-- While the team is in Learn all must agree now; what began then may arrive later: a yes taken back has erased it.
create function private.may_take_room(session uuid, capture uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  if private.may_record(session) then return true; end if;
  return exists (select from leaven.sessions s join private.uploads u on u.session_id = s.id
                  where s.id = session and s.phase not in ('prepare', 'learn') and u.capture_id = capture);
end $$;

create function private.no_consent() returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object('ok', false, 'status', 403, 'code', 'no_consent',
    'message', 'Not everybody has said yes to recording the room. Go on with pins and short notes.') $$;

create function private.room_delivered(session uuid, capture uuid, sha256 text) returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare known private.deliveries;
begin
  select * into known from private.deliveries d where d.capture_id = capture;
  if known.capture_id is null then return false; end if;
  if known.session_id <> session or coalesce(known.mark <> private.room_mark(session, sha256), false) then
    perform private.refuse(422, 'other_content', 'Something else has already arrived under this number. It stays on this tablet.');
  end if;
  return true;
end $$;

-- The facilitator's own call. A refusal is answered, not raised: what had arrived without consent must stay erased.
create function public.room_chunk(session uuid, capture uuid, n int, bytes text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  mine leaven.sessions := private.require_facilitator(session);
  piece bytea := decode(bytes, 'base64');
  answer jsonb := jsonb_build_object('ok', true, 'n', n, 'sha256', encode(sha256(piece), 'hex'));
  tag bytea := private.room_tag(session);
begin
  perform private.alone(capture);
  if exists (select from private.deliveries d where d.capture_id = capture and d.session_id = session) then return answer; end if;
  if tag is null or not private.may_take_room(session, capture) then
    perform private.forget_room(session);
    return private.no_consent();
  end if;
  insert into private.uploads (capture_id, session_id, seat_tag) values (capture, session, tag) on conflict do nothing;
  if not exists (select from private.uploads u where u.capture_id = capture and u.seat_tag = tag) then
    perform private.refuse(404, 'not_found', 'This recording belongs to something else.');
  end if;
  if length(piece) + (select coalesce(sum(length(c.bytes)), 0) from private.upload_chunks c
                       where c.capture_id = capture and c.n <> room_chunk.n) > 24 * 1024 * 1024 then
    perform private.refuse(422, 'too_large', 'This recording is too long to send.');
  end if;
  insert into private.upload_chunks as c (capture_id, n, bytes) values (capture, room_chunk.n, piece)
  on conflict on constraint upload_chunks_pkey do update set bytes = excluded.bytes where c.bytes <> excluded.bytes;
  return answer;
end $$;

create function public.room_ready(session uuid, capture uuid, details jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.require_facilitator(session); missing jsonb;
begin
  perform private.alone(capture);
  if private.room_delivered(session, capture, details ->> 'sha256') then return jsonb_build_object('ok', true, 'delivered', true); end if;
  if not private.may_take_room(session, capture) then
    perform private.forget_room(session);
    return private.no_consent();
  end if;
  missing := private.missing_chunks(capture, (details ->> 'chunks')::int, details ->> 'sha256');
  if missing is not null then return private.missing_answer(missing); end if;
  return (select jsonb_build_object('ok', true, 'delivered', false, 'path', u.path) from private.uploads u where u.capture_id = capture);
end $$;

-- One piece at a time for the server, so that 16 MB never stand in one answer.
create function public.server_room_piece(capture uuid, n int) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('bytes', (select encode(c.bytes, 'base64') from private.upload_chunks c
                                       where c.capture_id = capture and c.n = server_room_piece.n)) $$;

create function public.server_room_finish(session uuid, capture uuid, details jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare missing jsonb; own text := details ->> 'sha256';
begin
  perform private.alone(capture);
  if private.room_delivered(session, capture, own) then return jsonb_build_object('ok', true); end if;
  if not private.may_take_room(session, capture) then
    perform private.forget_room(session);
    return private.no_consent();
  end if;
  missing := private.missing_chunks(capture, (details ->> 'chunks')::int, own);
  if missing is not null then return private.missing_answer(missing); end if;
  insert into leaven.room_recordings (id, session_id, path, sha256, bytes, mime, seconds, pins, delete_after)
  select private.line_id(session, capture), session, u.path, own,
         (select sum(length(c.bytes)) from private.upload_chunks c where c.capture_id = capture),
         details ->> 'mime', (details ->> 'seconds')::real,
         coalesce((select array_agg(pin::text::real order by pin::text::real) from jsonb_array_elements(details -> 'pins') pin), '{}'),
         now() + make_interval(hours => r.room_hours)
    from private.uploads u, leaven.sessions s join leaven.rules r on r.org_id = s.org_id
   where u.capture_id = capture and s.id = session;
  insert into private.deliveries (capture_id, session_id, mark) values (capture, session, private.room_mark(session, own));
  delete from private.uploads u where u.capture_id = capture;
  return jsonb_build_object('ok', true);
end $$;

-- A yes taken back, a question asked anew, or a release: the room's recording goes, and its bytes with it.
create function private.forget_room_of_row() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.forget_room((to_jsonb(old) ->> tg_argv[0])::uuid);
  return null;
end $$;
create trigger forget_room_on_release after update of released_week on leaven.sessions
  for each row when (old.released_week is null and new.released_week is not null) execute function private.forget_room_of_row('id');
create trigger forget_room_without_yes after delete on private.recording_yes
  for each row execute function private.forget_room_of_row('session_id');
create trigger forget_room_without_hands after update of recording_hands, recording_asked on leaven.sessions
  for each row when ((old.recording_hands is not null and new.recording_hands is null) or (old.recording_asked and not new.recording_asked))
  execute function private.forget_room_of_row('id');

-- A legal hold pauses the clock, as it does for clips; a yes taken back it does not.
create function private.sweep_rooms() returns void
language sql volatile security definer set search_path = '' as $$
  delete from leaven.room_recordings r using leaven.sessions s
   where s.id = r.session_id and r.delete_after < now() and not private.on_hold(s.org_id) $$;

revoke all on all functions in schema private from public;
revoke all on function public.room_chunk, public.room_ready, public.server_room_piece, public.server_room_finish
  from public, anon, authenticated;
grant execute on function public.room_chunk, public.room_ready to authenticated, service_role;
grant execute on function public.server_room_piece, public.server_room_finish to service_role;
