-- The shared memory by what the plan takes for granted: which teams' lines departed from it, what was changed, and whether it held.
alter table leaven.rollups drop constraint rollups_scope_check;
alter table leaven.rollups add constraint rollups_scope_check
  check (scope in ('organisation', 'site', 'theme', 'theme at site', 'month', 'use', 'assumption'));

create or replace function private.true_voices(org uuid) returns table (scope text, of text, at text, voices bigint)
language sql stable security definer set search_path = '' as $$
  with released as materialized (
    select b.*, to_char(to_date(b.week, 'IYYY-"W"IW'), 'YYYY-MM') as month from private.let_go_together(org) b),
  heard as materialized (
    select distinct l.theme_id, r.* from released r
      join leaven.observations o on o.session_id = r.session_id and o.released_week is not null and (not r.routine or o.released_week = r.week)
      join leaven.links l on l.observation_id = o.id where l.state = 'linked'),
  assumed as materialized (
    select distinct a.kind, r.session_id, r.site_id, r.voices from released r
      join leaven.assumptions a on a.session_id = r.session_id where not r.routine)
  select 'organisation', '', '', sum(r.voices) from released r having count(*) > 0
  union all select 'site', r.site_id::text, '', sum(r.voices) from released r group by r.site_id
  union all select 'month', r.month, '', sum(r.voices) from released r group by r.month
  union all select 'use', r.use, '', sum(r.voices) from released r group by r.use
  union all select 'theme', h.theme_id::text, '', sum(h.voices) from heard h group by h.theme_id
  union all select 'theme at site', h.theme_id::text, h.site_id::text, sum(h.voices) from heard h group by h.theme_id, h.site_id
  union all select 'theme in month', h.theme_id::text, h.month, sum(h.voices) from heard h group by h.theme_id, h.month
  union all select 'assumption', a.kind, '', sum(a.voices) from assumed a group by a.kind
  union all select 'assumption at site', a.kind, a.site_id::text, sum(a.voices) from assumed a group by a.kind, a.site_id
  union all select 'skill at site', h.theme_id::text, h.site_id::text, sum(h.voices) from heard h
    where exists (select from leaven.defences d where d.session_id = h.session_id and d.state = 'skill') group by h.theme_id, h.site_id $$;

create or replace function private.roll_up(org uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform 1 from leaven.organisations o where o.id = org for update;
  delete from leaven.shown_numbers n where n.org_id = org
     and to_date(n.week, 'IYYY-"W"IW') < now() - interval '26 weeks'
     and not exists (select from leaven.rollups r where r.org_id = org and r.value = n.value);
  delete from leaven.rollups where org_id = org;
  with visible as materialized (select * from private.visible_voices(org))
  insert into leaven.rollups (org_id, measure, scope, of, at, value)
  select org, 'voices', v.scope, v.of, v.at, v.voices from visible v
   where v.scope not in ('theme in month', 'skill at site', 'assumption at site')
  union all
  select org, c.measure, c.counted, case when c.counted <> 'organisation' then v.of else '' end, '', count(*)::int
    from (values ('places', 'theme', 'theme at site'), ('months', 'theme', 'theme in month'),
                 ('places', 'organisation', 'site'), ('months', 'organisation', 'month'),
                 ('places', 'assumption', 'assumption at site'),
                 ('places of skill', 'theme', 'skill at site')) c (measure, counted, by)
    join visible v on v.scope = c.by
   group by 2, 3, 4;
  insert into leaven.shown_numbers as n (org_id, value, week)
  select distinct org, r.value, private.iso_week() from leaven.rollups r
   where r.org_id = org and r.measure = 'voices'
  on conflict on constraint shown_numbers_pkey do update set week = excluded.week;
end $$;

-- An action as the shared memory tells it: where it stands, whether it helped, and what is different in words that the team let go.
create function private.remembered_action(action leaven.actions) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('id', action.id, 'change', action.change, 'state', action.state, 'did_it_help', c.verdict,
      'differences', case when c.words_let_go and c.verdict is not null then to_jsonb(c.words) else '[]'::jsonb end)
    from (select 1) one left join leaven.crew_answers c on c.action_id = action.id and c.question = 'did_it_help' $$;

create or replace function private.theme_entry(theme leaven.themes, memory leaven.theme_memory) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('id', theme.id, 'title', theme.title,
    'voices', private.shown(theme.org_id, 'voices', 'theme', theme.id::text),
    'places', private.shown(theme.org_id, 'places', 'theme', theme.id::text),
    'place_names', coalesce((select jsonb_agg(si.name order by si.name) from leaven.sites si where si.id = any(memory.sites)
                               and private.place_name(si.id) is not null), '[]'),
    'months', coalesce(to_jsonb(memory.months), '[]'), 'slow', coalesce(memory.slow, false),
    'quotes', private.theme_quotes(theme.id, 2),
    'actions', coalesce((select jsonb_agg(private.remembered_action(a) order by a.id) from private.theme_actions(theme.id) a), '[]')) $$;
drop function private.theme_entry_without(leaven.themes, leaven.theme_memory);

-- Released sessions alone; lines are joined when the page is read, so that a withdrawn one is gone at once. What was changed for
-- it stands on a line that shows where it met the day. Twenty teams a page, the latest first, no rank.
create function public.assumption_memory(org uuid, kind text, page int default 0) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_member(org);
  return jsonb_build_object(
    'voices', private.shown(org, 'voices', 'assumption', kind),
    'places', private.shown(org, 'places', 'assumption', kind),
    'teams', coalesce((select jsonb_agg(jsonb_build_object('id', w.id, 'words', w.words, 'topic', w.topic, 'week', w.released_week,
        'place', private.place_name(w.site_id),
        'lines', (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words) order by o.id), '[]')
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

revoke all on all functions in schema private from public;
grant execute on function private.line_place to authenticated;
revoke all on function public.assumption_memory from public, anon;
grant execute on function public.assumption_memory to authenticated, service_role;
