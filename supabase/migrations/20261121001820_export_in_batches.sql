-- Everything on paper is read fifty sessions at a time instead of four questions for each. A crew's routine weeks are sessions
-- without a release of their own: their lines were in the tables and on no paper.
create function private.taken_along(org uuid, session uuid, after uuid, most int) returns setof leaven.sessions
language sql stable security definer set search_path = '' as $$
  select s.* from leaven.sessions s
   where s.org_id = org and (session is null or s.id = session) and (after is null or s.id > after)
     and (s.released_week is not null or exists (select from leaven.week_voices w where w.session_id = s.id))
   order by s.id limit most $$;

create function private.exported_session(mine leaven.sessions) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('kind', 'session', 'id', mine.id, 'topic', mine.topic, 'use', mine.use, 'phase', mine.phase,
      'place', coalesce(private.line_place(mine.id), ''), 'sponsor', mine.sponsor_role,
      'week', coalesce(mine.released_week, (select max(w.week) from leaven.week_voices w where w.session_id = mine.id))) $$;

create function private.exported_action(mine leaven.actions) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('kind', 'action', 'id', mine.id, 'session', mine.session_id, 'topic', s.topic,
      'change', mine.change, 'so_that', mine.so_that, 'owner', mine.owner_role, 'due', mine.due, 'strength', mine.strength, 'state', mine.state,
      'lines', (select coalesce(jsonb_agg(l -> 'words'), '[]') from jsonb_array_elements(private.ground_lines(mine.id)) l),
      'decisions', coalesce((select jsonb_agg(jsonb_build_object('verdict', d.verdict, 'reason', d.reason, 'day', d.decided_on,
                       'until', d.deferred_until) order by d.turn) from leaven.decisions d where d.action_id = mine.id), '[]'),
      'did_it_help', (select c.verdict from leaven.crew_answers c where c.action_id = mine.id and c.question = 'did_it_help'))
    from leaven.sessions s where s.id = mine.session_id $$;

create function private.exported_card(mine leaven.cards) returns jsonb
language sql stable security definer set search_path = '' as $$
  select private.card_view(mine) - 'shared' - 'session_id' || jsonb_build_object('kind', 'card', 'session', mine.session_id) $$;

create or replace function public.export_sessions(org uuid, session uuid default null, after uuid default null, most int default 200) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_export(org, session);
  return jsonb_build_object('rows', coalesce((select jsonb_agg(private.exported_session(s) order by s.id)
    from private.taken_along(org, session, after, least(most, 1000)) s), '[]'));
end $$;

create or replace function public.export_actions(org uuid, session uuid default null, after uuid default null, most int default 500) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_export(org, session);
  return jsonb_build_object('rows', coalesce((select jsonb_agg(private.exported_action(a) order by a.id)
    from (select a.* from leaven.actions a
           where a.org_id = org and a.state <> 'draft' and (session is null or a.session_id = session) and (after is null or a.id > after)
           order by a.id limit least(most, 1000)) a), '[]'));
end $$;

create or replace function public.export_cards(org uuid, session uuid default null, after uuid default null, most int default 500) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_export(org, session);
  return jsonb_build_object('rows', coalesce((select jsonb_agg(private.exported_card(c) order by c.id)
    from (select c.* from leaven.cards c where c.org_id = org and c.shared_on is not null and (session is null or c.session_id = session)
             and (after is null or c.id > after) order by c.id limit least(most, 1000)) c), '[]'));
end $$;

-- Each session with all that is printed of it, in the order in which it is printed.
create function public.export_records(org uuid, after uuid default null, most int default 50) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_export(org, null);
  return jsonb_build_object('records', coalesce((
    select jsonb_agg(jsonb_build_array(private.exported_session(s))
        || coalesce((select jsonb_agg(private.exported_line(o) order by o.id) from leaven.observations o
             where o.session_id = s.id and o.released_week is not null and o.state = 'confirmed' and not o.parked), '[]')
        || coalesce((select jsonb_agg(private.exported_action(a) order by a.id) from leaven.actions a
             where a.session_id = s.id and a.state <> 'draft'), '[]')
        || coalesce((select jsonb_agg(private.exported_card(c) order by c.id) from leaven.cards c
             where c.session_id = s.id and c.shared_on is not null), '[]') order by s.id)
      from private.taken_along(org, null, after, least(most, 200)) s), '[]'));
end $$;

revoke all on all functions in schema private from public;
grant execute on function private.line_place to authenticated;
revoke all on function public.export_records from public, anon;
grant execute on function public.export_records to authenticated, service_role;
