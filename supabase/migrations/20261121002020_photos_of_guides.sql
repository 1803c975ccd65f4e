-- The guide goes and sees, too: a photo from the tablet of whoever guides is a line as noted; it has no seat and is no voice.
create function private.sight_tag(session uuid) returns bytea
language sql stable security definer set search_path = '' as $$
  select private.hmac(k.key, 'sight'::bytea) from private.session_keys k where k.session_id = session $$;

create function private.may_show_sights(session uuid) returns leaven.sessions
language plpgsql stable security definer set search_path = '' as $$
declare mine leaven.sessions := private.require_facilitator(session);
begin
  perform private.team_phase(mine);
  if private.sight_tag(session) is null then
    perform private.refuse(403, 'released', 'The team has already released its story, so nothing more can join it. It stays on this tablet.');
  end if;
  if not mine.promise_shown then perform private.refuse(409, 'promise_first', 'Show the promise before anyone speaks.'); end if;
  if mine.kind = 'routine' then
    perform private.refuse(422, 'no_read_back', 'Photos are for a team that reads them back together. Say or type it here instead.');
  end if;
  return mine;
end $$;

create function public.sight_chunk(session uuid, capture uuid, n int, bytes text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  mine leaven.sessions := private.require_facilitator(session);
  piece bytea := decode(bytes, 'base64');
  answer jsonb := jsonb_build_object('ok', true, 'n', n, 'sha256', encode(sha256(piece), 'hex'));
  tag bytea := private.sight_tag(session);
begin
  perform private.alone(capture);
  if exists (select from private.deliveries d where d.capture_id = capture and d.session_id = session) then return answer; end if;
  perform private.may_show_sights(session);
  insert into private.uploads (capture_id, session_id, seat_tag) values (capture, session, tag) on conflict do nothing;
  if not exists (select from private.uploads u where u.capture_id = capture and u.seat_tag = tag) then
    perform private.refuse(404, 'not_found', 'This recording belongs to something else.');
  end if;
  if n > 63 or length(piece) + (select coalesce(sum(length(c.bytes)), 0) from private.upload_chunks c
                                 where c.capture_id = capture and c.n <> sight_chunk.n) > 2 * 1024 * 1024 then
    perform private.refuse(422, 'too_large', 'This photo is too large. Take it again, with fewer pixels.');
  end if;
  insert into private.upload_chunks as c (capture_id, n, bytes) values (capture, sight_chunk.n, piece)
  on conflict on constraint upload_chunks_pkey do update set bytes = excluded.bytes where c.bytes <> excluded.bytes;
  return answer;
end $$;

-- The whole for the server to make anew, or what is missing, or that it is long delivered.
create function public.sight_ready(session uuid, capture uuid, details jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.require_facilitator(session); missing jsonb;
begin
  perform private.alone(capture);
  if private.room_delivered(session, capture, details ->> 'sha256') then return jsonb_build_object('ok', true, 'delivered', true); end if;
  perform private.may_show_sights(session);
  if exists (select from private.uploads u where u.capture_id = capture and u.seat_tag <> private.sight_tag(session)) then
    perform private.refuse(404, 'not_found', 'This recording belongs to something else.');
  end if;
  missing := private.missing_chunks(capture, (details ->> 'chunks')::int, details ->> 'sha256');
  if missing is not null then return private.missing_answer(missing); end if;
  return jsonb_build_object('ok', true, 'delivered', false, 'audio', (
    select encode(string_agg(c.bytes, ''::bytea order by c.n), 'base64') from private.upload_chunks c
     where c.capture_id = capture and c.n < (details ->> 'chunks')::int));
end $$;

create function public.server_sight_finish(session uuid, capture uuid, details jsonb, whole text, small text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  own text := details ->> 'sha256';
  line uuid := private.line_id(session, capture);
  mine leaven.sessions;
  missing jsonb;
begin
  perform private.alone(capture);
  if private.room_delivered(session, capture, own) then return jsonb_build_object('ok', true); end if;
  select * into mine from leaven.sessions s where s.id = session for update;
  perform private.team_phase(mine);
  missing := private.missing_chunks(capture, (details ->> 'chunks')::int, own);
  if missing is not null then return private.missing_answer(missing); end if;
  insert into leaven.observations (id, org_id, session_id, phase, words, state, language, noted, is_example)
  values (line, mine.org_id, mine.id, mine.phase, private.clean_words(details ->> 'words'), 'confirmed', mine.language, true, mine.is_example);
  insert into leaven.photos (observation_id, whole, small) values (line, decode(whole, 'base64'), decode(small, 'base64'));
  insert into private.deliveries (capture_id, session_id, mark) values (capture, session, private.room_mark(session, own));
  delete from private.uploads u where u.capture_id = capture;
  return jsonb_build_object('ok', true);
end $$;

create function public.server_sight_refused(session uuid, capture uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from private.uploads u where u.capture_id = capture and u.seat_tag = private.sight_tag(session);
  return jsonb_build_object('ok', true);
end $$;

revoke all on function private.sight_tag, private.may_show_sights from public;
revoke all on function public.sight_chunk, public.sight_ready from public, anon;
grant execute on function public.sight_chunk, public.sight_ready to authenticated, service_role;
revoke all on function public.server_sight_finish, public.server_sight_refused from public, anon, authenticated;
grant execute on function public.server_sight_finish, public.server_sight_refused to service_role;

-- A phone knows whether its session is a crew's week, and offers no photo there.
create or replace function private.seat_view(seat leaven.seats) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('ok', true, 'session', private.session_summary(s) - 'org_id' || jsonb_build_object('kind', s.kind),
    'languages', o.languages,
    'danger', case when si.danger_name = '' and si.danger_contact = '' then null
              else jsonb_build_object('name', si.danger_name, 'contact', si.danger_contact) end)
  from leaven.sessions s join leaven.organisations o on o.id = s.org_id join leaven.sites si on si.id = s.site_id
  where s.id = seat.session_id $$;
revoke all on function private.seat_view from public;
