-- What a facilitator does at the linking desk. Everything can be undone; sent twice under one id it happens once.

-- Locked until the end of the transaction: two facilitators at once stand in line.
create function private.theme_of(theme uuid, org uuid) returns leaven.themes
language plpgsql volatile security definer set search_path = '' as $$
declare found_theme leaven.themes;
begin
  select * into found_theme from leaven.themes where id = theme and org_id = org and merged_into is null for update;
  if found_theme.id is null then
    perform private.refuse(404, 'not_found', 'There is no such theme any more.');
  end if;
  return found_theme;
end $$;

create function private.put_on_theme(line uuid, theme uuid, org uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into leaven.link_decisions (id, org_id, observation_id, theme_id, decision, role, week)
  values (gen_random_uuid(), org, line, theme, 'linked', 'facilitator', private.iso_week());
  insert into leaven.links (org_id, observation_id, theme_id, state, source) values (org, line, theme, 'linked', 'person')
  on conflict (observation_id, theme_id) do update set state = 'linked', source = 'person';
end $$;

create function private.take_off_theme(line uuid, theme uuid, org uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from leaven.links where observation_id = line and theme_id = theme;
  if not found then return; end if;
  insert into leaven.link_decisions (id, org_id, observation_id, theme_id, decision, role, week)
  values (gen_random_uuid(), org, line, theme, 'undone', 'facilitator', private.iso_week());
end $$;

create function private.lines_of(theme uuid) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(l.observation_id order by l.observation_id), '{}')
    from leaven.links l where l.theme_id = theme and l.state = 'linked' $$;

-- A quote may stand as a title only when its line has left the team.
create function private.new_theme(theme uuid, org uuid, title text, quoted uuid) returns void
language sql volatile security definer set search_path = '' as $$
  insert into leaven.themes (id, org_id, title, title_by, is_example)
  select theme, org,
         coalesce(nullif(left(btrim(coalesce(title, '')), 200), ''),
                  (select left(words, 200) from leaven.observations where id = quoted and released_week is not null),
                  'A theme without a name yet'),
         case when btrim(coalesce(title, '')) = '' then 'quote' else 'person' end, o.is_example
    from leaven.organisations o where o.id = org $$;

create function private.is_repeat(event uuid, org uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from leaven.theme_events where id = event and org_id = org) $$;

-- "The same as this one": two lines make a theme, or the line joins the other's.
create function public.join_lines(event uuid, line uuid, other uuid, theme uuid, title text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare one leaven.observations := private.line_to_decide(line); two leaven.observations := private.line_to_decide(other); there uuid;
begin
  if one.id = two.id or one.org_id <> two.org_id then
    perform private.refuse(422, 'same_line', 'Choose two different lines.');
  end if;
  if private.is_repeat(event, one.org_id) then return jsonb_build_object('ok', true, 'repeated', true); end if;
  perform 1 from leaven.observations where id in (one.id, two.id) order by id for update;
  select theme_id into there from leaven.links where observation_id = two.id and state = 'linked' order by theme_id limit 1;
  if there is null then
    perform private.new_theme(theme, one.org_id, title, two.id);
    insert into leaven.theme_events (id, org_id, kind, theme_id, line_ids)
    values (event, one.org_id, 'made', theme, array[one.id, two.id]);
    perform private.put_on_theme(two.id, theme, one.org_id);
    there := theme;
  end if;
  perform private.put_on_theme(one.id, there, one.org_id);
  update leaven.twins set state = 'joined'
   where (observation_id, other_id) in ((one.id, two.id), (two.id, one.id));
  return jsonb_build_object('ok', true, 'repeated', false, 'theme', there);
end $$;

create function public.refuse_pair(line uuid, other uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare one leaven.observations := private.line_to_decide(line); two leaven.observations := private.line_to_decide(other);
begin
  if one.id = two.id or one.org_id <> two.org_id then
    perform private.refuse(422, 'same_line', 'Choose two different lines.');
  end if;
  insert into leaven.twins (observation_id, other_id, org_id, state) values (line, other, one.org_id, 'rejected')
  on conflict (observation_id, other_id) do update set state = 'rejected';
  return jsonb_build_object('ok', true);
end $$;

create function public.merge_themes(event uuid, org uuid, theme uuid, into_theme uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare moved uuid[]; line uuid;
begin
  perform private.require_role(org, '{facilitator}');
  if private.is_repeat(event, org) then return jsonb_build_object('ok', true, 'repeated', true); end if;
  if theme = into_theme then
    perform private.refuse(422, 'same_theme', 'A theme cannot be merged with itself.');
  end if;
  perform private.theme_of(least(theme, into_theme), org), private.theme_of(greatest(theme, into_theme), org);
  moved := private.lines_of(theme);
  foreach line in array moved loop
    perform private.take_off_theme(line, theme, org);
    perform private.put_on_theme(line, into_theme, org);
  end loop;
  update leaven.themes set merged_into = into_theme where id = theme;
  insert into leaven.theme_events (id, org_id, kind, theme_id, other_id, line_ids)
  values (event, org, 'merged', theme, into_theme, moved);
  return jsonb_build_object('ok', true, 'repeated', false, 'lines', cardinality(moved));
end $$;

create function public.split_theme(event uuid, org uuid, theme uuid, lines uuid[], new_theme uuid, title text default null)
returns jsonb language plpgsql volatile security definer set search_path = '' as $$
declare moved uuid[]; line uuid;
begin
  perform private.require_role(org, '{facilitator}');
  if private.is_repeat(event, org) then return jsonb_build_object('ok', true, 'repeated', true); end if;
  perform private.theme_of(theme, org);
  select coalesce(array_agg(l order by l), '{}') into moved from unnest(private.lines_of(theme)) l where l = any(lines);
  if cardinality(moved) = 0 or cardinality(moved) = cardinality(private.lines_of(theme)) then
    perform private.refuse(422, 'nothing_to_split', 'Choose some of the theme''s lines, and leave some.');
  end if;
  perform private.new_theme(new_theme, org, title, moved[1]);
  foreach line in array moved loop
    perform private.take_off_theme(line, theme, org);
    perform private.put_on_theme(line, new_theme, org);
  end loop;
  insert into leaven.theme_events (id, org_id, kind, theme_id, other_id, line_ids)
  values (event, org, 'split', theme, new_theme, moved);
  return jsonb_build_object('ok', true, 'repeated', false, 'lines', cardinality(moved));
end $$;

-- Lines that stand where the event put them go back; what people did with them since stays.
create function public.undo_theme_event(event uuid, org uuid, undone uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare done leaven.theme_events; from_theme uuid; line uuid;
begin
  perform private.require_role(org, '{facilitator}');
  if private.is_repeat(event, org) then return jsonb_build_object('ok', true, 'repeated', true); end if;
  select * into done from leaven.theme_events where id = undone and org_id = org and kind <> 'undone' for share;
  if done.id is null then perform private.refuse(404, 'not_found', 'There is nothing to undo.'); end if;
  insert into leaven.theme_events (id, org_id, kind, theme_id, other_id, undoes)
  values (event, org, 'undone', done.theme_id, done.other_id, done.id) on conflict (undoes) do nothing;
  if not found then return jsonb_build_object('ok', true, 'repeated', true); end if;
  from_theme := coalesce(done.other_id, done.theme_id);
  if done.kind = 'merged' then update leaven.themes set merged_into = null where id = done.theme_id; end if;
  foreach line in array done.line_ids loop
    continue when not (line = any(private.lines_of(from_theme)));
    perform private.take_off_theme(line, from_theme, org);
    if done.kind <> 'made' then perform private.put_on_theme(line, done.theme_id, org); end if;
  end loop;
  if done.kind in ('made', 'split') and cardinality(private.lines_of(from_theme)) = 0 then
    delete from leaven.themes where id = from_theme and title_by = 'quote';   -- a person's title stays
  end if;
  return jsonb_build_object('ok', true, 'repeated', false);
end $$;

create function public.theme_proposals(org uuid) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('proposals', coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'kind', p.kind, 'title', p.title,
      'keywords', p.keywords, 'alike', p.alike,
      'themes', coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'title', t.title) order by t.id)
                            from leaven.themes t where t.id = any(p.theme_ids)), '[]'),
      'lines', coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words) order by array_position(p.line_ids, o.id))
                           from leaven.observations o where o.id = any(p.line_ids)), '[]')) order by p.alike desc, p.id), '[]'))
    from leaven.theme_proposals p where p.org_id = org and p.state = 'open' $$;

