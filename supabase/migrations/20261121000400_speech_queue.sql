-- Speech jobs that survive a killed worker, and what waits in sight of the administrator.

-- One line is worked on by one worker at a time, however often it was queued: the lock is that of the queue entry.
create or replace function private.enqueue(queue text, task text, args jsonb, only_one text default null) returns void
language plpgsql security definer set search_path = '' as $$
begin
  perform procrastinate.procrastinate_defer_jobs_v1(array[
    row(queue, task, 0, only_one, only_one, args, null)::procrastinate.procrastinate_job_to_defer_v1]);
exception when unique_violation then null;
end $$;
revoke all on function private.enqueue from public;

alter table leaven.clips
  add column share real not null default 0 check (share between 0 and 1),
  add column warned boolean not null default false;
comment on column leaven.clips.share is 'How much of the recording is in words, while a worker is at it.';
comment on column leaven.clips.warned is 'Its speaker has been told that the recording goes soon, and it is still not in words.';

-- Counts of one to four would show who spoke when: they are called few. Ages are whole hours.
create function public.speech_backlog(org uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare waiting int; aside int; due int; oldest timestamptz;
begin
  perform private.require_role(org, '{administrator}');
  select count(*) filter (where o.state = 'waiting'), count(*) filter (where o.state = 'set_aside'),
         count(*) filter (where c.delete_after < now() + interval '24 hours'),
         min(h.arrived_at) filter (where o.state = 'waiting')
    into waiting, aside, due, oldest
    from leaven.clips c join leaven.observations o on o.id = c.observation_id
    left join leaven.holds h on h.observation_id = o.id
   where o.org_id = org and o.state in ('waiting', 'set_aside');
  return jsonb_build_object(
    'waiting', private.few_or_exact(waiting), 'set_aside', private.few_or_exact(aside),
    'due_within_a_day', private.few_or_exact(due),
    'oldest_hours', floor(extract(epoch from now() - oldest) / 3600)::int,
    'reasons', coalesce((
      select jsonb_agg(distinct c.reason order by c.reason)
        from leaven.clips c join leaven.observations o on o.id = c.observation_id
       where o.org_id = org and o.state = 'set_aside' and c.reason <> ''), '[]'));
end $$;

create function private.few_or_exact(n int) returns jsonb
language sql immutable set search_path = '' as $$
  select case when n between 1 and 4 then '"few"'::jsonb else to_jsonb(n) end $$;

revoke all on function private.few_or_exact, public.speech_backlog from public;
grant execute on function public.speech_backlog to authenticated;
