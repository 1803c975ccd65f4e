-- A leader answers what a team said of a step as written. Until now the step stood in the shared memory only beside a line that
-- somebody had linked to a theme: whether it could be answered hung on the linking, which is nobody's business at the step. Now every
-- such step of a released session is found, theme or none. A step of which nothing was said stays where it is: there is nothing to answer.
create function public.written_steps(org uuid, page int default 0) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_member(org);
  return jsonb_build_object('steps', coalesce((
    select jsonb_agg(jsonb_build_object('id', w.id, 'words', w.words, 'topic', w.topic, 'week', w.released_week,
        'place', private.place_name(w.site_id),
        'lines', (select jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words, 'translation', private.translation_of(o.id)) order by o.id)
            from leaven.step_lines p join leaven.observations o on o.id = p.observation_id
           where p.step_id = w.id and o.released_week is not null and o.state = 'confirmed' and not o.parked),
        'why_notes', coalesce((select jsonb_agg(private.why_view(n) order by n.week desc, n.id)
            from leaven.why_notes n where n.step_id = w.id), '[]'))
        order by w.released_week desc, w.session_id, w.number)
      from (select st.id, st.words, st.number, st.session_id, s.topic, s.released_week, s.site_id
              from leaven.steps st join leaven.sessions s on s.id = st.session_id
             where s.org_id = org and s.released_week is not null and st.side = 'imagined'
               and exists (select from leaven.step_lines p join leaven.observations o on o.id = p.observation_id
                            where p.step_id = st.id and o.released_week is not null and o.state = 'confirmed' and not o.parked)
             order by s.released_week desc, st.session_id, st.number limit 20 offset 20 * greatest(0, written_steps.page)) w), '[]'));
end $$;

-- A translation stands beside its line here, too.
create or replace function public.assumption_memory(org uuid, kind text, page int default 0) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_member(org);
  return jsonb_build_object(
    'voices', private.shown(org, 'voices', 'assumption', kind),
    'places', private.shown(org, 'places', 'assumption', kind),
    'teams', coalesce((select jsonb_agg(jsonb_build_object('id', w.id, 'words', w.words, 'topic', w.topic, 'week', w.released_week,
        'place', private.place_name(w.site_id),
        'lines', (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words,
              'translation', private.translation_of(o.id)) order by o.id), '[]')
            from leaven.assumption_lines l join leaven.observations o on o.id = l.observation_id
           where l.assumption_id = w.id and o.released_week is not null and o.state = 'confirmed' and not o.parked),
        'actions', (select coalesce(jsonb_agg(private.remembered_action(a) order by a.id), '[]') from leaven.actions a
           where a.state <> 'draft' and a.id in (
             select g.action_id from leaven.assumption_lines l join leaven.action_grounds g on g.observation_id = l.observation_id
              where l.assumption_id = w.id)))
        order by w.released_week desc, w.id)
      from (select a.id, a.words, s.topic, s.released_week, s.site_id
              from leaven.assumptions a join leaven.sessions s on s.id = a.session_id
             where a.org_id = org and a.kind = assumption_memory.kind and s.released_week is not null
             order by s.released_week desc, a.id limit 20 offset 20 * greatest(0, assumption_memory.page)) w), '[]'));
end $$;

revoke all on function public.written_steps, public.assumption_memory from public, anon;
grant execute on function public.written_steps, public.assumption_memory to authenticated, service_role;
