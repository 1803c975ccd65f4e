-- What a facilitator does with a session, and what everybody signed in may know of themselves.

create function public.me() returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('person_id', auth.uid(), 'organisations', coalesce((
    select jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'is_example', o.is_example, 'roles', m.roles,
                                        'languages', o.languages, 'improve_label', o.improve_label) order by o.name)
      from leaven.organisations o
      join (select org_id, array_agg(role order by role) as roles from leaven.memberships
             where person_id = (select auth.uid()) group by org_id) m on m.org_id = o.id), '[]')) $$;

create function public.places(org uuid) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'sites', coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'kind', s.kind,
       'areas', coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name) order by a.name)
                            from leaven.areas a where a.site_id = s.id), '[]')) order by s.name)
       from leaven.sites s where s.org_id = org), '[]'),
    'shift_kinds', coalesce((select jsonb_agg(jsonb_build_object('id', k.id, 'name', k.name) order by k.name)
       from leaven.shift_kinds k where k.org_id = org), '[]')) $$;

-- One seat card: the secret and the code leave the database here and never again; only hashes stay.
create function private.new_card(seat uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  secret text := translate(encode(substr(private.random_bytes(), 1, 24), 'base64'), '+/', '-_');
  alphabet text := 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
  code text := '';
  random bytea;
begin
  delete from private.seat_secrets where seat_id = seat and kind = 'card';
  delete from private.seat_codes where seat_id = seat or expires_at < now();
  insert into private.seat_secrets (secret_hash, seat_id, kind) values (private.hash(secret), seat, 'card');
  loop
    random := private.random_bytes();
    -- four bytes a letter: the bias of the modulo is below one in a hundred million
    select string_agg(substr(alphabet, 1 + (('x' || encode(substr(random, 1 + i * 4, 4), 'hex'))::bit(32)::bigint % 31)::int, 1), '')
      into code from generate_series(0, 5) i;
    insert into private.seat_codes (code_hash, seat_id, expires_at)
    values (private.hash(code), seat, now() + interval '10 minutes') on conflict do nothing;
    exit when found;
  end loop;
  return jsonb_build_object('secret', secret, 'code', code);
end $$;

create function private.add_seats(session uuid, wanted int) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare cards jsonb := '[]'; seat uuid;
begin
  -- the row lock makes eight-fold haste wait its turn
  perform 1 from leaven.sessions where id = session for update;
  if wanted < 1 or (select count(*) from leaven.seats where session_id = session) + wanted > 8 then
    perform private.refuse(409, 'seats_full',
      'A Learning Team has at most eight seats, sponsor and supervisors included. Open a second session for more people.');
  end if;
  for i in 1..wanted loop
    insert into leaven.seats (session_id) values (session) returning id into seat;
    cards := cards || private.new_card(seat);
  end loop;
  return cards;
end $$;

create function public.open_session(details jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  org uuid := (details ->> 'org_id')::uuid;
  wanted_id uuid := (details ->> 'id')::uuid;
  topic text := regexp_replace(btrim(coalesce(details ->> 'topic', '')), '\s+', ' ', 'g');
  known leaven.sessions;
begin
  perform private.require_role(org, '{facilitator}');
  select * into known from leaven.sessions where id = wanted_id;
  if known.id is not null then
    perform private.require_facilitator(wanted_id);
    return jsonb_build_object('id', wanted_id, 'cards', '[]'::jsonb);
  end if;
  if length(topic) not between 1 and 60 then
    perform private.refuse(422, 'topic_length', 'Name one task or topic in 1 to 60 characters.');
  end if;
  if not exists (select from leaven.sites where id = (details ->> 'site_id')::uuid and org_id = org) then
    perform private.refuse(422, 'unknown_site', 'Choose one of your organisation''s sites.');
  end if;
  insert into leaven.sessions (id, org_id, site_id, area_id, shift_kind_id, topic, use, sponsor_role, sponsor_mode, language, is_example)
  select wanted_id, org, (details ->> 'site_id')::uuid,
         (select id from leaven.areas where id = (details ->> 'area_id')::uuid and org_id = org),
         (select id from leaven.shift_kinds where id = (details ->> 'shift_kind_id')::uuid and org_id = org),
         topic, details ->> 'use', coalesce(details ->> 'sponsor_role', ''), coalesce(details ->> 'sponsor_mode', 'present'),
         coalesce(details ->> 'language', 'en'), o.is_example
    from leaven.organisations o where o.id = org;
  insert into leaven.session_facilitators (session_id, person_id) values (wanted_id, auth.uid());
  insert into private.session_keys (session_id) values (wanted_id);
  return jsonb_build_object('id', wanted_id, 'cards', private.add_seats(wanted_id, coalesce((details ->> 'seats')::int, 6)));
end $$;

create function public.add_seat_cards(session uuid, wanted int) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_facilitator(session);
  return jsonb_build_object('cards', private.add_seats(session, wanted));
end $$;

-- Cards that nobody took yet get a new secret and a new code; taken ones stay as they are.
create function public.fresh_seat_cards(session uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_facilitator(session);
  return jsonb_build_object('cards', coalesce((select jsonb_agg(private.new_card(s.id))
    from leaven.seats s where s.session_id = session and not s.claimed), '[]'));
end $$;

create function private.session_summary(session leaven.sessions) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('id', session.id, 'org_id', session.org_id, 'topic', session.topic, 'use', session.use,
    'phase', session.phase, 'sponsor_role', session.sponsor_role, 'sponsor_mode', session.sponsor_mode,
    'language', session.language, 'promise_shown', session.promise_shown, 'soak_until', session.soak_until,
    'soak_shortened_because', session.soak_shortened_because, 'released', session.released_week is not null,
    'is_example', session.is_example, 'improve_label', o.improve_label, 'site', s.name, 'area', coalesce(a.name, ''),
    'shift_kind', coalesce(k.name, ''))
  from leaven.sites s join leaven.organisations o on o.id = s.org_id
    left join leaven.areas a on a.id = session.area_id left join leaven.shift_kinds k on k.id = session.shift_kind_id
  where s.id = session.site_id $$;

create function public.my_sessions(org uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('sessions', coalesce(jsonb_agg(private.session_summary(s) order by s.opened_at desc), '[]'))
    from leaven.sessions s where s.org_id = org and private.is_facilitator_of(s.id) $$;

create function public.show_promise(session uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_facilitator(session);
  update leaven.sessions set promise_shown = true where id = session and not promise_shown;
  return jsonb_build_object('promise_shown', true);
end $$;

-- The lines of the team circle: shuffled (by random id), without any sign of who or when.
create function private.team_lines(session uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
      'id', o.id, 'state', o.state, 'spoken', o.spoken, 'phase', o.phase, 'parked', o.parked, 'lens', o.lens,
      'words', case when o.state = 'confirmed' then o.words else coalesce(t.words, '') end,
      'links', coalesce((select jsonb_agg(jsonb_build_object('theme_id', l.theme_id, 'title', th.title, 'state', l.state,
                           'source', l.source, 'p', l.p, 'reasons', l.reasons) order by l.p desc nulls first, th.title)
                 from leaven.links l join leaven.themes th on th.id = l.theme_id
                where l.observation_id = o.id and l.state <> 'rejected'), '[]')) order by o.id), '[]')
    from leaven.observations o left join leaven.transcripts t on t.observation_id = o.id
   where o.session_id = session $$;

create function public.board(session uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare mine leaven.sessions := private.require_facilitator(session); open boolean := private.enough_voices(session);
begin
  return jsonb_build_object(
    'session', private.session_summary(mine),
    'seats', (select count(*) from leaven.seats s where s.session_id = session),
    'seats_free', (select count(*) from leaven.seats s where s.session_id = session and not s.claimed),
    'enough_voices', open,
    'lines', case when open then private.team_lines(session) else '[]'::jsonb end);
end $$;

revoke all on all functions in schema private from public;
revoke all on function public.me, public.places, public.open_session, public.add_seat_cards, public.fresh_seat_cards,
  public.my_sessions, public.show_promise, public.board from public, anon;
grant execute on function public.me, public.places, public.open_session, public.add_seat_cards, public.fresh_seat_cards,
  public.my_sessions, public.show_promise, public.board to authenticated, service_role;
