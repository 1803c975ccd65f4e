-- The session's way: which step may follow which, who guides, and the gates. Screens ask; only this decides.
alter table leaven.sessions
  add column kind text not null default 'team' check (kind in ('team', 'routine')),
  add column soak_began timestamptz,
  add column soak_reminded boolean not null default false,
  add column sponsor_in_room boolean not null default false,
  add column document text not null default '' check (length(document) <= 120);
grant select (kind) on leaven.sessions to authenticated;
update leaven.sessions set soak_began = now() where phase = 'soak';

create function private.clean_line(words text, most int, too_long text default 'This is too long. Say it shorter.') returns text
language plpgsql immutable set search_path = '' as $$
declare clean text := btrim(regexp_replace(regexp_replace(coalesce(words, ''), '\s+', ' ', 'g'), '[[:cntrl:]]', '', 'g'));
begin
  if length(clean) > most then perform private.refuse(422, 'too_long', too_long); end if;
  return clean;
end $$;

-- The facilitator's own session, locked: two tablets act one after the other.
create function private.guided(session uuid) returns leaven.sessions
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions;
begin
  perform private.require_facilitator(session);
  select * into mine from leaven.sessions where id = session for update;
  return mine;
end $$;

-- Gates, one for each step. Everything else about the way is a suggestion.
create function private.gate_learn(mine leaven.sessions) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if not mine.promise_shown then
    perform private.refuse(409, 'promise_first', 'Show the promise before anyone speaks.');
  end if;
end $$;

create function private.gate_improve(mine leaven.sessions, reason text) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if now() < mine.soak_until and reason = '' then
    perform private.refuse(409, 'soak_running', 'Soak is still running. To shorten it, give a reason that everyone will see.');
  end if;
  if btrim(mine.sponsor_role) = '' then
    perform private.refuse(409, 'sponsor_first', 'Name the sponsor''s role first: somebody must be able to decide.');
  end if;
end $$;

create function private.gate_share(mine leaven.sessions) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if exists (select from leaven.actions a where a.session_id = mine.id and a.state = 'draft') then
    perform private.refuse(409, 'drafts_left', 'An action is still a draft. Put it forward, or take it away.');
  end if;
  if exists (select from leaven.actions a where a.session_id = mine.id and a.state in ('proposed', 'asked')) then
    perform private.refuse(409, 'undecided', 'An action waits for its decision. Share what was decided, not what is open.');
  end if;
end $$;

create function private.gate_back(mine leaven.sessions, wanted text) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if wanted <> 'improve' and mine.released_week is not null then
    perform private.refuse(409, 'released', 'The team has released its story. Open a new session to go on listening.');
  end if;
  if exists (select from leaven.actions a where a.session_id = mine.id) and wanted <> 'improve' then
    perform private.refuse(409, 'actions_stand', 'There are actions already. Take the drafts away before you go back to Soak.');
  end if;
end $$;

create function private.step(mine leaven.sessions, wanted text, reason text, soak_hours int) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  case mine.phase || '>' || wanted
    when 'prepare>learn' then
      perform private.gate_learn(mine);
      update leaven.sessions set phase = 'learn' where id = mine.id;
    when 'learn>soak', 'improve>soak' then
      if mine.phase = 'improve' then perform private.gate_back(mine, wanted); end if;
      if soak_hours is null or soak_hours not between 12 and 336 then
        perform private.refuse(422, 'soak_length', 'Soak lasts from 12 hours to 14 days.');
      end if;
      update leaven.sessions set phase = 'soak', soak_began = now(), soak_reminded = false,
             soak_until = now() + make_interval(hours => soak_hours), soak_shortened_because = '' where id = mine.id;
    when 'soak>improve' then
      perform private.gate_improve(mine, reason);
      update leaven.sessions set phase = 'improve', soak_began = null,
             soak_shortened_because = case when now() < mine.soak_until then reason else mine.soak_shortened_because end
       where id = mine.id;
    when 'improve>share' then
      perform private.gate_share(mine);
      update leaven.sessions set phase = 'share' where id = mine.id;
    when 'share>closed' then
      update leaven.sessions set phase = 'closed' where id = mine.id;
    when 'soak>learn', 'share>improve' then
      perform private.gate_back(mine, wanted);
      update leaven.sessions set phase = wanted, soak_began = null,
             soak_until = case when wanted = 'learn' then null else soak_until end where id = mine.id;
    else
      perform private.refuse(409, 'no_such_step', 'A session goes Prepare, Learn, Soak, Improve, Share, one step at a time.');
  end case;
end $$;

