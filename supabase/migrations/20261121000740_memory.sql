-- Shared memory: themes over months and places, with their quotes and what they led to. Every number comes from the nightly
-- roll-up; what this file keeps beside it is rebuilt in the same night and never in between.
create index observations_released on leaven.observations (org_id, released_week, id) where released_week is not null;
create index observations_search on leaven.observations using gin (to_tsvector('simple', words)) where released_week is not null;
create index links_of_line on leaven.links (observation_id) where state = 'linked';

create table leaven.theme_memory (
  theme_id uuid primary key references leaven.themes on delete cascade,
  org_id uuid not null references leaven.organisations on delete cascade,
  sites uuid[] not null default '{}',
  months text[] not null default '{}',
  slow boolean not null default false);
comment on table leaven.theme_memory is 'As of last night: the places and months of a theme that enough voices stand behind, and whether it keeps coming back unanswered.';
create index theme_memory_org on leaven.theme_memory (org_id);

create table leaven.memory_facts (
  org_id uuid primary key references leaven.organisations on delete cascade,
  coverage jsonb not null default '[]',
  loop jsonb not null default '{}');
comment on table leaven.memory_facts is 'As of last night: where learning has been heard, and how long answers take. About leaders'' answers, never about people or crews.';

do $$ declare t text; begin
  foreach t in array array['theme_memory', 'memory_facts'] loop
    execute format('alter table leaven.%I enable row level security', t);
    execute format('alter table leaven.%I force row level security', t);
    execute format('revoke all on leaven.%I from public, anon, authenticated', t);
    execute format('grant all on leaven.%I to service_role', t);
  end loop;
end $$;

create function private.require_member(org uuid) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_role(org, '{facilitator,sponsor,member,representative,administrator}');
end $$;

-- Actions that stand on lines of a theme.
create function private.theme_actions(theme uuid) returns setof leaven.actions
language sql stable security definer set search_path = '' as $$
  select a.* from leaven.actions a where a.state <> 'draft' and a.id in (
    select g.action_id from leaven.links l join leaven.action_grounds g on g.observation_id = l.observation_id
     where l.theme_id = theme and l.state = 'linked') $$;

-- Slow: three months at least, in no hurry, and nothing has been agreed to. Never by volume, never about a crew.
create function private.remember_themes(org uuid) returns void
language sql volatile security definer set search_path = '' as $$
  delete from leaven.theme_memory m where m.org_id = org;
  with k as (select greatest(3, o.outside_threshold) as k from leaven.organisations o where o.id = org),
  counted as materialized (select t.* from private.true_voices(org) t, k where t.voices >= k.k
                              and t.scope in ('theme at site', 'theme in month')),
  decided as materialized (
    select distinct l.theme_id from leaven.links l join leaven.action_grounds g on g.observation_id = l.observation_id
      join leaven.actions a on a.id = g.action_id
     where a.org_id = org and l.state = 'linked' and a.state in ('approved', 'approved_with_change', 'doing', 'done')),
  months as (select c.of::uuid as theme_id, array_agg(c.at order by c.at) as months from counted c where c.scope = 'theme in month' group by 1),
  sites as (select c.of::uuid as theme_id, array_agg(c.at::uuid order by c.at) as sites from counted c where c.scope = 'theme at site' group by 1)
  insert into leaven.theme_memory (theme_id, org_id, sites, months, slow)
  select t.id, org, coalesce(s.sites, '{}'), coalesce(m.months, '{}'),
         coalesce(cardinality(m.months), 0) >= 3 and not exists (select from decided d where d.theme_id = t.id)
    from leaven.themes t left join months m on m.theme_id = t.id left join sites s on s.theme_id = t.id
   where t.org_id = org and t.merged_into is null $$;

