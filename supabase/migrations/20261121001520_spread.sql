-- Spread, not average: how differently a theme is lived at places and in kinds of shift, in people's own words. No number
-- and no order but the alphabet's, so that nobody is ranked; only where enough voices stand behind a place or a shift.
create table leaven.theme_spread (
  theme_id uuid not null references leaven.themes on delete cascade,
  org_id uuid not null references leaven.organisations on delete cascade,
  side text not null check (side in ('site', 'shift')),
  of uuid not null,
  lenses text[] not null default '{}',
  primary key (theme_id, side, of));
comment on table leaven.theme_spread is 'As of last night: the places and kinds of shift in which enough voices spoke of a theme, and how it felt there.';
create index theme_spread_org on leaven.theme_spread (org_id);
alter table leaven.theme_spread enable row level security;
alter table leaven.theme_spread force row level security;
revoke all on leaven.theme_spread from public, anon, authenticated;
grant all on leaven.theme_spread to service_role;

-- A lens is kept at release only where three voices used it; it is named here when sessions enough for the outside threshold did.
create function private.remember_spread(org uuid) returns void
language sql volatile security definer set search_path = '' as $$
  delete from leaven.theme_spread m where m.org_id = org;
  with k as (select greatest(3, o.outside_threshold) as k from leaven.organisations o where o.id = org),
  heard as materialized (
    select distinct l.theme_id, s.id as session_id, s.site_id, s.shift_kind_id, s.released_voices as voices
      from leaven.sessions s join leaven.observations o on o.session_id = s.id join leaven.links l on l.observation_id = o.id
     where s.org_id = org and s.released_week is not null and l.state = 'linked' and o.released_week is not null),
  cells as (
    select theme_id, 'site' as side, site_id as of, voices, session_id from heard
    union all select theme_id, 'shift', shift_kind_id, voices, session_id from heard where shift_kind_id is not null),
  felt as (
    select c.theme_id, c.side, c.of, o.lens from cells c join leaven.links l on l.theme_id = c.theme_id and l.state = 'linked'
      join leaven.observations o on o.id = l.observation_id and o.session_id = c.session_id, k
     where o.lens is not null and o.released_week is not null
     group by c.theme_id, c.side, c.of, o.lens, k.k having count(distinct c.session_id) * 3 >= k.k)
  insert into leaven.theme_spread (theme_id, org_id, side, of, lenses)
  select c.theme_id, org, c.side, c.of,
         coalesce((select array_agg(f.lens order by f.lens) from felt f where f.theme_id = c.theme_id and f.side = c.side and f.of = c.of), '{}')
    from cells c, k where exists (select from leaven.themes t where t.id = c.theme_id and t.merged_into is null)
   group by c.theme_id, c.side, c.of, k.k having sum(c.voices) >= k.k $$;

alter function private.remember_all(date) rename to remember_themes_and_facts;
create function private.remember_all(on_day date) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.remember_themes_and_facts(on_day);
  perform private.remember_spread(o.id) from leaven.organisations o;
end $$;

-- Lines are joined when the page is read: a withdrawn one is gone at once. One place alone is nothing to compare.
create function public.theme_spread(theme uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare org uuid := (select t.org_id from leaven.themes t where t.id = theme);
begin
  if org is null then perform private.refuse(404, 'not_found', 'There is no such theme.'); end if;
  perform private.require_member(org);
  return jsonb_build_object('cells', coalesce((
    select jsonb_agg(jsonb_build_object('side', c.side, 'name', c.name, 'lenses', to_jsonb(c.lenses), 'quotes', c.quotes) order by c.side, c.name)
      from (select m.side, coalesce(si.name, sk.name) as name, m.lenses, count(*) over (partition by m.side) as many,
              (select coalesce(jsonb_agg(q.words), '[]') from (
                 select o.words from leaven.links l join leaven.observations o on o.id = l.observation_id join leaven.sessions s on s.id = o.session_id
                  where l.theme_id = m.theme_id and l.state = 'linked' and o.released_week is not null and o.state = 'confirmed' and not o.parked
                    and case m.side when 'site' then s.site_id else s.shift_kind_id end = m.of
                  order by o.id limit 2) q) as quotes
              from leaven.theme_spread m left join leaven.sites si on m.side = 'site' and si.id = m.of
              left join leaven.shift_kinds sk on m.side = 'shift' and sk.id = m.of
             where m.theme_id = theme) c
     where c.many > 1 and c.name is not null), '[]'));
end $$;

revoke all on all functions in schema private from public;
grant execute on function private.line_place to authenticated;
revoke all on function public.theme_spread from public, anon;
grant execute on function public.theme_spread to authenticated, service_role;
