-- A translation stands beside its line wherever the line is read: at the linking desk, on look-for cards, in the search, and behind
-- an action. It is read by whoever may read its line, and by nobody else.
grant select on leaven.line_translations to authenticated;
-- the sub-select runs under the line's own policy
create policy "a translation is read by who may read its line" on leaven.line_translations for select to authenticated
  using (exists (select from leaven.observations o where o.id = observation_id));

-- The desk and its pool ask as the facilitator who looks, so the policies decide.
create or replace function public.linking_desk(org uuid, most int default 20) returns jsonb
language sql stable set search_path = '' as $$
  with asked as (
    select o.id, o.words, o.released_week is not null as released, greatest(
             (select max(l.p) from leaven.links l where l.observation_id = o.id and l.state = 'suggested'),
             (select max(w.p) from leaven.twins w where w.observation_id = o.id and w.state = 'suggested')) as p
      from leaven.observations o
     where o.org_id = org and o.state = 'confirmed'
       and private.has_role(org, '{facilitator}')
       and not exists (select from leaven.links l where l.observation_id = o.id and l.state = 'linked'))
  select jsonb_build_object(
    'pool', (select count(*) from asked where p is null),
    'waiting', (select count(*) from asked where p is not null),
    'lines', coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'words', a.words, 'released', a.released,
        'translation', coalesce((select b.words from leaven.line_translations b where b.observation_id = a.id), ''),
        'themes', coalesce((select jsonb_agg(jsonb_build_object('theme_id', t.id, 'title', t.title, 'state', l.state,
                       'source', l.source, 'p', l.p, 'reasons', l.reasons) order by l.p desc nulls last)
                     from leaven.links l join leaven.themes t on t.id = l.theme_id
                    where l.observation_id = a.id and l.state = 'suggested' and t.merged_into is null), '[]'),
        'same_as', coalesce((select jsonb_agg(jsonb_build_object('line_id', x.id, 'words', x.words,
                       'translation', coalesce((select b.words from leaven.line_translations b where b.observation_id = x.id), ''), 'p', w.p,
                       'reasons', w.reasons) order by w.p desc)
                     from leaven.twins w join leaven.observations x on x.id = w.other_id
                    where w.observation_id = a.id and w.state = 'suggested'), '[]')) order by a.p desc, a.id)
      from (select * from asked where p is not null order by p desc, id limit least(most, 100)) a), '[]')) $$;

create or replace function public.desk_pool(org uuid, search text default '', most int default 50) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('lines', coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'words', q.words,
      'released', q.released, 'translation',
      coalesce((select b.words from leaven.line_translations b where b.observation_id = q.id), '')) order by q.words, q.id), '[]'))
    from (select o.id, o.words, o.released_week is not null as released from leaven.observations o
           where o.org_id = org and o.state = 'confirmed' and private.has_role(org, '{facilitator}')
             and (btrim(search) = '' or strpos(lower(o.words), lower(btrim(search))) > 0)
             and not exists (select from leaven.links l where l.observation_id = o.id and l.state in ('linked', 'suggested'))
             and not exists (select from leaven.twins w where w.observation_id = o.id and w.state = 'suggested')
           order by o.words, o.id limit least(most, 200)) q $$;

create or replace function public.theme_proposals(org uuid) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('proposals', coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'kind', p.kind, 'title', p.title,
      'keywords', p.keywords, 'alike', p.alike,
      'themes', coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'title', t.title) order by t.id)
                            from leaven.themes t where t.id = any(p.theme_ids)), '[]'),
      'lines', coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words,
                           'translation', coalesce((select b.words from leaven.line_translations b where b.observation_id = o.id), '')) order by array_position(p.line_ids, o.id))
                           from leaven.observations o where o.id = any(p.line_ids)), '[]')) order by p.alike desc, p.id), '[]'))
    from leaven.theme_proposals p where p.org_id = org and p.state = 'open' $$;

-- A seat and a person are answered alike.
create or replace function private.find_lines(org uuid, terms text[], near text, digest text, filters jsonb, most int) returns jsonb
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
  select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'words', l.words, 'translation', private.translation_of(l.id), 'month', private.month_of(l.released_week),
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

create or replace function private.card_view(card leaven.cards) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('id', card.id, 'session_id', card.session_id, 'topic', s.topic, 'place', private.line_place(s.id),
    'saw', card.saw, 'look_for', card.look_for, 'changed', card.changed, 'shared', card.shared_on is not null,
    'shared_on', card.shared_on, 'built_on', card.built_on,
    'quotes', coalesce((select jsonb_agg(jsonb_build_object('line_id', q.observation_id, 'words', q.words,
                   'translation', private.translation_of(q.observation_id)) order by q.observation_id)
                 from leaven.card_quotes q join leaven.observations o on o.id = q.observation_id
                where q.card_id = card.id and private.quotable(o, q.words)), '[]'))
    from leaven.sessions s where s.id = card.session_id $$;

create or replace function public.session_cards(session uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_facilitator(session);
  return jsonb_build_object('cards', coalesce((select jsonb_agg(private.card_view(c) order by c.id)
    from leaven.cards c where c.session_id = session), '[]'),
    'lines', coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words, 'lens', o.lens,
        'translation', private.translation_of(o.id)) order by o.id)
      from leaven.observations o where o.session_id = session and o.released_week is not null and not o.parked), '[]'));
end $$;

-- Who decides reads what its guide wrote beside a line.
create or replace function private.ground_lines(action uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words, 'lens', o.lens,
      'translation', private.translation_of(o.id)) order by o.id), '[]')
    from leaven.action_grounds g join leaven.observations o on o.id = g.observation_id
   where g.action_id = action and o.released_week is not null and o.state = 'confirmed' $$;

revoke all on all functions in schema private from public;
grant execute on function private.line_place to authenticated;
revoke all on function public.linking_desk, public.desk_pool, public.theme_proposals, public.session_cards from public, anon;
grant execute on function public.linking_desk, public.desk_pool, public.theme_proposals, public.session_cards
  to authenticated, service_role;
