-- "Have others had this?" is a worker's question too: the same search by a seat. A line tells its site's kind and month;
-- kinds and areas can be named, and filtered by, only where enough voices stand behind them.

create function private.kinds_told(org uuid) returns setof text
language sql stable security definer set search_path = '' as $$
  select si.kind from leaven.sites si join leaven.organisations o on o.id = si.org_id
    join leaven.sessions s on s.site_id = si.id and s.released_week is not null
   where si.org_id = org and si.kind <> ''
   group by si.kind, o.outside_threshold having sum(s.released_voices) >= o.outside_threshold $$;

create function private.areas_told(org uuid) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select s.area_id from leaven.sessions s join leaven.organisations o on o.id = s.org_id
   where s.org_id = org and s.area_id is not null and s.released_week is not null
   group by s.area_id, o.outside_threshold having sum(s.released_voices) >= o.outside_threshold $$;

create function private.month_of(week text) returns text
language sql immutable set search_path = '' as $$ select to_char(to_date(week, 'IYYY"-W"IW'), 'YYYY-MM') $$;

create function private.words_released(org uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('words', coalesce((select jsonb_agg(w.word) from (
      select distinct u.lexeme as word from leaven.observations o, unnest(to_tsvector('simple', o.words)) u
       where o.org_id = org and o.released_week is not null and length(u.lexeme) between 3 and 40
       limit 20000) w), '[]')) $$;

create function private.find_lines(org uuid, terms text[], near text, digest text, filters jsonb, most int) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare found_lines jsonb; size int;
begin
  select e.dimension into size from leaven.encoders e where e.digest = find_lines.digest;
  with open_lines as (
    select o.id, o.words, o.session_id, o.released_week, s.use, s.area_id,
           case when si.kind in (select private.kinds_told(find_lines.org)) then si.kind end as kind
      from leaven.observations o join leaven.sessions s on s.id = o.session_id join leaven.sites si on si.id = s.site_id
     where o.org_id = find_lines.org and o.released_week is not null and o.state = 'confirmed'
       and (filters ->> 'kind' is null or (si.kind = filters ->> 'kind'
            and si.kind in (select private.kinds_told(find_lines.org))))
       and (filters ->> 'area_id' is null or (s.area_id = (filters ->> 'area_id')::uuid
            and s.area_id in (select private.areas_told(find_lines.org))))
       and (filters ->> 'use' is null or s.use = filters ->> 'use')
       and (filters ->> 'month' is null or private.month_of(o.released_week) = filters ->> 'month')),
  by_meaning as (
    select l.id, 1 - (v.vector operator(extensions.<=>) near::extensions.halfvec) as alike
      from open_lines l join leaven.vectors v on v.observation_id = l.id and v.digest = find_lines.digest
     where near is not null and size is not null and v.dimension = size
     order by v.vector operator(extensions.<=>) near::extensions.halfvec, l.id limit least(most, 200)),
  by_words as (
    select l.id, (select count(*) from unnest(terms) t
                   where to_tsvector('simple', l.words) @@ plainto_tsquery('simple', left(t, 60))) as hits
      from open_lines l
     where cardinality(terms) > 0
       and to_tsvector('simple', l.words) @@ (select string_agg(q::text, ' | ')::tsquery
                                                from unnest(terms) t, plainto_tsquery('simple', left(t, 60)) q
                                               where q::text <> '')
     order by 2 desc, l.id limit least(most, 200))
  select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'words', l.words, 'month', private.month_of(l.released_week),
           'kind', l.kind, 'use', l.use, 'place', private.line_place(l.session_id), 'alike', m.alike,
           'hits', coalesce(w.hits, 0),
           'themes', coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'title', t.title) order by t.title)
                       from leaven.links k join leaven.themes t on t.id = k.theme_id
                      where k.observation_id = l.id and k.state = 'linked' and t.merged_into is null), '[]'))), '[]')
    into found_lines
    from open_lines l left join by_meaning m on m.id = l.id left join by_words w on w.id = l.id
   where m.id is not null or w.id is not null;
  return jsonb_build_object('lines', found_lines);
end $$;

create function private.filters_of(org uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'kinds', coalesce((select jsonb_agg(k order by k) from private.kinds_told(org) k), '[]'),
    'areas', coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name) order by a.name, a.id)
                         from leaven.areas a where a.id in (select private.areas_told(org))), '[]'),
    'uses', coalesce((select jsonb_agg(distinct s.use) from leaven.sessions s
                       where s.org_id = org and s.released_week is not null), '[]'),
    'months', coalesce((select jsonb_agg(m.month order by m.month desc) from (
        select distinct private.month_of(s.released_week) as month from leaven.sessions s
         where s.org_id = org and s.released_week is not null) m), '[]')) $$;

create or replace function public.search_own_words(org uuid, terms text[], near text default null, digest text default null,
                                    filters jsonb default '{}', most int default 60) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  if not exists (select from private.member_orgs() m where m = search_own_words.org) then
    perform private.refuse(404, 'not_found', 'There is no such organisation, or it is not yours.');
  end if;
  return private.find_lines(org, terms, near, digest, filters, most);
end $$;

create function public.search_filters(org uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  if not exists (select from private.member_orgs() m where m = search_filters.org) then
    perform private.refuse(404, 'not_found', 'There is no such organisation, or it is not yours.');
  end if;
  return private.filters_of(org);
end $$;

create function private.seat_org(secret text) returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret);
begin
  return (select s.org_id from leaven.sessions s where s.id = seat.session_id);
end $$;

create function public.seat_released_words(secret text) returns jsonb
language sql stable security definer set search_path = '' as $$ select private.words_released(private.seat_org(secret)) $$;

create function public.seat_search_filters(secret text) returns jsonb
language sql stable security definer set search_path = '' as $$ select private.filters_of(private.seat_org(secret)) $$;

create function public.seat_search_own_words(secret text, terms text[], near text default null, digest text default null,
                                    filters jsonb default '{}', most int default 60) returns jsonb
language sql stable security definer set search_path = '' as $$
  select private.find_lines(private.seat_org(secret), terms, near, digest, filters, most) $$;

revoke all on all functions in schema private from public;
revoke all on function public.search_filters from public, anon;
grant execute on function public.search_filters to authenticated, service_role;
revoke all on function public.seat_released_words, public.seat_search_filters, public.seat_search_own_words from public;
grant execute on function public.seat_released_words, public.seat_search_filters, public.seat_search_own_words
  to anon, authenticated, service_role;
