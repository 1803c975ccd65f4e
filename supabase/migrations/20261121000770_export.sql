-- Exports, page by page: what has been released, and nothing that leads to a seat, a receipt or a recording.

create function private.require_export(org uuid, session uuid) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if private.has_role(org, '{administrator}') or (session is not null and private.is_facilitator_of(session)
       and exists (select from leaven.sessions s where s.id = session and s.org_id = org)) then return; end if;
  perform private.refuse(403, 'not_allowed', 'Administrators take out everything, facilitators their own sessions.');
end $$;

create function public.export_sessions(org uuid, session uuid default null, after uuid default null, most int default 200) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_export(org, session);
  return jsonb_build_object('rows', coalesce((select jsonb_agg(jsonb_build_object('kind', 'session', 'id', q.id, 'topic', q.topic, 'use', q.use,
      'phase', q.phase, 'place', coalesce(private.line_place(q.id), ''), 'week', q.released_week, 'sponsor', q.sponsor_role) order by q.id)
    from (select s.* from leaven.sessions s where s.org_id = org and s.released_week is not null
             and (session is null or s.id = session) and (after is null or s.id > after)
           order by s.id limit least(most, 1000)) q), '[]'));
end $$;

create function public.export_lines(org uuid, session uuid default null, after uuid default null, most int default 1000) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_export(org, session);
  return jsonb_build_object('rows', coalesce((select jsonb_agg(jsonb_build_object('kind', 'line', 'id', q.id, 'session', q.session_id,
      'topic', q.topic, 'week', q.released_week, 'words', q.words, 'language', q.language, 'lens', coalesce(q.lens, ''),
      'themes', coalesce((select jsonb_agg(t.title order by t.title) from leaven.links l join leaven.themes t on t.id = l.theme_id
                           where l.observation_id = q.id and l.state = 'linked'), '[]')) order by q.id)
    from (select o.*, s.topic from leaven.observations o join leaven.sessions s on s.id = o.session_id
           where o.org_id = org and o.released_week is not null and o.state = 'confirmed' and not o.parked
             and (session is null or o.session_id = session) and (after is null or o.id > after)
           order by o.id limit least(most, 2000)) q), '[]'));
end $$;

create function public.export_actions(org uuid, session uuid default null, after uuid default null, most int default 500) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_export(org, session);
  return jsonb_build_object('rows', coalesce((select jsonb_agg(jsonb_build_object('kind', 'action', 'id', q.id, 'session', q.session_id,
      'topic', q.topic, 'change', q.change, 'so_that', q.so_that, 'owner', q.owner_role, 'due', q.due, 'strength', q.strength, 'state', q.state,
      'lines', (select coalesce(jsonb_agg(l -> 'words'), '[]') from jsonb_array_elements(private.ground_lines(q.id)) l),
      'decisions', coalesce((select jsonb_agg(jsonb_build_object('verdict', d.verdict, 'reason', d.reason, 'day', d.decided_on,
                       'until', d.deferred_until) order by d.turn) from leaven.decisions d where d.action_id = q.id), '[]'),
      'did_it_help', (select c.verdict from leaven.crew_answers c where c.action_id = q.id and c.question = 'did_it_help')) order by q.id)
    from (select a.*, s.topic from leaven.actions a join leaven.sessions s on s.id = a.session_id
           where a.org_id = org and a.state <> 'draft' and (session is null or a.session_id = session) and (after is null or a.id > after)
           order by a.id limit least(most, 1000)) q), '[]'));
end $$;

create function public.export_cards(org uuid, session uuid default null, after uuid default null, most int default 500) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_export(org, session);
  return jsonb_build_object('rows', coalesce((select jsonb_agg(private.card_view(q) - 'shared' - 'session_id' || jsonb_build_object(
      'kind', 'card', 'session', q.session_id) order by q.id)
    from (select c.* from leaven.cards c where c.org_id = org and c.shared_on is not null and (session is null or c.session_id = session)
             and (after is null or c.id > after) order by c.id limit least(most, 1000)) q), '[]'));
end $$;

revoke all on all functions in schema private from public;
revoke all on function public.export_sessions, public.export_lines, public.export_actions, public.export_cards from public, anon;
grant execute on function public.export_sessions, public.export_lines, public.export_actions, public.export_cards to authenticated, service_role;
