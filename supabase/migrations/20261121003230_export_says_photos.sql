-- An exported line says where its photo lies beside the record; empty where it has none. The picture itself is handed out by
-- public.photo, one by one, to whom it was handed out before.
create or replace function private.exported_line(line leaven.observations) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('kind', 'line', 'id', line.id, 'session', line.session_id, 'topic', s.topic, 'week', line.released_week,
      'words', line.words, 'language', line.language, 'lens', coalesce(line.lens, ''), 'translation', private.translation_of(line.id),
      'photo', coalesce((select 'photos/' || p.observation_id || '.jpg' from leaven.photos p where p.observation_id = line.id), ''),
      'themes', coalesce((select jsonb_agg(t.title order by t.title) from leaven.links l join leaven.themes t on t.id = l.theme_id
                           where l.observation_id = line.id and l.state = 'linked'), '[]'))
    from leaven.sessions s where s.id = line.session_id $$;
revoke all on function private.exported_line from public;
