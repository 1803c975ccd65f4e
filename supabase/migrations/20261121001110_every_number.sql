-- Every number that leaves a team comes from the night: routine weeks count too, places and months are counted over numbers that
-- are themselves visible, and so are the places where skill alone protects people. What is a function of visible numbers tells
-- nothing beyond them, whatever is subtracted from what.

create table leaven.week_voices (
  session_id uuid not null references leaven.sessions on delete cascade,
  week text not null check (week ~ '^\d{4}-W\d{2}$'),
  voices int not null check (voices >= 3),
  primary key (session_id, week));
comment on table leaven.week_voices is 'How many voices a crew''s week had when it came out. Read by the nightly roll-up alone.';
alter table leaven.week_voices enable row level security;
alter table leaven.week_voices force row level security;
revoke all on leaven.week_voices from public, anon, authenticated;
grant all on leaven.week_voices to service_role;

create or replace function private.let_week_go(session uuid, before timestamptz) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  lines uuid[];
  heard int;
  threshold int := (select greatest(3, o.inside_threshold) from leaven.sessions s join leaven.organisations o on o.id = s.org_id where s.id = session);
  out_in text := private.iso_week(before - interval '1 minute');
  line uuid;
begin
  select array_agg(o.id order by random()), count(distinct h.seat_tag) into lines, heard
    from leaven.observations o join leaven.holds h on h.observation_id = o.id
   where o.session_id = session and o.state = 'confirmed' and h.arrived_at < before;
  if heard < threshold then return; end if;                       -- carried into the next week
  delete from procrastinate.procrastinate_jobs where status in ('todo', 'failed') and args ->> 'observation_id' = any(lines::text[]);
  update leaven.observations set spoken = false, lens = null where id = any(lines);
  foreach line in array lines loop
    update leaven.observations set released_week = out_in where id = line;
  end loop;
  perform private.shuffle(lines);
  delete from leaven.holds where observation_id = any(lines);
  insert into leaven.week_voices as w (session_id, week, voices) values (session, out_in, heard)
  on conflict on constraint week_voices_pkey do update set voices = w.voices + excluded.voices;
end $$;

-- What was let go at once, by a team or by a crew's week.
create function private.let_go_together(org uuid)
returns table (session_id uuid, site_id uuid, area_id uuid, use text, week text, voices int, routine boolean)
language sql stable security definer set search_path = '' as $$
  select s.id, s.site_id, s.area_id, s.use, s.released_week, s.released_voices, false
    from leaven.sessions s where s.org_id = org and s.released_week is not null
  union all
  select s.id, s.site_id, s.area_id, s.use, w.week, w.voices, true
    from leaven.sessions s join leaven.week_voices w on w.session_id = s.id where s.org_id = org $$;

create or replace function private.true_voices(org uuid) returns table (scope text, of text, at text, voices bigint)
language sql stable security definer set search_path = '' as $$
  with released as materialized (
    select b.*, to_char(to_date(b.week, 'IYYY-"W"IW'), 'YYYY-MM') as month from private.let_go_together(org) b),
  heard as materialized (
    select distinct l.theme_id, r.* from released r
      join leaven.observations o on o.session_id = r.session_id and o.released_week is not null and (not r.routine or o.released_week = r.week)
      join leaven.links l on l.observation_id = o.id where l.state = 'linked')
  select 'organisation', '', '', sum(r.voices) from released r having count(*) > 0
  union all select 'site', r.site_id::text, '', sum(r.voices) from released r group by r.site_id
  union all select 'month', r.month, '', sum(r.voices) from released r group by r.month
  union all select 'use', r.use, '', sum(r.voices) from released r group by r.use
  union all select 'theme', h.theme_id::text, '', sum(h.voices) from heard h group by h.theme_id
  union all select 'theme at site', h.theme_id::text, h.site_id::text, sum(h.voices) from heard h group by h.theme_id, h.site_id
  union all select 'theme in month', h.theme_id::text, h.month, sum(h.voices) from heard h group by h.theme_id, h.month
  union all select 'skill at site', h.theme_id::text, h.site_id::text, sum(h.voices) from heard h
    where exists (select from leaven.defences d where d.session_id = h.session_id and d.state = 'skill') group by h.theme_id, h.site_id $$;

