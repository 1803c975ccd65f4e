-- Soak: the story shuffled, what rings true elsewhere in the team, one or two released lines from other places a day.
create table private.resonances (
  mark bytea primary key,
  observation_id uuid not null references leaven.observations on delete cascade,
  kind text not null check (kind in ('too', 'different')));
comment on table private.resonances is
  'Us too, or different for us: once a seat and line. The mark is made with the session''s key; release destroys the key.';
create index resonances_line on private.resonances (observation_id);
alter table private.resonances enable row level security;
alter table private.resonances force row level security;
revoke all on private.resonances from public, anon, authenticated;
grant all on private.resonances to service_role;

create function private.resonance_mark(tag bytea, line uuid) returns bytea
language sql immutable set search_path = '' as $$ select sha256(tag || uuid_send(line) || 'resonance'::bytea) $$;

-- Was this kind tapped by enough seats to say so? Never how many.
create function private.resounds(line uuid, kind text, threshold int) returns boolean
language sql stable security definer set search_path = '' as $$
  select count(*) >= threshold from private.resonances r where r.observation_id = line and r.kind = resounds.kind $$;

create function public.resonate(secret text, line uuid, kind text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret); home leaven.sessions; tag bytea := private.open_tag(seat);
begin
  select * into home from leaven.sessions where id = seat.session_id;
  if home.phase not in ('learn', 'soak') then
    perform private.refuse(409, 'moved_on', 'The team is past Soak. Say it in the room, or add a line.');
  end if;
  if not private.enough_voices(home.id) or not exists (select from leaven.observations o
       where o.id = line and o.session_id = home.id and o.state = 'confirmed') then
    perform private.refuse(404, 'not_found', 'There is no such line any more.');
  end if;
  if kind is null then
    delete from private.resonances r where r.mark = private.resonance_mark(tag, line);
  else
    insert into private.resonances (mark, observation_id, kind) values (private.resonance_mark(tag, line), line, resonate.kind)
    on conflict (mark) do update set kind = excluded.kind;
  end if;
  perform pg_notify('leaven', home.id::text);
  return jsonb_build_object('kind', kind);
end $$;

-- Released lines from elsewhere that share a theme with this session's. A place only where enough voices stand behind it.
create function private.elsewhere(session uuid, most int, salt bytea) returns jsonb
language sql stable security definer set search_path = '' as $$
  with themes as (
    select distinct l.theme_id from leaven.links l join leaven.observations o on o.id = l.observation_id
     where o.session_id = elsewhere.session and o.state = 'confirmed' and l.state in ('linked', 'suggested')),
  found_lines as (
    select o.id, o.words, min(t.title) as theme, o.session_id
      from leaven.links l join themes on themes.theme_id = l.theme_id join leaven.observations o on o.id = l.observation_id
        join leaven.themes t on t.id = l.theme_id join leaven.sessions home on home.id = elsewhere.session
     where l.state = 'linked' and o.released_week is not null and o.session_id <> elsewhere.session and o.org_id = home.org_id
     group by o.id
     order by sha256(salt || uuid_send(o.id)) limit most)
  select coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'words', f.words, 'theme', f.theme,
           'place', private.place_name(s.site_id)) order by f.id), '[]')
    from found_lines f join leaven.sessions s on s.id = f.session_id $$;

-- What a seat needs beside its own page. The order of the story is new each time; nothing here counts.
create function public.seat_flow(secret text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  seat leaven.seats := private.require_seat(secret);
  tag bytea := private.seat_tag(seat);
  home leaven.sessions;
  open boolean;
  threshold int;
begin
  select * into home from leaven.sessions where id = seat.session_id;
  select o.inside_threshold into threshold from leaven.organisations o where o.id = home.org_id;
  open := private.enough_voices(home.id) and home.kind = 'team';
  return jsonb_build_object(
    'session_id', home.id, 'phase', home.phase, 'kind', home.kind, 'use', home.use, 'soak_until', home.soak_until,
    'soak_over', coalesce(home.soak_until <= now(), false), 'soak_shortened_because', home.soak_shortened_because,
    'reminded', home.soak_reminded, 'sponsor_in_room', home.sponsor_in_room, 'released', home.released_week is not null,
    'guides', (select count(*) from leaven.session_facilitators f where f.session_id = home.id),
    'open', open,
    'story', case when open then coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words, 'noted', o.noted,
        'mine', coalesce(h.seat_tag = tag, false),
        'own', (select r.kind from private.resonances r where tag is not null and r.mark = private.resonance_mark(tag, o.id)),
        'too', private.resounds(o.id, 'too', threshold), 'different', private.resounds(o.id, 'different', threshold)) order by random())
      from leaven.observations o left join leaven.holds h on h.observation_id = o.id
     where o.session_id = home.id and o.state = 'confirmed' and not o.parked), '[]') else '[]'::jsonb end,
    -- the same two all day long for this seat, others tomorrow: nothing has to be written down for that
    'elsewhere', case when open and home.phase = 'soak' then
        private.elsewhere(home.id, 2, coalesce(tag, uuid_send(seat.id)) || convert_to(current_date::text, 'utf8')) else '[]'::jsonb end,
    -- which of the questions this seat is asked, 0 to 999: its own number, the same all through the soak
    'turn', case when tag is null then 0 else (get_byte(tag, 0) * 256 + get_byte(tag, 1)) % 1000 end,
    'safety_given', tag is not null and exists (select from private.safety_given g
        where g.session_id = home.id and g.mark = sha256(tag || 'safety'::bytea)));
end $$;

revoke all on all functions in schema private from public;
revoke all on function public.resonate, public.seat_flow from public;
grant execute on function public.resonate, public.seat_flow to anon, authenticated, service_role;