create function private.remembered_coverage(org uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  with k as (select greatest(3, o.outside_threshold) as k from leaven.organisations o where o.id = org)
  select coalesce(jsonb_agg(jsonb_build_object('site', si.name,
      'heard', coalesce((select sum(s.released_voices) from leaven.sessions s where s.site_id = si.id and s.released_week is not null), 0) >= k.k,
      'areas', coalesce((select jsonb_agg(jsonb_build_object('area', a.name, 'heard', coalesce((select sum(s.released_voices)
                  from leaven.sessions s where s.area_id = a.id and s.released_week is not null), 0) >= k.k) order by a.name)
                from leaven.areas a where a.site_id = si.id), '[]')) order by si.name), '[]')
    from leaven.sites si, k where si.org_id = org $$;

-- A number over lines is shown when what it counts, and what it leaves out, are each nought or enough.
create function private.share(part bigint, whole bigint, k int) returns int
language sql immutable set search_path = '' as $$
  select case when whole >= k and (part = 0 or part >= k) and (whole - part = 0 or whole - part >= k)
              then (round(20.0 * part / whole) * 5)::int end $$;

create function private.remembered_loop(org uuid, on_day date) returns jsonb
language sql stable security definer set search_path = '' as $$
  with k as (select greatest(3, o.outside_threshold) as k from leaven.organisations o where o.id = org),
  days as (
    select p.answered_on - (select max(private.week_start(o.released_week)) from leaven.action_grounds g
              join leaven.observations o on o.id = g.observation_id where g.action_id = a.id) as to_answer,
           p.decided_on - p.proposed_on as to_decision, p.done_on - p.decided_on as to_change, a.strength
      from leaven.actions a join leaven.action_progress p on p.action_id = a.id where a.org_id = org and a.state <> 'draft'),
  lines as (
    select count(*) as whole, count(*) filter (where
         exists (select from leaven.action_grounds g join leaven.action_progress p on p.action_id = g.action_id
                  where g.observation_id = o.id and p.answered_on is not null)
      or exists (select from leaven.links l join leaven.why_notes n on n.theme_id = l.theme_id
                  where l.observation_id = o.id and l.state = 'linked')) as part
      from leaven.observations o where o.org_id = org and o.released_week is not null
       and private.week_start(o.released_week) + 14 <= on_day)
  select jsonb_build_object(
    'days_to_first_answer', case when count(to_answer) >= k.k then greatest(0, percentile_disc(0.5) within group (order by to_answer)) end,
    'days_to_decision', case when count(to_decision) >= k.k then percentile_disc(0.5) within group (order by to_decision) end,
    'days_to_change', case when count(to_change) >= k.k then percentile_disc(0.5) within group (order by to_change) end,
    'stronger_actions', private.share(count(*) filter (where strength = 'stronger'), count(*), k.k),
    'lines_answered', (select private.share(l.part, l.whole, k.k) from lines l))
    from days, k group by k.k $$;

create function private.remember_all(on_day date) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare org uuid;
begin
  for org in select o.id from leaven.organisations o loop
    perform private.remember_themes(org);
    insert into leaven.memory_facts (org_id, coverage, loop)
    values (org, private.remembered_coverage(org), coalesce(private.remembered_loop(org, on_day), '{}'))
    on conflict (org_id) do update set coverage = excluded.coverage, loop = excluded.loop;
  end loop;
end $$;

create function private.theme_quotes(theme uuid, most int) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', q.id, 'words', q.words)), '[]') from (
    select o.id, o.words from leaven.links l join leaven.observations o on o.id = l.observation_id
     where l.theme_id = theme and l.state = 'linked' and o.released_week is not null and o.state = 'confirmed' and not o.parked
     order by o.id limit most) q $$;

create function private.theme_entry(theme leaven.themes, memory leaven.theme_memory) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('id', theme.id, 'title', theme.title,
    'voices', private.shown(theme.org_id, 'voices', 'theme', theme.id::text),
    'places', private.shown(theme.org_id, 'places', 'theme', theme.id::text),
    'place_names', coalesce((select jsonb_agg(si.name order by si.name) from leaven.sites si where si.id = any(memory.sites)
                               and private.place_name(si.id) is not null), '[]'),
    'months', coalesce(to_jsonb(memory.months), '[]'), 'slow', coalesce(memory.slow, false),
    'quotes', private.theme_quotes(theme.id, 2),
    'actions', coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'change', a.change, 'state', a.state,
        'did_it_help', (select c.verdict from leaven.crew_answers c where c.action_id = a.id and c.question = 'did_it_help')) order by a.id)
      from private.theme_actions(theme.id) a), '[]')) $$;

-- Themes, latest first, thirty at a time; by words of the title or of a line if any are given.
create function public.memory(org uuid, slow boolean default false, search text default '', page int default 0) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare wanted tsquery := private.any_word(search); entries jsonb;
begin
  perform private.require_member(org);
  with matching as (
    select t.id from leaven.themes t where t.org_id = memory.org and to_tsvector('simple', t.title) @@ wanted
    union
    select l.theme_id from leaven.observations o join leaven.links l on l.observation_id = o.id and l.state = 'linked'
     where o.org_id = memory.org and o.released_week is not null and to_tsvector('simple', o.words) @@ wanted),
  chosen as (
    select t.id, m.months[cardinality(m.months)] as latest, cardinality(m.months) as many, t.title
      from leaven.themes t join leaven.theme_memory m on m.theme_id = t.id
     where t.org_id = memory.org and t.merged_into is null and (m.slow or not memory.slow)
       and (search = '' or t.id in (select id from matching))
     order by latest desc nulls last, many desc, t.title, t.id limit 30 offset 30 * greatest(0, memory.page))
  select jsonb_agg(private.theme_entry(t, m) order by c.latest desc nulls last, c.many desc, c.title, c.id) into entries
    from chosen c join leaven.themes t on t.id = c.id join leaven.theme_memory m on m.theme_id = c.id;
  return jsonb_build_object('themes', coalesce(entries, '[]'));