-- lines: those that the facilitator keeps of a proposed theme; empty means all.
create function public.decide_proposal(event uuid, proposal uuid, accept boolean, title text default null, lines uuid[] default '{}')
returns jsonb language plpgsql volatile security definer set search_path = '' as $$
declare asked leaven.theme_proposals; kept uuid[]; line uuid; new_id uuid := gen_random_uuid();
begin
  select * into asked from leaven.theme_proposals where id = proposal for update;
  if asked.id is null or not private.has_role(asked.org_id, '{facilitator}') then
    perform private.refuse(404, 'not_found', 'There is no such proposal.');
  end if;
  if asked.state <> 'open' then return jsonb_build_object('ok', true, 'repeated', true, 'state', asked.state); end if;
  update leaven.theme_proposals set state = case when accept then 'accepted' else 'declined' end where id = proposal;
  if not accept then return jsonb_build_object('ok', true, 'repeated', false, 'state', 'declined'); end if;
  if asked.kind = 'merge' then
    return public.merge_themes(event, asked.org_id, asked.theme_ids[2], asked.theme_ids[1]);
  elsif asked.kind = 'split' then
    return public.split_theme(event, asked.org_id, asked.theme_ids[1], asked.line_ids, new_id, title);
  end if;
  select coalesce(array_agg(o.id order by array_position(asked.line_ids, o.id)), '{}') into kept
    from leaven.observations o
   where o.id = any(asked.line_ids) and (lines = '{}' or o.id = any(lines)) and o.state = 'confirmed'
     and o.released_week is not null
     and not exists (select from leaven.links l where l.observation_id = o.id and l.state = 'linked');
  if cardinality(kept) < 2 then
    perform private.refuse(409, 'moved_on', 'These lines have found their places meanwhile.');
  end if;
  perform private.new_theme(new_id, asked.org_id, coalesce(nullif(btrim(title), ''), null), kept[1]);
  update leaven.themes set keywords = asked.keywords,
         title = case when title_by = 'quote' and asked.title <> '' then asked.title else themes.title end where id = new_id;
  insert into leaven.theme_events (id, org_id, kind, theme_id, line_ids) values (event, asked.org_id, 'made', new_id, kept);
  foreach line in array kept loop perform private.put_on_theme(line, new_id, asked.org_id); end loop;
  return jsonb_build_object('ok', true, 'repeated', false, 'state', 'accepted', 'theme', new_id);
