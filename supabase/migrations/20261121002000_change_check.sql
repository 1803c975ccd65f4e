-- Before a change: what people do to make the work work, and what rests on somebody's skill, where teams have let it go.
-- For facilitators, and of released sessions alone. What is going to change comes with the call and is kept nowhere; nothing
-- is approved here, and no number is told.

create function private.standing_of(org uuid, filters jsonb)
returns table (sort text, id uuid, session_id uuid, words text, protects text, step text, step_id uuid)
language sql stable security definer set search_path = '' as $$
  with told as (
    select s.id from leaven.sessions s join leaven.sites si on si.id = s.site_id
     where s.org_id = standing_of.org and s.released_week is not null
       and (filters ->> 'kind' is null or (si.kind = filters ->> 'kind' and si.kind in (select private.kinds_told(standing_of.org))))
       and (filters ->> 'area_id' is null or (s.area_id = (filters ->> 'area_id')::uuid
            and s.area_id in (select private.areas_told(standing_of.org))))
       and (filters ->> 'use' is null or s.use = filters ->> 'use')
       and (filters ->> 'month' is null or private.month_of(s.released_week) = filters ->> 'month'))
  select 'practice', p.id, p.session_id, p.name, p.protects, coalesce(t.words, ''), t.id
    from leaven.practices p join told on told.id = p.session_id
    left join leaven.steps t on t.id = p.step_id and t.side = 'imagined'
  union all
  select 'defence', d.id, d.session_id, d.words, '', '', null
    from leaven.defences d join told on told.id = d.session_id where d.state = 'skill' $$;

-- `near` are released lines that answer what is going to change, the nearest first: what is done in the same job comes first,
-- on the same step before all. Two hundred at most are weighed by their own words.
create function public.change_touches(org uuid, terms text[], near uuid[], filters jsonb default '{}') returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_role(org, '{facilitator}');
  return jsonb_build_object('standing', (
    with weighed as (
      select x.*, (select count(*) from unnest(terms) t
                    where to_tsvector('simple', concat_ws(' ', x.words, x.protects, x.step))
                       @@ plainto_tsquery('simple', left(t, 60))) as hits,
             said.id as line
        from private.standing_of(org, filters) x
        left join lateral (
          select o.id from unnest(near[1:200]) with ordinality n(id, nth)
            join leaven.observations o on o.id = n.id and o.session_id = x.session_id and o.released_week is not null
           order by exists (select from leaven.step_lines l where l.step_id = x.step_id and l.observation_id = o.id) desc, n.nth
           limit 1) said on true
       order by hits desc, said.id is null, x.id limit 200)
    select coalesce(jsonb_agg(jsonb_build_object('sort', w.sort, 'id', w.id, 'words', w.words, 'protects', w.protects,
             'step', w.step, 'topic', s.topic, 'place', private.line_place(s.id), 'line', w.line,
             'session_id', case when private.is_facilitator_of(s.id) then s.id end) order by w.id), '[]')
      from weighed w join leaven.sessions s on s.id = w.session_id));
end $$;

revoke all on function private.standing_of from public;
revoke all on function public.change_touches from public, anon;
grant execute on function public.change_touches to authenticated, service_role;