end $$;

create function private.any_word(search text) returns tsquery
language sql immutable set search_path = '' as $$
  -- any of the words, none of the operators: people ask in sentences
  select coalesce((select string_agg(quote_literal(w), ' | ')::tsquery
     from regexp_split_to_table(lower(regexp_replace(coalesce(search, ''), '[^[:alnum:]]+', ' ', 'g')), '\s+') w
    where length(w) > 3), ''::tsquery) $$;

create function public.memory_theme(theme uuid, after uuid default null) returns jsonb
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
        'place', private.place_name(q.site_id)) order by q.id)
      from (select o.id, o.words, o.released_week, s.topic, s.site_id from leaven.links l join leaven.observations o on o.id = l.observation_id
              join leaven.sessions s on s.id = o.session_id
             where l.theme_id = theme and l.state = 'linked' and o.released_week is not null and not o.parked
               and (after is null or o.id > after)
             order by o.id limit 50) q), '[]'),
    'why_notes', coalesce((select jsonb_agg(private.why_view(n) order by n.week desc, n.id) from leaven.why_notes n where n.theme_id = theme), '[]'));
end $$;

-- "Have others had this?": released lines nearest to the words; the words are not kept.
create function public.search_lines(org uuid, search text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare wanted tsquery := private.any_word(search);
begin
  perform private.require_member(org);
  return jsonb_build_object('lines', coalesce((select jsonb_agg(jsonb_build_object('id', q.id, 'words', q.words, 'topic', q.topic,
        'week', q.released_week, 'place', private.place_name(q.site_id)) order by q.rank desc, q.id)
    from (select o.id, o.words, o.released_week, s.topic, s.site_id, ts_rank(to_tsvector('simple', o.words), wanted) as rank
            from leaven.observations o join leaven.sessions s on s.id = o.session_id
           where o.org_id = org and o.released_week is not null and not o.parked and to_tsvector('simple', o.words) @@ wanted
           order by rank desc, o.id limit 20) q), '[]'));
end $$;

create function public.memory_facts(org uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_member(org);
  return jsonb_build_object(
    'coverage', coalesce((select f.coverage from leaven.memory_facts f where f.org_id = org), '[]'),
    'loop', coalesce((select f.loop from leaven.memory_facts f where f.org_id = org), '{}'),
    'voices', private.shown(org, 'voices', 'organisation'), 'places', private.shown(org, 'places', 'organisation'),
    'months', coalesce((select jsonb_agg(jsonb_build_object('month', r.of, 'voices', r.value) order by r.of)
      from (select r.of, r.value from leaven.rollups r where r.org_id = org and r.measure = 'voices' and r.scope = 'month'
             order by r.of desc limit 24) r), '[]'),
    'remembered', exists (select from leaven.memory_facts f where f.org_id = org));
end $$;

-- A receipt says as much as a page may: the reason of a decision, what its owner noted, and silence by its name.
create or replace function private.fate_of(line uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare became jsonb := private.became_of(line);
begin
  if became is null then return '{"state": "heard"}'; end if;
  return became || jsonb_build_object('state', case
    when jsonb_path_exists(became, '$.actions[*] ? (@.state == "done")') then 'changed'
    when jsonb_path_exists(became, '$.actions[*] ? (@.state != "proposed" && @.state != "asked")') then 'decided'
    when jsonb_array_length(became -> 'themes') > 0 then 'linked' else 'heard' end);
end $$;

-- The night goes on here: questions close, and what is remembered follows the new numbers.
alter function private.nightly() rename to nightly_numbers;
create function private.nightly() returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.nightly_numbers();
  perform private.close_questions(private.today());
  perform private.remember_all(private.today());
end $$;

revoke all on all functions in schema private from public;
grant execute on function private.line_place to authenticated;
revoke all on function public.memory, public.memory_theme, public.search_lines, public.memory_facts from public, anon;
grant execute on function public.memory, public.memory_theme, public.search_lines, public.memory_facts to authenticated, service_role;
