-- The state machine of a session. The gates stand here, so that no screen can get round them.

create function public.move_session(session uuid, wanted text, reason text default '', soak_hours int default 24) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare now_in leaven.sessions;
begin
  perform private.require_facilitator(session);
  select * into now_in from leaven.sessions where id = session for update;
  if now_in.phase = wanted then return private.session_summary(now_in); end if;   -- two tablets, one tap each
  case now_in.phase || '>' || wanted
    when 'prepare>learn' then
      if not now_in.promise_shown then
        perform private.refuse(409, 'promise_first', 'Show the promise before anyone speaks.');
      end if;
      update leaven.sessions set phase = 'learn' where id = session;
    when 'learn>soak' then
      if soak_hours not between 12 and 336 then
        perform private.refuse(422, 'soak_length', 'Soak lasts from 12 hours to 14 days.');
      end if;
      update leaven.sessions set phase = 'soak', soak_until = now() + make_interval(hours => soak_hours) where id = session;
    when 'soak>improve' then
      if now() < now_in.soak_until and length(btrim(coalesce(reason, ''))) = 0 then
        perform private.refuse(409, 'soak_running', 'Soak is still running. To shorten it, give a reason that everyone will see.');
      end if;
      update leaven.sessions set phase = 'improve',
             soak_shortened_because = case when now() < now_in.soak_until then left(btrim(reason), 300) else '' end
       where id = session;
    when 'improve>share', 'share>closed' then
      update leaven.sessions set phase = wanted where id = session;
    else
      perform private.refuse(409, 'no_such_step', 'A session goes Prepare, Learn, Soak, Improve, Share, one step at a time.');
  end case;
  select * into now_in from leaven.sessions where id = session;
  return private.session_summary(now_in);
end $$;
revoke all on function public.move_session from public, anon;
grant execute on function public.move_session to authenticated, service_role;
