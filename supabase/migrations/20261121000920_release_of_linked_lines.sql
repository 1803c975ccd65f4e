-- The linker's history is append-only, and the release has to write it anew in random order: the one exception, for the time of
-- one function. Without it no team whose lines had been linked could release its story.
create or replace function private.append_only() returns trigger
language plpgsql set search_path = '' as $$
begin
  if current_setting('leaven.shuffling', true) = 'on' and tg_table_name = 'link_decisions' then
    return case tg_op when 'DELETE' then old else new end;
  end if;
  if tg_op = 'DELETE' and pg_trigger_depth() > 1 then return old; end if;
  raise exception '% is append-only', tg_table_name using errcode = '42501';
end $$;

-- Writes every row that hangs on these lines anew, in random order: place in the table, version and number tell nothing.
-- A pair names the later line first: of pairs inside the team, suggestions go (the release links all lines anew), what people
-- decided is turned by the ids alone.
create or replace function private.shuffle(lines uuid[]) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare hanging record; spot tid;
begin
  perform set_config('leaven.shuffling', 'on', true);
  delete from leaven.twins t where t.state = 'suggested' and (t.observation_id = any(lines) or t.other_id = any(lines));
  with turned as (
    delete from leaven.twins t where t.observation_id = any(lines) and t.other_id = any(lines) and t.observation_id > t.other_id returning t.*)
  insert into leaven.twins (observation_id, other_id, org_id, state, p, reasons)
  select other_id, observation_id, org_id, state, p, reasons from turned on conflict do nothing;
  delete from leaven.link_decisions d where d.observation_id = any(lines) and exists (
    select from leaven.link_decisions later where later.observation_id = d.observation_id
       and later.theme_id = d.theme_id and later.number > d.number);
  for hanging in
    select c.oid::regclass as name,
           'observation_id = observation_id' || coalesce((select string_agg(format(', %I = default', n.attname), '')
             from pg_catalog.pg_attribute n where n.attrelid = c.oid and n.attidentity <> ''), '') as anew
      from pg_catalog.pg_class c join pg_catalog.pg_attribute a on a.attrelid = c.oid
     where c.relnamespace in ('leaven'::regnamespace, 'private'::regnamespace) and c.relkind = 'r'
       and a.attname = 'observation_id' and not a.attisdropped
  loop
    for spot in execute format('select ctid from %s where observation_id = any($1) order by random()', hanging.name) using lines loop
      execute format('update %s set %s where ctid = $1', hanging.name, hanging.anew) using spot;
    end loop;
  end loop;
  perform set_config('leaven.shuffling', 'off', true);
end $$;

-- Counts of sessions were exact from the threshold on, so that two of them differed by one team: now rounded down like all others.
create function private.rounded(seen jsonb, k int) returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_object_agg(key, case key when 'weeks' then value::int else value::int / k * k end), '{}')
    from jsonb_each_text(seen) where key = 'weeks' or value::int >= k $$;

create or replace function public.weak_signals(org uuid, most int default 10) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('signals', coalesce(jsonb_agg(jsonb_build_object('theme_id', s.theme_id, 'title', s.title,
      'kind', s.kind, 'seen', s.shown, 'week', s.week) order by s.p, s.theme_id, s.kind), '[]'))
    from (select s.*, t.title, case when (s.seen ->> 'sessions')::int >= o.outside_threshold
                                    then private.rounded(s.seen, o.outside_threshold) end as shown
            from leaven.theme_signals s join leaven.themes t on t.id = s.theme_id join leaven.organisations o on o.id = s.org_id
           where s.org_id = weak_signals.org and t.merged_into is null
             and exists (select from private.member_orgs() m where m = weak_signals.org)
           order by s.p, s.theme_id, s.kind limit least(most, 50)) s $$;

revoke all on function private.rounded, private.shuffle, private.append_only from public;
