-- A question of everyday words matches half of everything: rank at most two thousand lines, all words first, then any.
create function private.all_words(search text) returns tsquery
language sql immutable set search_path = '' as $$
  select replace(private.any_word(search)::text, '|', '&')::tsquery $$;

create or replace function public.search_lines(org uuid, search text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare anyone tsquery := private.any_word(search); everyone tsquery := private.all_words(search);
begin
  perform private.require_member(org);
  return jsonb_build_object('lines', coalesce((
    with every_word as (
      select o.id from leaven.observations o where o.org_id = org and o.released_week is not null and not o.parked
         and to_tsvector('simple', o.words) @@ everyone limit 200),
    some_words as (
      select o.id from leaven.observations o where o.org_id = org and o.released_week is not null and not o.parked
         and to_tsvector('simple', o.words) @@ anyone and (select count(*) from every_word) < 20 limit 2000),
    ranked as (
      select o.id, o.words, o.released_week, s.topic, s.site_id, ts_rank(to_tsvector('simple', o.words), anyone) as rank
        from (select id from every_word union select id from some_words) f
        join leaven.observations o on o.id = f.id join leaven.sessions s on s.id = o.session_id
       order by rank desc, o.id limit 20)
    select jsonb_agg(jsonb_build_object('id', q.id, 'words', q.words, 'topic', q.topic, 'week', q.released_week,
        'place', private.place_name(q.site_id)) order by q.rank desc, q.id) from ranked q), '[]'));
end $$;

revoke all on all functions in schema private from public;
grant execute on function private.line_place to authenticated;
