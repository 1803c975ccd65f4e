-- The room in words while it is still being recorded: lines that belong to no seat, held until release, gone with a yes taken back.
create table private.room_hearings (
  capture_id uuid primary key,
  session_id uuid not null references leaven.sessions on delete cascade,
  state text not null default 'waiting' check (state in ('waiting', 'in_words', 'set_aside')),
  chunks int not null default 0,
  heard double precision not null default 0,
  done double precision not null default 0,
  tries int not null default 0,
  reason text not null default '');
comment on table private.room_hearings is
  'How far a recording of the room is in words: seconds from its beginning. Nothing tells who speaks. Release destroys it.';
create index room_hearings_session on private.room_hearings (session_id);

create table leaven.room_lines (
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null references leaven.sessions on delete cascade,
  capture_id uuid not null references private.room_hearings on delete cascade,
  line_id uuid references leaven.observations on delete cascade,
  place double precision not null,
  words text not null check (length(words) between 1 and 6000),
  unsure text[] not null default '{}',
  doubtful boolean not null default false,
  beats jsonb not null default '[]',
  pins int[] not null default '{}');
comment on table leaven.room_lines is
  'What the machine heard in the room, of no seat and no voice, until the team lets a line stand or drops it. Release destroys it.';
create index room_lines_session on leaven.room_lines (session_id);
create index room_lines_capture on leaven.room_lines (capture_id);
create index room_lines_line on leaven.room_lines (line_id);

