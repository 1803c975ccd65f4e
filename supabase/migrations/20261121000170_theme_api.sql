-- Reading themes, and what a person decides about a link.

create function private.line_to_decide(line uuid) returns leaven.observations
language plpgsql stable security definer set search_path = '' as $$
declare found_line leaven.observations;
begin
  select * into found_line from leaven.observations where id = line;
  if found_line.id is null or not (private.inside(found_line.session_id)
       or (found_line.released_week is not null and private.has_role(found_line.org_id, '{facilitator}'))) then
    perform private.refuse(404, 'not_found', 'There is no such line, or you may not see it yet.');
  end if;
  if found_line.state <> 'confirmed' then
    perform private.refuse(409, 'not_confirmed', 'The speaker has not checked these words yet.');
  end if;
  return found_line;
end $$;

-- decision: linked, rejected, undone. Sent twice under one id it is one decision.
create function public.decide_link(decision_id uuid, line uuid, theme uuid, decision text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare target leaven.observations := private.line_to_decide(line); before leaven.links;
begin
  if decision not in ('linked', 'rejected', 'undone') then
    perform private.refuse(422, 'unknown_decision', 'A link can be accepted, rejected or undone.');
  end if;
  if not exists (select from leaven.themes where id = theme and org_id = target.org_id and merged_into is null) then
    perform private.refuse(404, 'not_found', 'There is no such theme any more.');
  end if;
  select * into before from leaven.links where observation_id = line and theme_id = theme;
  insert into leaven.link_decisions (id, org_id, observation_id, theme_id, decision, role, p, features, encoder, week)
  values (decision_id, target.org_id, line, theme, decision, 'facilitator', before.p,
          coalesce(before.reasons -> 'features', '{}'), coalesce(before.encoder, ''), private.iso_week())
  on conflict (id) do nothing;
  if not found then return jsonb_build_object('ok', true, 'repeated', true); end if;
  insert into leaven.links (org_id, observation_id, theme_id, state, source)
  values (target.org_id, line, theme, case decision when 'undone' then 'suggested' else decision end, 'person')
  on conflict (observation_id, theme_id) do update set state = excluded.state, source = 'person';
  if decision = 'undone' and before.p is null then
    delete from leaven.links where observation_id = line and theme_id = theme;   -- made by hand: nothing to fall back to
  end if;
  return jsonb_build_object('ok', true, 'repeated', false);
end $$;

create function public.name_theme(theme_id uuid, org uuid, title text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare clean text := private.clean_words(title);
begin
  perform private.require_role(org, '{facilitator}');
  if length(clean) > 200 then perform private.refuse(422, 'too_long', 'A title has at most 200 characters.'); end if;
  insert into leaven.themes as t (id, org_id, title, title_by, is_example)
  select theme_id, org, clean, 'person', o.is_example from leaven.organisations o where o.id = org
  on conflict (id) do update set title = excluded.title, title_by = 'person' where t.org_id = org;
  return jsonb_build_object('id', theme_id, 'title', clean);
end $$;

create function public.themes(org uuid) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('themes', coalesce(jsonb_agg(jsonb_build_object(
      'id', t.id, 'title', t.title, 'title_by', t.title_by, 'keywords', t.keywords, 'is_example', t.is_example) order by t.title), '[]'))
    from leaven.themes t where t.org_id = org and t.merged_into is null $$;

-- A place is named only when enough voices stand behind it.
create function private.place_name(site uuid) returns text
language sql stable security definer set search_path = '' as $$
  select case when (select coalesce(sum(s.released_voices), 0) from leaven.sessions s
                     where s.site_id = site and s.released_week is not null) >= o.outside_threshold then si.name end
    from leaven.sites si join leaven.organisations o on o.id = si.org_id where si.id = site $$;

create function private.line_place(session uuid) returns text
language sql stable security definer set search_path = '' as $$
  select case when private.is_facilitator_of(s.id) then si.name else private.place_name(s.site_id) end
    from leaven.sessions s join leaven.sites si on si.id = s.site_id where s.id = session $$;

create function public.theme(theme uuid) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('id', t.id, 'org_id', t.org_id, 'title', t.title, 'title_by', t.title_by, 'keywords', t.keywords,
    'is_example', t.is_example,
    'lines', coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words, 'released', o.released_week is not null,
         'week', o.released_week, 'mine', private.is_facilitator_of(o.session_id), 'place', private.line_place(o.session_id),
         'topic', s.topic, 'source', l.source, 'p', l.p) order by o.released_week desc nulls first, o.id)
       from leaven.links l join leaven.observations o on o.id = l.observation_id
         join leaven.sessions s on s.id = o.session_id
      where l.theme_id = t.id and l.state = 'linked' and o.state = 'confirmed'), '[]'))
  from leaven.themes t where t.id = theme $$;

revoke all on all functions in schema private from public;
grant execute on function private.line_place to authenticated;
revoke all on function public.decide_link, public.name_theme, public.themes, public.theme from public, anon;
grant execute on function public.decide_link, public.name_theme, public.themes, public.theme to authenticated, service_role;
