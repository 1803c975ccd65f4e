-- "Have others had this?" Released lines by meaning and by words. The question is stored nowhere.

-- The words that released lines use, so that a mistyped one finds its like.
create function public.released_words(org uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('words', coalesce((select jsonb_agg(w.word) from (
      select distinct u.lexeme as word from leaven.observations o, unnest(to_tsvector('simple', o.words)) u
       where o.org_id = released_words.org and o.released_week is not null and length(u.lexeme) between 3 and 40
         and exists (select from private.member_orgs() m where m = released_words.org)
       limit 20000) w), '[]')) $$;

-- near: the question's vector as text, digest: the encoder that made it. filters: kind, area_id, use, month (2026-03).
create function public.search_own_words(org uuid, terms text[], near text default null, digest text default null,
                                    filters jsonb default '{}', most int default 60) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare found_lines jsonb; size int;
begin
  if not exists (select from private.member_orgs() m where m = search_own_words.org) then
    perform private.refuse(404, 'not_found', 'There is no such organisation, or it is not yours.');
  end if;
  select e.dimension into size from leaven.encoders e where e.digest = search_own_words.digest;
  with open_lines as (
    select o.id, o.words, o.session_id, o.released_week, s.use, s.area_id, si.kind
      from leaven.observations o join leaven.sessions s on s.id = o.session_id join leaven.sites si on si.id = s.site_id
     where o.org_id = search_own_words.org and o.released_week is not null and o.state = 'confirmed'
       and (filters ->> 'kind' is null or si.kind = filters ->> 'kind')
       and (filters ->> 'area_id' is null or s.area_id = (filters ->> 'area_id')::uuid)
       and (filters ->> 'use' is null or s.use = filters ->> 'use')
       and (filters ->> 'month' is null or to_char(to_date(o.released_week, 'IYYY"-W"IW'), 'YYYY-MM') = filters ->> 'month')),
  by_meaning as (
    select l.id, 1 - (v.vector operator(extensions.<=>) near::extensions.halfvec) as alike
      from open_lines l join leaven.vectors v on v.observation_id = l.id and v.digest = search_own_words.digest
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
  select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'words', l.words, 'week', l.released_week,
           'place', private.line_place(l.session_id), 'alike', m.alike, 'hits', coalesce(w.hits, 0),
           'themes', coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'title', t.title) order by t.title)
                       from leaven.links k join leaven.themes t on t.id = k.theme_id
                      where k.observation_id = l.id and k.state = 'linked' and t.merged_into is null), '[]'))), '[]')
    into found_lines
    from open_lines l left join by_meaning m on m.id = l.id left join by_words w on w.id = l.id
   where m.id is not null or w.id is not null;
  return jsonb_build_object('lines', found_lines);
end $$;

revoke all on function public.released_words, public.search_own_words from public, anon;
grant execute on function public.released_words, public.search_own_words to authenticated, service_role;