-- Rounded down, and only what may stand beside everything that was shown in half a year.
create function private.visible_voices(org uuid) returns table (scope text, of text, at text, voices int)
language sql stable security definer set search_path = '' as $$
  select t.scope, t.of, t.at, (t.voices / o.k * o.k)::int
    from private.true_voices(org) t, (select greatest(3, g.outside_threshold) as k from leaven.organisations g where g.id = org) o
   where private.may_show(org, (t.voices / o.k * o.k)::int, o.k) $$;

alter table leaven.rollups drop constraint rollups_measure_check;
alter table leaven.rollups add constraint rollups_measure_check check (measure in ('voices', 'places', 'months', 'places of skill'));

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
  select org, 'voices', v.scope, v.of, v.at, v.voices from visible v where v.scope not in ('theme in month', 'skill at site')
  union all
  select org, c.measure, c.counted, case c.counted when 'theme' then v.of else '' end, '', count(*)::int
    from (values ('places', 'theme', 'theme at site'), ('months', 'theme', 'theme in month'),
                 ('places', 'organisation', 'site'), ('months', 'organisation', 'month'),
                 ('places of skill', 'theme', 'skill at site')) c (measure, counted, by)
    join visible v on v.scope = c.by
   group by 2, 3, 4;
  insert into leaven.shown_numbers as n (org_id, value, week)
  select distinct org, r.value, private.iso_week() from leaven.rollups r
   where r.org_id = org and r.measure = 'voices'
  on conflict on constraint shown_numbers_pkey do update set week = excluded.week;
end $$;

create or replace function private.remember_themes(org uuid) returns void
language sql volatile security definer set search_path = '' as $$
  delete from leaven.theme_memory m where m.org_id = org;
  with visible as materialized (select v.* from private.visible_voices(org) v where v.scope in ('theme at site', 'theme in month')),
  decided as materialized (
    select distinct l.theme_id from leaven.links l join leaven.action_grounds g on g.observation_id = l.observation_id
      join leaven.actions a on a.id = g.action_id
     where a.org_id = org and l.state = 'linked' and a.state in ('approved', 'approved_with_change', 'doing', 'done')),
  months as (select v.of::uuid as theme_id, array_agg(v.at order by v.at) as months from visible v where v.scope = 'theme in month' group by 1),
  sites as (select v.of::uuid as theme_id, array_agg(v.at::uuid order by v.at) as sites from visible v where v.scope = 'theme at site' group by 1)
  insert into leaven.theme_memory (theme_id, org_id, sites, months, slow)
  select t.id, org, coalesce(s.sites, '{}'), coalesce(m.months, '{}'),
         coalesce(cardinality(m.months), 0) >= 3 and not exists (select from decided d where d.theme_id = t.id)
    from leaven.themes t left join months m on m.theme_id = t.id left join sites s on s.theme_id = t.id
   where t.org_id = org and t.merged_into is null $$;

create or replace function private.remembered_coverage(org uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  with k as (select greatest(3, o.outside_threshold) as k from leaven.organisations o where o.id = org),
  heard as materialized (select * from private.let_go_together(org))
  select coalesce(jsonb_agg(jsonb_build_object('site', si.name,
      'heard', coalesce((select sum(h.voices) from heard h where h.site_id = si.id), 0) >= k.k,
      'areas', coalesce((select jsonb_agg(jsonb_build_object('area', a.name,
                    'heard', coalesce((select sum(h.voices) from heard h where h.area_id = a.id), 0) >= k.k) order by a.name)
                from leaven.areas a where a.site_id = si.id), '[]')) order by si.name), '[]')
    from leaven.sites si, k where si.org_id = org $$;

create or replace function public.defence_ledger(org uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_member(org);
  return jsonb_build_object(
    -- themes for which skill alone protects people in two places or more, as of last night
    'themes', coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'title', t.title, 'places', r.value) order by t.title, t.id)
        from leaven.rollups r join leaven.themes t on t.id = r.of::uuid and t.merged_into is null
       where r.org_id = org and r.measure = 'places of skill' and r.value >= 2), '[]'),
    'defences', coalesce((select jsonb_agg(jsonb_build_object('id', w.id, 'words', w.words, 'state', w.state, 'topic', w.topic,
        'place', private.place_name(w.site_id)) order by w.state desc, w.id)
      from (select d.id, d.words, d.state, s.topic, s.site_id from leaven.defences d join leaven.sessions s on s.id = d.session_id
             where s.org_id = org and s.released_week is not null and d.state in ('skill', 'missing')
             order by d.state desc, d.id limit 100) w), '[]'));
end $$;

revoke all on function private.let_go_together, private.visible_voices from public;
