-- One tap at the desk settles a line, or several at once: on a theme, on a new one, beside a line that says the same,
-- or in the pool. What a tap refused along the way, and what stood there before, is kept, so that undo brings it back.

create table leaven.desk_acts (
  id uuid primary key,
  org_id uuid not null references leaven.organisations on delete cascade,
  kind text not null check (kind in ('placed', 'set_aside')),
  theme_id uuid,
  made boolean not null default false,
  line_ids uuid[] not null check (cardinality(line_ids) between 1 and 101),
  links jsonb not null default '[]',
  pairs jsonb not null default '[]',
  undone boolean not null default false,
  week text not null default private.iso_week() check (week ~ '^\d{4}-W\d{2}$'));
comment on table leaven.desk_acts is 'What one tap at the linking desk changed and what stood there before. Nobody''s name; when is a week.';
create index desk_acts_org on leaven.desk_acts (org_id);
alter table leaven.desk_acts enable row level security;
alter table leaven.desk_acts force row level security;
revoke all on leaven.desk_acts from public, anon, authenticated;
grant all on leaven.desk_acts to service_role;

-- One decision as part of an act; with the machine's features, so that the organisation's calibration learns from it.
create function private.desk_link(act uuid, org uuid, line uuid, theme uuid, decision text) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare before leaven.links;
begin
  select * into before from leaven.links where observation_id = line and theme_id = theme;
  insert into leaven.link_decisions (id, org_id, observation_id, theme_id, decision, role, p, features, encoder, week)
  values (gen_random_uuid(), org, line, theme, decision, 'facilitator', before.p,
          coalesce(before.reasons -> 'features', '{}'), coalesce(before.encoder, ''), private.iso_week());
  insert into leaven.links (org_id, observation_id, theme_id, state, source) values (org, line, theme, decision, 'person')
  on conflict (observation_id, theme_id) do update set state = excluded.state, source = 'person';
  update leaven.desk_acts set links = links || jsonb_build_array(jsonb_build_object('line', line, 'theme', theme,
      'after', decision, 'state', before.state, 'source', before.source)) where id = act;
end $$;

create function private.desk_pair(act uuid, org uuid, line uuid, other uuid, decision text) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare before leaven.twins;
begin
  select * into before from leaven.twins where observation_id = line and other_id = other;
  insert into leaven.twins (observation_id, other_id, org_id, state) values (line, other, org, decision)
  on conflict (observation_id, other_id) do update set state = excluded.state;
  update leaven.desk_acts set pairs = pairs || jsonb_build_array(jsonb_build_object('line', line, 'other', other,
      'after', decision, 'state', before.state)) where id = act;
end $$;

-- Those of the lines that this person may decide about and that nobody has placed meanwhile, locked.
create function private.unsettled(org uuid, lines uuid[]) returns uuid[]
language plpgsql volatile security definer set search_path = '' as $$
declare line uuid; found uuid[];
begin
  if cardinality(lines) not between 1 and 100 then
    perform private.refuse(422, 'too_many_lines', 'Choose between one and a hundred lines.');
  end if;
  foreach line in array lines loop
    if (private.line_to_decide(line)).org_id <> org then
      perform private.refuse(404, 'not_found', 'There is no such line, or you may not see it yet.');
    end if;
  end loop;
  perform 1 from leaven.observations where id = any(lines) order by id for update;
  select coalesce(array_agg(l order by l), '{}') into found from (select distinct unnest(lines) as l) asked
   where not exists (select from leaven.links k where k.observation_id = l and k.state = 'linked');
  if cardinality(found) = 0 then
    perform private.refuse(409, 'moved_on', 'Somebody has placed this line meanwhile.');
  end if;
  return found;
end $$;

-- No to every theme that stood above the chosen one, or to all if the chosen one was not offered.
create function private.desk_refuse_above(act uuid, org uuid, line uuid, chosen uuid, pair_p real) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare offered leaven.links; least_p real;
begin
  select coalesce(pair_p, (select p from leaven.links where observation_id = line and theme_id = chosen and state = 'suggested'))
    into least_p;
  for offered in select * from leaven.links l where l.observation_id = line and l.state = 'suggested'
       and l.theme_id is distinct from chosen and (least_p is null or l.p > least_p) order by l.theme_id loop
    perform private.desk_link(act, org, line, offered.theme_id, 'rejected');
  end loop;
end $$;

-- theme and title: a new theme of that id. theme alone: one that exists. other: the line that says the same; without a
-- theme of its own it gets the new one. None of them: the lines are set aside and what was offered is refused.
create function public.settle_lines(event uuid, org uuid, lines uuid[], theme uuid default null, title text default null,
                                    other uuid default null)
