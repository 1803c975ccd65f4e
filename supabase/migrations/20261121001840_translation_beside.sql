-- A line in another language stays in its own words; its guide may write a translation beside it. It is a guide's reading, stands
-- apart, says whose it is wherever it is shown, and goes with the line or as soon as a word of the line changes.
create table leaven.line_translations (
  observation_id uuid primary key references leaven.observations on delete cascade,
  words text not null check (length(words) between 1 and 1000));
comment on table leaven.line_translations is 'What a facilitator wrote beside a line in another language. Never in the place of the line.';
alter table leaven.line_translations enable row level security;
alter table leaven.line_translations force row level security;
revoke all on leaven.line_translations from public, anon, authenticated;
grant all on leaven.line_translations to service_role;
alter table leaven.line_translations alter column words set statistics 0;
create trigger tell_screens after insert or update or delete on leaven.line_translations for each row execute function private.tell_of_line();

create function private.forget_translation() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from leaven.line_translations t where t.observation_id = new.id;
  return null;
end $$;
create trigger forget_translation after update of words on leaven.observations
  for each row when (new.words <> old.words) execute function private.forget_translation();

-- Nothing written takes it away.
create function public.translate_line(line uuid, words text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.observations := private.guided_line(line); clean text := private.clean_line(words, 1000);
begin
  if mine.state <> 'confirmed' then
    perform private.refuse(409, 'not_confirmed', 'Its speaker checks the words first. Then a translation can stand beside them.');
  end if;
  if clean = '' then
    delete from leaven.line_translations t where t.observation_id = mine.id;
  else
    insert into leaven.line_translations as t (observation_id, words) values (mine.id, clean)
    on conflict (observation_id) do update set words = excluded.words;
  end if;
  return jsonb_build_object('ok', true);
end $$;

create function private.translation_of(line uuid) returns text
language sql stable security definer set search_path = '' as $$
  select coalesce((select t.words from leaven.line_translations t where t.observation_id = line), '') $$;

-- By line, for lines that the asker has been given already.
create function private.translations_of(lines jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_object_agg(t.observation_id, t.words), '{}') from leaven.line_translations t
   where t.observation_id in (select (l ->> 'id')::uuid from jsonb_array_elements(lines) l) $$;

create or replace function public.flow(session uuid) returns jsonb
language sql volatile security definer set search_path = '' as $$
  select private.flow_without_notes(session) || jsonb_build_object(
    'why_notes', coalesce((select jsonb_agg(private.why_view(n) order by n.week desc, n.id)
      from leaven.why_notes n join leaven.steps s on s.id = n.step_id where s.session_id = flow.session), '[]'),
    'translations', coalesce((select jsonb_object_agg(t.observation_id, t.words) from leaven.line_translations t
      join leaven.observations o on o.id = t.observation_id where o.session_id = flow.session), '{}')) $$;

-- The team reads on its phones what stands beside its words, before anybody else does.
alter function public.seat_flow(text) set schema private;
alter function private.seat_flow(text) rename to seat_flow_without_translations;
create function public.seat_flow(secret text) returns jsonb
language sql volatile security definer set search_path = '' as $$
  select f || jsonb_build_object('translations', private.translations_of(f -> 'story'))
    from private.seat_flow_without_translations(secret) f $$;

create or replace function private.exported_line(line leaven.observations) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('kind', 'line', 'id', line.id, 'session', line.session_id, 'topic', s.topic, 'week', line.released_week,
      'words', line.words, 'language', line.language, 'lens', coalesce(line.lens, ''), 'translation', private.translation_of(line.id),
      'themes', coalesce((select jsonb_agg(t.title order by t.title) from leaven.links l join leaven.themes t on t.id = l.theme_id
                           where l.observation_id = line.id and l.state = 'linked'), '[]'))
    from leaven.sessions s where s.id = line.session_id $$;

create or replace function public.memory_theme(theme uuid, after uuid default null) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare found_theme leaven.themes; remembered leaven.theme_memory;
begin
  select * into found_theme from leaven.themes t where t.id = theme;
  if found_theme.id is null then perform private.refuse(404, 'not_found', 'There is no such theme.'); end if;
  perform private.require_member(found_theme.org_id);
  select * into remembered from leaven.theme_memory m where m.theme_id = theme;
  return private.theme_entry(found_theme, remembered) || jsonb_build_object(
    'org_id', found_theme.org_id,
    'lines', coalesce((select jsonb_agg(jsonb_build_object('id', q.id, 'words', q.words, 'topic', q.topic, 'week', q.released_week,
        'place', private.place_name(q.site_id), 'steps', private.explained_steps(q.id),
        'translation', private.translation_of(q.id)) order by q.id)
      from (select o.id, o.words, o.released_week, s.topic, s.site_id from leaven.links l join leaven.observations o on o.id = l.observation_id
              join leaven.sessions s on s.id = o.session_id
             where l.theme_id = theme and l.state = 'linked' and o.released_week is not null and not o.parked
               and (after is null or o.id > after)
             order by o.id limit 50) q), '[]'),
    'why_notes', coalesce((select jsonb_agg(private.why_view(n) order by n.week desc, n.id) from leaven.why_notes n where n.theme_id = theme), '[]'));
end $$;

revoke all on all functions in schema private from public;
revoke all on function private.seat_flow_without_translations from anon, authenticated, service_role;
grant execute on function private.line_place to authenticated;
revoke all on function public.translate_line from public, anon;
grant execute on function public.translate_line to authenticated, service_role;
revoke all on function public.seat_flow from public;
grant execute on function public.seat_flow to anon, authenticated, service_role;
