-- What a device hands in: exactly once, whatever is repeated, reordered or cut. No table here knows a time.
create table private.uploads (
  capture_id uuid primary key,
  session_id uuid not null references leaven.sessions on delete cascade,
  seat_tag bytea not null,
  path text not null default replace(gen_random_uuid()::text, '-', ''));
comment on table private.uploads is 'A recording on its way. The path is settled with the first chunk, so a repeated finish writes one file.';
create index uploads_session on private.uploads (session_id, seat_tag);

create table private.upload_chunks (
  capture_id uuid not null references private.uploads on delete cascade,
  n int not null check (n between 0 and 511),
  bytes bytea not null check (length(bytes) between 1 and 262144),
  primary key (capture_id, n));
comment on table private.upload_chunks is 'Pieces of a recording until all are there. No order but n, no time at all.';

create table private.deliveries (
  capture_id uuid primary key,
  session_id uuid not null references leaven.sessions on delete cascade,
  mark bytea not null);
comment on table private.deliveries is
  'Which captures have arrived, to answer a repeat. The line''s own id and the mark are made with the session''s key: after release nothing leads from here to a line.';
create index deliveries_session on private.deliveries (session_id);

do $$ declare t text; begin
  foreach t in array array['private.uploads', 'private.upload_chunks', 'private.deliveries'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('revoke all on %s from public, anon, authenticated', t);
    execute format('grant all on %s to service_role', t);
  end loop;
end $$;

-- The id under which a capture becomes a line. Proxies may log the device's id with a time and an address; this one they never see.
create function private.line_id(session uuid, capture uuid) returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare made bytea;
begin
  select substring(private.hmac(k.key, uuid_send(capture)) for 16) into made from private.session_keys k where k.session_id = session;
  made := set_byte(made, 6, (get_byte(made, 6) & 15) | 64);      -- version 4
  return encode(set_byte(made, 8, (get_byte(made, 8) & 63) | 128), 'hex')::uuid;
end $$;

create function private.delivery_mark(seat leaven.seats, sha256 text) returns bytea
language sql stable security definer set search_path = '' as $$
  select private.hmac(k.key, uuid_send(seat.id) || convert_to(sha256, 'utf8')) from private.session_keys k where k.session_id = seat.session_id $$;

-- Has this capture arrived? Refuses an id that stands for something else. After release nobody can compare any more: arrived is arrived.
create function private.is_delivered(seat leaven.seats, capture uuid, sha256 text) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare known private.deliveries;
begin
  select * into known from private.deliveries d where d.capture_id = capture;
  if known.capture_id is null then return false; end if;
  if known.session_id <> seat.session_id or coalesce(known.mark <> private.delivery_mark(seat, sha256), false) then
    perform private.refuse(422, 'other_content', 'Something else has already arrived under this number. It stays on this phone.');
  end if;
  return true;
end $$;

-- The seat's tag while the team still gathers; refuses once the story has been released.
create function private.open_tag(seat leaven.seats) returns bytea
language plpgsql stable security definer set search_path = '' as $$
declare tag bytea := private.seat_tag(seat);
begin
  if tag is null then
    perform private.refuse(403, 'released', 'The team has already released its story, so nothing more can join it. It stays on this phone.');
  end if;
  return tag;
end $$;

-- One at a time for each capture, so that a late chunk can not slip in beside a finish.
create function private.alone(capture uuid) returns void
language sql volatile security definer set search_path = '' as $$
  select pg_advisory_xact_lock(hashtextextended(capture::text, 4)) $$;

create function private.phase_spoken(session uuid, said text) returns text
language sql stable security definer set search_path = '' as $$
  select case when said in ('learn', 'soak') then said when s.phase in ('prepare', 'learn') then 'learn' else 'soak' end
    from leaven.sessions s where s.id = session $$;

create function private.too_many() returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object('ok', false, 'status', 429, 'code', 'too_many_tries',
    'message', 'That was a lot at once. It stays on this phone and goes by itself in a few minutes.') $$;

-- The subject is not the seat's own hash: who reads the counters finds no seat.
create function private.may_hand_in(secret text, scope text, most int) returns boolean
language sql volatile security definer set search_path = '' as $$
  select private.may_try(scope, scope || secret, most, interval '10 minutes') $$;

create function private.add_line(seat leaven.seats, tag bytea, capture uuid, details jsonb, words text) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
declare line uuid := private.line_id(seat.session_id, capture);
begin
  insert into leaven.observations (id, org_id, session_id, phase, words, state, spoken, language, lens)
  select line, s.org_id, s.id, private.phase_spoken(s.id, details ->> 'phase'), coalesce(add_line.words, ''),
         case when add_line.words is null then 'waiting' else 'confirmed' end, add_line.words is null,
         coalesce(details ->> 'language', s.language), details ->> 'lens'
    from leaven.sessions s where s.id = seat.session_id;
  insert into leaven.holds (observation_id, session_id, seat_tag) values (line, seat.session_id, tag);
  return line;
end $$;

create function public.capture_seat(secret text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  return private.seat_view(private.require_seat(secret));
end $$;

create function public.capture_text(secret text, capture uuid, details jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  seat leaven.seats := private.require_seat(secret);
  typed text := details ->> 'words';
  own text := encode(sha256(convert_to(typed, 'utf8')), 'hex');
  answer jsonb := jsonb_build_object('ok', true, 'state', 'delivered', 'sha256', own);
  tag bytea;
begin
  perform private.alone(capture);
  if private.is_delivered(seat, capture, own) then return answer; end if;
  tag := private.open_tag(seat);
  if not private.may_hand_in(secret, 'capture-text', 200) then return private.too_many(); end if;
  if length(typed) > 500 then perform private.refuse(422, 'too_long', 'This is too long. Split it into two.'); end if;
  perform private.add_line(seat, tag, capture, details, private.clean_words(typed));
  insert into private.deliveries (capture_id, session_id, mark) values (capture, seat.session_id, private.delivery_mark(seat, own));
  return answer;
end $$;

create function public.capture_chunk(secret text, capture uuid, n int, bytes text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  seat leaven.seats := private.require_seat(secret);
  piece bytea := decode(bytes, 'base64');
  answer jsonb := jsonb_build_object('ok', true, 'n', n, 'sha256', encode(sha256(piece), 'hex'));
  tag bytea;
  upload private.uploads;
begin
  perform private.alone(capture);
  if exists (select from private.deliveries d where d.capture_id = capture and d.session_id = seat.session_id) then return answer; end if;
  tag := private.open_tag(seat);
  if not private.may_hand_in(secret, 'capture-chunk', 3000) then return private.too_many(); end if;
  insert into private.uploads (capture_id, session_id, seat_tag) values (capture, seat.session_id, tag) on conflict do nothing;
  select * into upload from private.uploads u where u.capture_id = capture;
  if upload.seat_tag <> tag then perform private.refuse(404, 'not_found', 'This recording belongs to another card.'); end if;
  if n > 63 or length(piece) + (select coalesce(sum(length(c.bytes)), 0) from private.upload_chunks c
                                 where c.capture_id = capture and c.n <> capture_chunk.n) > 2 * 1024 * 1024 then
    perform private.refuse(422, 'too_large', 'This recording is too long to send.');
  end if;
  if (select count(*) from private.uploads u where u.session_id = seat.session_id and u.seat_tag = tag) > 40 then
    perform private.refuse(429, 'too_many_tries', 'Too many recordings are half sent. It stays on this phone and goes by itself later.');
  end if;
  insert into private.upload_chunks as c (capture_id, n, bytes) values (capture, capture_chunk.n, piece)
  on conflict on constraint upload_chunks_pkey do update set bytes = excluded.bytes where c.bytes <> excluded.bytes;
  return answer;
end $$;

-- Null when all chunks are there and are what the device hashed; else the numbers to send again.
create function private.missing_chunks(capture uuid, chunks int, own text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare missing jsonb; whole text;
begin
  select jsonb_agg(wanted.n order by wanted.n) into missing from generate_series(0, chunks - 1) wanted(n)
   where not exists (select from private.upload_chunks c where c.capture_id = capture and c.n = wanted.n);
  if missing is not null then return missing; end if;
  select encode(sha256(string_agg(c.bytes, ''::bytea order by c.n)), 'hex') into whole
    from private.upload_chunks c where c.capture_id = capture and c.n < chunks;
  if whole = own then return null; end if;
  delete from private.upload_chunks c where c.capture_id = capture;
  select jsonb_agg(wanted.n order by wanted.n) into missing from generate_series(0, chunks - 1) wanted(n);
  return missing;
end $$;

create function private.missing_answer(missing jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  select jsonb_build_object('ok', false, 'status', 409, 'code', 'missing_chunks', 'missing', missing,
    'message', 'Some of the recording has not arrived yet. It goes on by itself.') $$;

-- The whole recording for the server to put in the bucket, or what is missing, or that it is long delivered.
create function public.capture_ready(secret text, capture uuid, details jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  seat leaven.seats := private.require_seat(secret);
  chunks int := (details ->> 'chunks')::int;
  missing jsonb;
  tag bytea;
begin
  perform private.alone(capture);
  if private.is_delivered(seat, capture, details ->> 'sha256') then return jsonb_build_object('ok', true, 'delivered', true); end if;
  tag := private.open_tag(seat);
  if exists (select from private.uploads u where u.capture_id = capture and u.seat_tag <> tag) then
    perform private.refuse(404, 'not_found', 'This recording belongs to another card.');
  end if;
  missing := private.missing_chunks(capture, chunks, details ->> 'sha256');
  if missing is not null then return private.missing_answer(missing); end if;
  return (select jsonb_build_object('ok', true, 'delivered', false, 'path', u.path,
            'audio', (select encode(string_agg(c.bytes, ''::bytea order by c.n), 'base64') from private.upload_chunks c
                       where c.capture_id = capture and c.n < chunks))
            from private.uploads u where u.capture_id = capture);
end $$;

-- The server's own last step, when the bytes are durable under the path: line, hold and clip in one transaction.
create function public.server_capture_finish(secret text, capture uuid, details jsonb) returns jsonb
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
  insert into private.deliveries (capture_id, session_id, mark) values (capture, seat.session_id, private.delivery_mark(seat, own));
  delete from private.uploads u where u.capture_id = capture;
  return jsonb_build_object('ok', true);
end $$;

create function public.capture_state(secret text, capture uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  seat leaven.seats := private.require_seat(secret);
  arrived boolean := exists (select from private.deliveries d where d.capture_id = capture and d.session_id = seat.session_id);
  tag bytea := private.seat_tag(seat);
  line leaven.observations;
begin
  if not arrived then
    return (select jsonb_build_object('state', case when count(*) = 0 then 'unknown' else 'partial' end)
              from private.uploads u where u.capture_id = capture and u.seat_tag = tag);
  end if;
  -- after release no device can ask which line was its own
  if tag is null then return jsonb_build_object('state', 'confirmed'); end if;
  select o.* into line from leaven.observations o join leaven.holds h on h.observation_id = o.id
   where o.id = private.line_id(seat.session_id, capture) and h.seat_tag = tag;
  return jsonb_build_object(
    'state', case coalesce(line.state, 'withdrawn') when 'to_check' then 'in_words' when 'set_aside' then 'failed'
             else coalesce(line.state, 'withdrawn') end,
    'words', case line.state when 'confirmed' then line.words
             when 'to_check' then (select t.words from leaven.transcripts t where t.observation_id = line.id) end);
end $$;

revoke all on all functions in schema private from public;
revoke all on function public.capture_seat, public.capture_text, public.capture_chunk, public.capture_ready,
  public.capture_state, public.server_capture_finish from public, anon, authenticated;
grant execute on function public.capture_seat, public.capture_text, public.capture_chunk, public.capture_ready,
  public.capture_state to anon, authenticated, service_role;
grant execute on function public.server_capture_finish to service_role;
