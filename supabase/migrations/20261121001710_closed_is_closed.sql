-- A closed session is read, and no longer written: what its team worked with stands as it was. Who guides it may still change.
create function private.held(session uuid) returns leaven.sessions
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions;
begin
  perform private.require_facilitator(session);
  select * into mine from leaven.sessions where id = session for update;
  return mine;
end $$;
revoke all on function private.held from public;

-- these say for themselves why a closed session goes no further, or hand it on
do $$ declare f text; begin
  foreach f in array array['move_session', 'change_soak', 'remind_team', 'hand_over', 'leave_session'] loop
    execute replace(pg_get_functiondef(('public.' || f)::regproc), 'private.guided(', 'private.held(');
  end loop;
end $$;

create or replace function private.guided(session uuid) returns leaven.sessions
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.held(session);
begin
  if mine.phase = 'closed' then perform private.refuse(409, 'closed', 'This session is closed.'); end if;
  return mine;
end $$;

-- marks, places in groups, pinned lines and ties reach a session by way of a line
create or replace function private.guided_line(line uuid) returns leaven.observations
language plpgsql stable security definer set search_path = '' as $$
declare found_line leaven.observations;
begin
  select * into found_line from leaven.observations where id = line;
  if found_line.id is null or not private.inside(found_line.session_id) then
    perform private.refuse(404, 'not_found', 'There is no such line, or you may not see it yet.');
  end if;
  if exists (select from leaven.sessions s where s.id = found_line.session_id and s.phase = 'closed') then
    perform private.refuse(409, 'closed', 'This session is closed.');
  end if;
  return found_line;
end $$;
