-- What an administrator does about speech: sees what waits, tries again what was set aside, and may let lines be read in
-- English for linking. No line, no person and no time stands in any of it.
alter table leaven.organisations add column english_for_linking boolean not null default false;
comment on column leaven.organisations.english_for_linking is
  'Whether spoken lines in other languages are also heard in English, to be compared with others. Never shown.';

create table leaven.line_english (
  observation_id uuid primary key references leaven.observations on delete cascade,
  english text not null check (length(english) between 1 and 6000));
comment on table leaven.line_english is
  'A spoken line as the machine heard it in English, for comparing lines only; it goes when its speaker changes a word.';
alter table leaven.line_english enable row level security;
alter table leaven.line_english force row level security;
revoke all on leaven.line_english from public, anon, authenticated;
grant all on leaven.line_english to service_role;

-- The English stays beside a line only where the speaker let every word stand: else it says what nobody said.
create function private.keep_english() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into leaven.line_english (observation_id, english)
  select o.id, old.english from leaven.observations o join leaven.organisations g on g.id = o.org_id
   where o.id = old.observation_id and o.state = 'confirmed' and o.words = btrim(old.words) and g.english_for_linking
     and length(coalesce(old.english, '')) between 1 and 6000
  on conflict do nothing;
  return old;
end $$;
create trigger keep_english before delete on leaven.transcripts for each row execute function private.keep_english();

create function private.forget_english() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from leaven.line_english e where e.observation_id = new.id;
  return null;
end $$;
create trigger forget_english after update of words on leaven.observations
  for each row when (new.words <> old.words) execute function private.forget_english();

-- Turned off, what there is goes.
create function private.forget_all_english() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from leaven.vectors v using leaven.line_english e where e.observation_id = v.observation_id and v.org_id = new.id;
  delete from leaven.line_english e using leaven.observations o where o.id = e.observation_id and o.org_id = new.id;
  return null;
end $$;
create trigger forget_all_english after update of english_for_linking on leaven.organisations
  for each row when (old.english_for_linking and not new.english_for_linking) execute function private.forget_all_english();

create or replace function public.speech_backlog(org uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare waiting int; aside int; due int; oldest timestamptz; rooms_waiting int; rooms_aside int;
begin
  perform private.require_role(org, '{administrator}');
  select count(*) filter (where o.state = 'waiting'), count(*) filter (where o.state = 'set_aside'),
         count(*) filter (where c.delete_after < now() + interval '24 hours'),
         min(h.arrived_at) filter (where o.state = 'waiting')
    into waiting, aside, due, oldest
    from leaven.clips c join leaven.observations o on o.id = c.observation_id
    left join leaven.holds h on h.observation_id = o.id
   where o.org_id = org and o.state in ('waiting', 'set_aside');
  select count(*) filter (where r.state = 'waiting'), count(*) filter (where r.state = 'set_aside')
    into rooms_waiting, rooms_aside
    from private.room_hearings r join leaven.sessions s on s.id = r.session_id where s.org_id = org;
  return jsonb_build_object(
    'waiting', private.few_or_exact(waiting), 'set_aside', private.few_or_exact(aside),
    'due_within_a_day', private.few_or_exact(due),
    'oldest_hours', floor(extract(epoch from now() - oldest) / 3600)::int,
    'rooms_waiting', private.few_or_exact(rooms_waiting), 'rooms_set_aside', private.few_or_exact(rooms_aside),
    'english_for_linking', (select g.english_for_linking from leaven.organisations g where g.id = org),
    'reasons', coalesce((
      select jsonb_agg(distinct reason order by reason) from (
        select c.reason from leaven.clips c join leaven.observations o on o.id = c.observation_id
         where o.org_id = org and o.state = 'set_aside'
        union select r.reason from private.room_hearings r join leaven.sessions s on s.id = r.session_id
         where s.org_id = org and r.state = 'set_aside') why where reason <> ''), '[]'));
end $$;

-- Everything that was set aside and whose recording is still there, all at once: to try one alone would point at it.
create function public.retry_speech(org uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare line uuid;
begin
  perform private.require_role(org, '{administrator}');
  update leaven.clips c set tries = 0, reason = '', share = 0 from leaven.observations o
   where o.id = c.observation_id and o.org_id = org and o.state = 'set_aside';
  for line in update leaven.observations o set state = 'waiting' from leaven.clips c
     where c.observation_id = o.id and o.org_id = org and o.state = 'set_aside' returning o.id loop
    perform private.enqueue('speech', 'leaven.transcribe', jsonb_build_object('observation_id', line), 'transcribe:' || line);
  end loop;
  for line in update private.room_hearings r set state = 'waiting', tries = 0, reason = '' from leaven.sessions s
     where s.id = r.session_id and s.org_id = org and r.state = 'set_aside'
       and exists (select from leaven.room_recordings k where k.id = private.line_id(r.session_id, r.capture_id)) returning r.capture_id loop
    perform private.transcribe_room(line);
  end loop;
  return public.speech_backlog(org);
end $$;

create function public.hear_english(org uuid, wanted boolean) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_role(org, '{administrator}');
  update leaven.organisations g set english_for_linking = coalesce(wanted, false) where g.id = org;
  return public.speech_backlog(org);
end $$;
revoke all on function private.keep_english, private.forget_english, private.forget_all_english from public;
revoke all on function public.speech_backlog, public.retry_speech, public.hear_english from public, anon;
grant execute on function public.speech_backlog, public.retry_speech, public.hear_english to authenticated, service_role;
