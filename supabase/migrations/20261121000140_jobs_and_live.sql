-- What happens by itself when a row changes: a job in the same transaction, and a word to the screens.

-- Arguments are ids only, never words. A job that already waits is not queued twice.
create function private.enqueue(queue text, task text, args jsonb, only_one text default null) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform procrastinate.procrastinate_defer_jobs_v1(array[
    row(queue, task, 0, null, only_one, args, null)::procrastinate.procrastinate_job_to_defer_v1]);
exception when unique_violation then null;
end $$;

create function private.transcribe_new_clip() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue('speech', 'leaven.transcribe', jsonb_build_object('observation_id', new.observation_id),
                          'transcribe:' || new.observation_id);
  return null;
end $$;
create trigger transcribe_new_clip after insert on leaven.clips
  for each row execute function private.transcribe_new_clip();

create function private.forget_clip() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue('keeping', 'leaven.delete_recording', jsonb_build_object('path', old.path));
  return null;
end $$;
create trigger forget_clip after delete on leaven.clips
  for each row execute function private.forget_clip();

create function private.link_confirmed_line() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.enqueue('linking', 'leaven.link', jsonb_build_object('observation_id', new.id), 'link:' || new.id);
  return null;
end $$;
create trigger link_new_line after insert on leaven.observations
  for each row when (new.state = 'confirmed') execute function private.link_confirmed_line();
create trigger link_corrected_line after update of words, state, released_week on leaven.observations
  for each row when (new.state = 'confirmed' and (new.words, new.state, new.released_week)
                     is distinct from (old.words, old.state, old.released_week))
  execute function private.link_confirmed_line();

-- Screens listen on one channel and fetch again what they may see; the message is the session's id and nothing else.
create function private.tell_session() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  touched jsonb := to_jsonb(coalesce(new, old));
  session text := coalesce(touched ->> 'session_id', touched ->> 'id');
begin
  if tg_table_name in ('transcripts', 'links', 'clips') then
    select session_id::text into session from leaven.observations where id = (touched ->> 'observation_id')::uuid;
  end if;
  perform pg_notify('leaven', coalesce(session, ''));
  return null;
end $$;
create trigger tell_screens after insert or update or delete on leaven.observations
  for each row execute function private.tell_session();
create trigger tell_screens after insert or update on leaven.transcripts
  for each row execute function private.tell_session();
create trigger tell_screens after insert or update or delete on leaven.links
  for each row execute function private.tell_session();
create trigger tell_screens after update on leaven.clips
  for each row execute function private.tell_session();
create trigger tell_screens after update on leaven.sessions
  for each row execute function private.tell_session();
create trigger tell_screens after insert or update on leaven.seats
  for each row execute function private.tell_session();
revoke all on all functions in schema private from public;

-- Recordings: private, small, audio only. Nobody but the server's own key reads or writes them.
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values ('recordings', 'recordings', false, 26214400,
        array['audio/webm', 'audio/mp4', 'audio/ogg', 'audio/wav', 'audio/mpeg', 'audio/flac', 'audio/aac'])
on conflict (id) do nothing;