returns jsonb language plpgsql volatile security definer set search_path = '' as $$
declare settled uuid[]; line uuid; there uuid := theme; made boolean := false; pair leaven.twins;
begin
  perform private.require_role(org, '{facilitator}');
  if exists (select from leaven.desk_acts d where d.id = event and d.org_id = org) then
    return jsonb_build_object('ok', true, 'repeated', true);
  end if;
  settled := private.unsettled(org, lines);
  if other is not null then
    if other = any(lines) then perform private.refuse(422, 'same_line', 'Choose two different lines.'); end if;
    if (private.line_to_decide(other)).org_id <> org then
      perform private.refuse(404, 'not_found', 'There is no such line, or you may not see it yet.');
    end if;
    perform 1 from leaven.observations where id = other for update;
    select k.theme_id into there from leaven.links k join leaven.themes t on t.id = k.theme_id
     where k.observation_id = other and k.state = 'linked' and t.merged_into is null order by k.theme_id limit 1;
    if there is null then settled := settled || other; made := true; there := coalesce(theme, gen_random_uuid()); end if;
  elsif btrim(coalesce(title, '')) <> '' then
    made := true; there := coalesce(theme, gen_random_uuid());
  end if;
  if made then perform private.new_theme(there, org, title, coalesce(other, settled[1]));
  elsif there is not null then perform private.theme_of(there, org); end if;
  insert into leaven.desk_acts (id, org_id, kind, theme_id, made, line_ids)
  values (event, org, case when there is null then 'set_aside' else 'placed' end, there, made, settled);
  foreach line in array settled loop
    select * into pair from leaven.twins w where w.observation_id = line and w.other_id = other;
    perform private.desk_refuse_above(event, org, line, there, pair.p);
    if there is not null then perform private.desk_link(event, org, line, there, 'linked'); end if;
    if other is not null and line <> other then perform private.desk_pair(event, org, line, other, 'joined'); end if;
    if there is null then
      for pair in select * from leaven.twins w where w.observation_id = line and w.state = 'suggested' loop
        perform private.desk_pair(event, org, line, pair.other_id, 'rejected');
      end loop;
    end if;
  end loop;
  return jsonb_build_object('ok', true, 'repeated', false, 'theme', there, 'settled', to_jsonb(settled));
end $$;

-- A line that stands as the act left it goes back; what people did with it since stays.
create function public.undo_settled(org uuid, undone uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare act leaven.desk_acts; step jsonb; line uuid; at_theme uuid;
begin
  perform private.require_role(org, '{facilitator}');
  select * into act from leaven.desk_acts d where d.id = undo_settled.undone and d.org_id = org for update;
  if act.id is null then perform private.refuse(404, 'not_found', 'There is nothing to undo.'); end if;
  if act.undone then return jsonb_build_object('ok', true, 'repeated', true); end if;
  update leaven.desk_acts d set undone = true where d.id = act.id;
  perform 1 from leaven.observations where id = any(act.line_ids) order by id for update;
  for step in select * from jsonb_array_elements(act.links) loop
    line := (step ->> 'line')::uuid;
    at_theme := (step ->> 'theme')::uuid;
    continue when not exists (select from leaven.links k where k.observation_id = line and k.theme_id = at_theme
                                 and k.source = 'person' and k.state = step ->> 'after');
    insert into leaven.link_decisions (id, org_id, observation_id, theme_id, decision, role, week)
    values (gen_random_uuid(), org, line, at_theme, 'undone', 'facilitator', private.iso_week());
    if step ->> 'state' is null then
      delete from leaven.links where observation_id = line and theme_id = at_theme;
    else
      update leaven.links k set state = step ->> 'state', source = step ->> 'source'
       where k.observation_id = line and k.theme_id = at_theme;
    end if;
  end loop;
  for step in select * from jsonb_array_elements(act.pairs) loop
    delete from leaven.twins w where w.observation_id = (step ->> 'line')::uuid and w.other_id = (step ->> 'other')::uuid
       and w.state = step ->> 'after' and step ->> 'state' is null;
    update leaven.twins w set state = step ->> 'state'
     where w.observation_id = (step ->> 'line')::uuid and w.other_id = (step ->> 'other')::uuid
       and w.state = step ->> 'after' and step ->> 'state' is not null;
  end loop;
  if act.made then   -- made by this tap, and nothing stands on it any more
    delete from leaven.themes t where t.id = act.theme_id
       and not exists (select from leaven.links k where k.theme_id = t.id);
  end if;
  return jsonb_build_object('ok', true, 'repeated', false);
end $$;

-- A proposal that was answered by mistake is asked again. What accepting did is undone by its event.
create function public.reopen_proposal(proposal uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare asked leaven.theme_proposals;
begin
  select * into asked from leaven.theme_proposals where id = proposal for update;
  if asked.id is null or not private.has_role(asked.org_id, '{facilitator}') then
    perform private.refuse(404, 'not_found', 'There is no such proposal.');
  end if;
  update leaven.theme_proposals set state = 'open' where id = proposal;
  return jsonb_build_object('ok', true);
end $$;

-- The pool, a page at a time: lines that are in no theme and have nothing offered.
create function public.desk_pool(org uuid, search text default '', most int default 50) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('lines', coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'words', q.words,
      'released', q.released) order by q.words, q.id), '[]'))
    from (select o.id, o.words, o.released_week is not null as released from leaven.observations o
           where o.org_id = org and o.state = 'confirmed' and private.has_role(org, '{facilitator}')
             and (btrim(search) = '' or strpos(lower(o.words), lower(btrim(search))) > 0)
             and not exists (select from leaven.links l where l.observation_id = o.id and l.state in ('linked', 'suggested'))
             and not exists (select from leaven.twins w where w.observation_id = o.id and w.state = 'suggested')
           order by o.words, o.id limit least(most, 200)) q $$;

revoke all on all functions in schema private from public;
revoke all on function public.settle_lines, public.undo_settled, public.reopen_proposal, public.desk_pool from public, anon;
grant execute on function public.settle_lines, public.undo_settled, public.reopen_proposal, public.desk_pool
  to authenticated, service_role;
