-- Numbers leave a team only from here, and only once a night. Every voice count that anybody sees is nought or a multiple
-- of the organisation's outside threshold k, so any two of them – the whole and a part, before and after, under one filter
-- and another – differ by nought or by k at least, whatever is subtracted from what. Places and months are counted only
-- when k voices stand behind each.

create table leaven.rollups (
  org_id uuid not null references leaven.organisations on delete cascade,
  measure text not null check (measure in ('voices', 'places', 'months')),
  scope text not null check (scope in ('organisation', 'site', 'theme', 'theme at site', 'month', 'use')),
  of text not null default '',
  at text not null default '',
  value int not null check (value > 0),
  primary key (org_id, measure, scope, of, at));
comment on table leaven.rollups is
  'The numbers that may be seen, as of last night: rounded down to the threshold; below it there is no row.';

create table leaven.shown_numbers (
  org_id uuid not null references leaven.organisations on delete cascade,
  value int not null,
  week text not null check (week ~ '^\d{4}-W\d{2}$'),
  primary key (org_id, value));
comment on table leaven.shown_numbers is
  'Every voice count shown in the last half year: a changed threshold must not make it subtractable from a new one.';

do $$ declare t text; begin
  foreach t in array array['rollups', 'shown_numbers'] loop
    execute format('alter table leaven.%I enable row level security', t);
    execute format('alter table leaven.%I force row level security', t);
    execute format('revoke all on leaven.%I from public, anon, authenticated', t);
    execute format('grant all on leaven.%I to service_role', t);
  end loop;
end $$;
grant select on leaven.rollups to authenticated;
create policy "members read the numbers of their organisation" on leaven.rollups for select to authenticated
  using (org_id in (select private.member_orgs()));

-- The true counts. They are never stored and nobody but roll_up may ask for them.
create function private.true_voices(org uuid) returns table (scope text, of text, at text, voices bigint)
language sql stable security definer set search_path = '' as $$
  with released as (
    select s.id, s.site_id, s.use, s.released_voices as voices,
           to_char(to_date(s.released_week, 'IYYY-"W"IW'), 'YYYY-MM') as month
      from leaven.sessions s where s.org_id = true_voices.org and s.released_week is not null),
  heard as (
    select distinct l.theme_id, r.* from released r join leaven.observations o on o.session_id = r.id
      join leaven.links l on l.observation_id = o.id where l.state = 'linked' and o.released_week is not null)
  select 'organisation', '', '', sum(r.voices) from released r having count(*) > 0
  union all select 'site', r.site_id::text, '', sum(r.voices) from released r group by r.site_id
  union all select 'month', r.month, '', sum(r.voices) from released r group by r.month
  union all select 'use', r.use, '', sum(r.voices) from released r group by r.use
  union all select 'theme', h.theme_id::text, '', sum(h.voices) from heard h group by h.theme_id
  union all select 'theme at site', h.theme_id::text, h.site_id::text, sum(h.voices) from heard h group by h.theme_id, h.site_id
  union all select 'theme in month', h.theme_id::text, h.month, sum(h.voices) from heard h group by h.theme_id, h.month $$;

-- May this number stand beside everything that was shown in half a year?
create function private.may_show(org uuid, number int, k int) returns boolean
language sql stable security definer set search_path = '' as $$
  select number >= k and not exists (select from leaven.shown_numbers n
    where n.org_id = org and n.value <> number and abs(n.value - number) < k) $$;

create function private.roll_up(org uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare k int;
begin
  select greatest(3, o.outside_threshold) into k from leaven.organisations o where o.id = org for update;
  delete from leaven.shown_numbers n where n.org_id = org
     and to_date(n.week, 'IYYY-"W"IW') < now() - interval '26 weeks'
     and not exists (select from leaven.rollups r where r.org_id = org and r.value = n.value);
  delete from leaven.rollups where org_id = org;
  insert into leaven.rollups (org_id, measure, scope, of, at, value)
  select org, 'voices', t.scope, t.of, t.at, (t.voices / k * k)::int from private.true_voices(org) t
   where t.scope <> 'theme in month' and private.may_show(org, (t.voices / k * k)::int, k);
  insert into leaven.rollups (org_id, measure, scope, of, value)
  select org, c.measure, c.counted, case c.counted when 'theme' then t.of else '' end, count(*)
    from (values ('places', 'theme', 'theme at site'), ('months', 'theme', 'theme in month'),
                 ('places', 'organisation', 'site'), ('months', 'organisation', 'month')) c (measure, counted, by)
    join private.true_voices(org) t on t.scope = c.by and t.voices >= k
   group by 2, 3, 4;
  insert into leaven.shown_numbers as n (org_id, value, week)
  select distinct org, r.value, private.iso_week() from leaven.rollups r
   where r.org_id = org and r.measure = 'voices'
  on conflict on constraint shown_numbers_pkey do update set week = excluded.week;
end $$;

create function private.roll_up_all() returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.roll_up(o.id) from leaven.organisations o;
end $$;

-- One visible number, or null.
create function private.shown(org uuid, measure text, scope text, of text default '', at text default '') returns int
language sql stable security definer set search_path = '' as $$
  select r.value from leaven.rollups r where r.org_id = shown.org and r.measure = shown.measure
     and r.scope = shown.scope and r.of = shown.of and r.at = shown.at $$;

-- A place's name appeared in the very moment in which its total passed the threshold; now it comes with the night.
create or replace function private.place_name(site uuid) returns text
language sql stable security definer set search_path = '' as $$
  select si.name from leaven.sites si
   where si.id = site and private.shown(si.org_id, 'voices', 'site', si.id::text) is not null $$;

create function public.rollups(org uuid) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('numbers', coalesce(jsonb_agg(jsonb_build_object(
      'measure', r.measure, 'scope', r.scope, 'of', r.of, 'at', r.at, 'value', r.value)
      order by r.measure, r.scope, r.of, r.at), '[]'))
    from leaven.rollups r where r.org_id = org $$;

revoke all on all functions in schema private from public;
revoke all on function public.rollups from public, anon;
grant execute on function public.rollups to authenticated, service_role;