-- `seen` is the phase that the tablet showed: who taps on an old picture is told where the session is now.
drop function public.move_session(uuid, text, text, int);
create function public.move_session(session uuid, wanted text, reason text default '', soak_hours int default 24,
                                    seen text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.guided(session); why text := private.clean_line(reason, 300);
begin
  if mine.kind = 'routine' then perform private.refuse(409, 'no_such_step', 'A crew''s weekly look back has no phases.'); end if;
  if mine.phase = wanted then return private.session_summary(mine); end if;     -- two tablets, one tap each
  if seen is not null and seen <> mine.phase then
    perform private.refuse(409, 'moved_on', 'The session has moved on in the meantime. Look again before you go further.');
  end if;
  perform private.step(mine, wanted, why, soak_hours);
  select * into mine from leaven.sessions where id = session;
  return private.session_summary(mine);
end $$;

-- The length of a soak that runs. Longer needs no reason; shorter needs one that everyone sees; never under 12 hours in all:
-- to end it earlier is a step of its own.
create function public.change_soak(session uuid, hours int, reason text default '') returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.guided(session); why text := private.clean_line(reason, 300); ends timestamptz;
begin
  if mine.phase <> 'soak' then perform private.refuse(409, 'not_in_soak', 'Soak is not running.'); end if;
  if hours is null or hours not between 12 and 336 then perform private.refuse(422, 'soak_length', 'Soak lasts from 12 hours to 14 days.'); end if;
  ends := coalesce(mine.soak_began, now()) + make_interval(hours => hours);
  if ends < mine.soak_until and why = '' then
    perform private.refuse(422, 'reason_needed', 'To shorten soak, give a reason that everyone will see.');
  end if;
  update leaven.sessions set soak_until = ends,
         soak_shortened_because = case when ends < mine.soak_until then why else soak_shortened_because end
   where id = session returning * into mine;
  return private.session_summary(mine);
end $$;

-- One reminder in a soak, and no second. It stands on the team's screens; nothing is pushed, nothing names content.
create function public.remind_team(session uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.guided(session);
begin
  if mine.phase <> 'soak' then perform private.refuse(409, 'not_in_soak', 'Soak is not running.'); end if;
  if mine.soak_reminded then perform private.refuse(409, 'reminded', 'The team has been reminded once. Once is enough.'); end if;
  update leaven.sessions set soak_reminded = true where id = session;
  return jsonb_build_object('reminded', true);
end $$;

create function public.name_sponsor(session uuid, role text, mode text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.guided(session);
begin
  if mode is null or mode not in ('present', 'opens_and_returns', 'improve_only') then
    perform private.refuse(422, 'unknown_mode', 'Say when the sponsor is in the room.');
  end if;
  update leaven.sessions set sponsor_role = private.clean_line(role, 60), sponsor_mode = mode where id = session returning * into mine;
  return private.session_summary(mine);
end $$;

-- Everyone sees when the sponsor comes in or goes.
create function public.sponsor_enters(session uuid, in_room boolean) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.guided(session);
  update leaven.sessions set sponsor_in_room = in_room where id = session;
  return jsonb_build_object('sponsor_in_room', in_room);
end $$;

-- Who guides. A facilitator is no worker: an address stands in the account that this person signs in with.
create function public.guides(session uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare mine leaven.sessions := private.require_facilitator(session);
begin
  return jsonb_build_object('guides', coalesce((select jsonb_agg(jsonb_build_object('person_id', m.person_id, 'email', u.email,
      'guides', exists (select from leaven.session_facilitators f where f.session_id = mine.id and f.person_id = m.person_id),
      'me', m.person_id = (select auth.uid())) order by u.email)
    from leaven.memberships m join auth.users u on u.id = m.person_id
   where m.org_id = mine.org_id and m.role = 'facilitator'), '[]'));
end $$;

-- Hand on (stay = false) or share (stay = true). A session is never without a guide.
create function public.hand_over(session uuid, person uuid, stay boolean default false) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.guided(session);
begin
  if not exists (select from leaven.memberships where org_id = mine.org_id and person_id = person and role = 'facilitator') then
    perform private.refuse(422, 'no_facilitator', 'A session can be handed to a facilitator of your organisation.');
  end if;
  insert into leaven.session_facilitators (session_id, person_id) values (session, person) on conflict do nothing;
  if not stay and person <> (select auth.uid()) then
    delete from leaven.session_facilitators where session_id = session and person_id = (select auth.uid());
  end if;
  perform pg_notify('leaven', session::text);
  return jsonb_build_object('handed_over', true);
end $$;

create function public.leave_session(session uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.guided(session);
  if (select count(*) from leaven.session_facilitators where session_id = session) < 2 then
    perform private.refuse(409, 'last_guide', 'You are the only guide. Hand the session to somebody first.');
  end if;
  delete from leaven.session_facilitators where session_id = session and person_id = (select auth.uid());
  return jsonb_build_object('left', true);
end $$;

-- The tablet was lost, its holder fell ill: a facilitator of the organisation goes on. The others stay guides, and all
-- screens of the session show how many guide it.
create function public.take_over(session uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare wanted leaven.sessions;
begin
  select * into wanted from leaven.sessions where id = session and kind = 'team' for update;
  if wanted.id is null or not private.has_role(wanted.org_id, '{facilitator}') then
    perform private.refuse(404, 'not_found', 'There is no such session, or it is not yours.');
  end if;
  insert into leaven.session_facilitators (session_id, person_id) values (session, auth.uid()) on conflict do nothing;
  perform pg_notify('leaven', session::text);
  return private.session_summary(wanted);
end $$;

-- Sessions of the organisation that run without me: topic and phase, nothing that was said.
create function public.running_sessions(org uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_role(org, '{facilitator}');
  return jsonb_build_object('sessions', coalesce((select jsonb_agg(private.session_summary(s) order by s.topic)
    from leaven.sessions s where s.org_id = org and s.kind = 'team' and s.phase <> 'closed' and not private.is_facilitator_of(s.id)), '[]'));
end $$;

create trigger tell_screens after insert or delete on leaven.session_facilitators
  for each row execute function private.tell_session();
revoke all on all functions in schema private from public;
revoke all on function public.move_session, public.change_soak, public.remind_team, public.name_sponsor, public.sponsor_enters,
  public.guides, public.hand_over, public.leave_session, public.take_over, public.running_sessions from public, anon;
grant execute on function public.move_session, public.change_soak, public.remind_team, public.name_sponsor, public.sponsor_enters,
  public.guides, public.hand_over, public.leave_session, public.take_over, public.running_sessions to authenticated, service_role;