end $$;

-- What waits for a facilitator: lines with suggestions, surest first, and how many lie in the pool.
create function public.linking_desk(org uuid, most int default 20) returns jsonb
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
        'themes', coalesce((select jsonb_agg(jsonb_build_object('theme_id', t.id, 'title', t.title, 'state', l.state,
                       'source', l.source, 'p', l.p, 'reasons', l.reasons) order by l.p desc nulls last)
                     from leaven.links l join leaven.themes t on t.id = l.theme_id
                    where l.observation_id = a.id and l.state = 'suggested' and t.merged_into is null), '[]'),
        'same_as', coalesce((select jsonb_agg(jsonb_build_object('line_id', x.id, 'words', x.words, 'p', w.p,
                       'reasons', w.reasons) order by w.p desc)
                     from leaven.twins w join leaven.observations x on x.id = w.other_id
                    where w.observation_id = a.id and w.state = 'suggested'), '[]')) order by a.p desc, a.id)
      from (select * from asked where p is not null order by p desc, id limit least(most, 100)) a), '[]')) $$;

-- Ranked by how unlikely, but without that number, and counts only where enough sessions stand behind them.
create function public.weak_signals(org uuid, most int default 10) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('signals', coalesce(jsonb_agg(jsonb_build_object('theme_id', s.theme_id, 'title', s.title,
      'kind', s.kind, 'seen', s.shown, 'week', s.week) order by s.p, s.theme_id, s.kind), '[]'))
    from (select s.*, t.title, case when (s.seen ->> 'sessions')::int >= o.outside_threshold then s.seen end as shown
            from leaven.theme_signals s join leaven.themes t on t.id = s.theme_id join leaven.organisations o on o.id = s.org_id
           where s.org_id = weak_signals.org and t.merged_into is null
             and exists (select from private.member_orgs() m where m = weak_signals.org)
           order by s.p, s.theme_id, s.kind limit least(most, 50)) s $$;

revoke all on all functions in schema private from public;
revoke all on function public.join_lines, public.refuse_pair, public.merge_themes, public.split_theme, public.undo_theme_event,
  public.theme_proposals, public.decide_proposal, public.linking_desk, public.weak_signals from public, anon;
grant execute on function public.join_lines, public.refuse_pair, public.merge_themes, public.split_theme, public.undo_theme_event,
  public.theme_proposals, public.decide_proposal, public.linking_desk, public.weak_signals to authenticated, service_role;