do $$ declare t text; begin
  foreach t in array array['private.room_hearings', 'leaven.room_lines'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('revoke all on %s from public, anon, authenticated', t);
    execute format('grant all on %s to service_role', t);
  end loop;
end $$;

-- The first chunk of a room opens its hearing; each further one wakes the worker, if none is at it.
create function private.hear_new_room() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.seat_tag = private.room_tag(new.session_id) then
    insert into private.room_hearings (capture_id, session_id) values (new.capture_id, new.session_id) on conflict do nothing;
  end if;
  return null;
end $$;
create trigger hear_new_room after insert on private.uploads for each row execute function private.hear_new_room();

create function private.transcribe_room(capture uuid) returns void
language plpgsql security definer set search_path = '' as $$
begin
  if exists (select from private.room_hearings h where h.capture_id = capture and h.state = 'waiting')
     and not exists (select from procrastinate.procrastinate_jobs j where j.status in ('todo', 'doing')
                        and j.task_name = 'leaven.transcribe_room' and j.args ->> 'capture_id' = capture::text) then
    perform private.enqueue('room', 'leaven.transcribe_room', jsonb_build_object('capture_id', capture), 'room:' || capture);
  end if;
end $$;

create function private.transcribe_room_of_row() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.transcribe_room(new.capture_id);
  return null;
end $$;
create trigger transcribe_room after insert on private.upload_chunks for each row execute function private.transcribe_room_of_row();

-- What waits although something new is there: a job that was lost, or a model that has come since.
create function private.queue_waiting_rooms() returns void
language sql volatile security definer set search_path = '' as $$
  select private.transcribe_room(h.capture_id) from private.room_hearings h
   where h.state = 'waiting'
     and (exists (select from private.upload_chunks c where c.capture_id = h.capture_id and c.n = h.chunks)
          or exists (select from leaven.room_recordings r where r.id = private.line_id(h.session_id, h.capture_id))) $$;

create trigger tell_screens after insert or update or delete on leaven.room_lines
  for each row execute function private.tell_session();
create trigger tell_screens after insert or update on private.room_hearings
  for each row execute function private.tell_session();
create function private.count_room_line() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.count_deletion((select s.org_id from leaven.sessions s where s.id = old.session_id), 'transcript');
  return null;
end $$;
create trigger count_deletion after delete on leaven.room_lines for each row execute function private.count_room_line();

-- A yes taken back takes everything that came from the room, what the team let stand from it included; a release has
-- let those lines go, and destroys only where they came from.
create function private.forget_room_words(session uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from leaven.observations o using leaven.room_lines l
   where l.line_id = o.id and l.session_id = session and o.released_week is null;
  delete from procrastinate.procrastinate_jobs j using private.room_hearings h
   where h.session_id = session and j.status in ('todo', 'failed') and j.args ->> 'capture_id' = h.capture_id::text;
  delete from private.room_hearings h where h.session_id = session;
end $$;

create or replace function private.forget_room(session uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from private.uploads u where u.session_id = session and u.seat_tag = private.room_tag(session);
  delete from leaven.room_recordings r where r.session_id = session;
  perform private.forget_room_words(session);
end $$;

-- Without the session's key nothing of the circle is left: neither after a release nor after the last day of the hold.
create trigger forget_room_without_key after delete on private.session_keys
  for each row execute function private.forget_room_of_row('session_id');

-- The guide's tablet is the room's: what was heard shows there when as many have taken a seat as must speak elsewhere.
create function private.room_open(session uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select s.released_week is null and (select count(*) from leaven.seats p where p.session_id = s.id and p.claimed) >= o.inside_threshold
    from leaven.sessions s join leaven.organisations o on o.id = s.org_id where s.id = session $$;

create function private.room_answer(session uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'open', coalesce(private.room_open(session), false),
    'recordings', coalesce((select jsonb_agg(jsonb_build_object('state', h.state, 'reason', h.reason,
        'arriving', exists (select from private.uploads u where u.capture_id = h.capture_id),
        'heard', h.heard, 'done', h.done,
        'seconds', (select r.seconds from leaven.room_recordings r where r.id = private.line_id(h.session_id, h.capture_id)))
        order by h.capture_id) from private.room_hearings h where h.session_id = session), '[]'),
    'lines', case when private.room_open(session) then coalesce((
      select jsonb_agg(jsonb_build_object('id', l.id, 'words', coalesce(o.words, l.words), 'kept', o.id is not null,
          'unsure', case when o.id is null then to_jsonb(l.unsure) else '[]' end, 'doubtful', o.id is null and l.doubtful,
          'pins', to_jsonb(l.pins)) order by l.capture_id, l.place)
        from leaven.room_lines l left join leaven.observations o on o.id = l.line_id where l.session_id = session), '[]')
      else '[]' end) $$;

create function public.room_text(session uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.require_facilitator(session);
begin
  perform private.note_opening(mine.org_id, 'unreleased lines', '{facilitator}') where private.room_open(session);
  return private.room_answer(session);
end $$;

-- At read-back: the team lets a line stand, mended where the machine misheard, or drops it. Then it is a line that the
-- guide noted for everybody; letting it stand again mends it, dropping it takes it back.
create function public.settle_room_line(session uuid, line uuid, keep boolean, words text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.require_facilitator(session); heard leaven.room_lines; clean text; made uuid := gen_random_uuid();
begin
  if not coalesce(private.room_open(session), false) then
    perform private.refuse(409, 'too_early', 'Words of the room show here when enough people have taken a seat, and until the release.');
  end if;
  select * into heard from leaven.room_lines l where l.id = line and l.session_id = session for update;
  if heard.id is null then perform private.refuse(404, 'not_found', 'This line is not there any more.'); end if;
  if not keep then
    delete from leaven.observations o where o.id = heard.line_id and o.released_week is null;
    delete from leaven.room_lines l where l.id = heard.id;
    return private.room_answer(session);
  end if;
  clean := private.clean_words(coalesce(settle_room_line.words, heard.words));
  if heard.line_id is not null then
    update leaven.observations o set words = clean where o.id = heard.line_id and o.words <> clean;
    return private.room_answer(session);
  end if;
  insert into leaven.observations (id, org_id, session_id, phase, words, state, language, noted, is_example)
  values (made, mine.org_id, mine.id, 'learn', clean, 'confirmed', mine.language, true, mine.is_example);
  -- the machine's text goes, as it does when a speaker checks an own line
  update leaven.room_lines l set line_id = made, words = clean, unsure = '{}', doubtful = false, beats = '[]' where l.id = heard.id;
  return private.room_answer(session);
end $$;

revoke all on function private.hear_new_room, private.transcribe_room, private.transcribe_room_of_row, private.queue_waiting_rooms,
  private.count_room_line, private.forget_room_words, private.forget_room, private.room_open, private.room_answer from public;
revoke all on function public.room_text, public.settle_room_line from public, anon;
grant execute on function public.room_text, public.settle_room_line to authenticated, service_role;
