-- Taking one session along looks at its own lines, not at everybody's: with a hundred thousand lines each session had cost a tenth
-- of a second, and all of them on paper half an hour.
create function private.exported_line(line leaven.observations) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('kind', 'line', 'id', line.id, 'session', line.session_id, 'topic', s.topic, 'week', line.released_week,
      'words', line.words, 'language', line.language, 'lens', coalesce(line.lens, ''),
      'themes', coalesce((select jsonb_agg(t.title order by t.title) from leaven.links l join leaven.themes t on t.id = l.theme_id
                           where l.observation_id = line.id and l.state = 'linked'), '[]'))
    from leaven.sessions s where s.id = line.session_id $$;

create or replace function public.export_lines(org uuid, session uuid default null, after uuid default null, most int default 1000) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_export(org, session);
  if session is not null then
    return jsonb_build_object('rows', coalesce((select jsonb_agg(private.exported_line(o) order by o.id)
      from (select o.* from leaven.observations o
             where o.session_id = session and o.org_id = org and o.released_week is not null and o.state = 'confirmed' and not o.parked
               and (after is null or o.id > after)
             order by o.id limit least(most, 2000)) o), '[]'));
  end if;
  return jsonb_build_object('rows', coalesce((select jsonb_agg(private.exported_line(o) order by o.id)
    from (select o.* from leaven.observations o
           where o.org_id = org and o.released_week is not null and o.state = 'confirmed' and not o.parked
             and (after is null or o.id > after)
           order by o.id limit least(most, 2000)) o), '[]'));
end $$;

revoke all on all functions in schema private from public;
grant execute on function private.line_place to authenticated;
