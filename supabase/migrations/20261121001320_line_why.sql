-- Why a line stands in a theme: what the machine wrote down when it offered it, and the near lines of other sites.
-- Runs as who asks: a line that they may not see is not in the answer.
create function public.line_why(line uuid, theme uuid) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('words', o.words, 'source', l.source, 'p', l.p, 'reasons', l.reasons - 'elsewhere' - 'nearest',
    'elsewhere', coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'words', x.words, 'week', x.released_week,
        'place', private.line_place(x.session_id)) order by near.place)
      from jsonb_array_elements_text(coalesce(l.reasons -> 'elsewhere', '[]')) with ordinality near (id, place)
      join leaven.observations x on x.id = near.id::uuid), '[]'))
  from leaven.links l join leaven.observations o on o.id = l.observation_id
 where l.observation_id = line and l.theme_id = line_why.theme $$;
revoke all on function public.line_why from public, anon;
grant execute on function public.line_why to authenticated, service_role;
