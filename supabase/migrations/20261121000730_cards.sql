-- Look-for cards: what a team saw, what to look for, what changed. Quotes are verbatim from released lines, or not there.
create table leaven.cards (
  id uuid primary key,
  org_id uuid not null references leaven.organisations on delete cascade,
  session_id uuid not null references leaven.sessions on delete cascade,
  saw text not null default '' check (length(saw) <= 300),
  look_for text not null default '' check (length(look_for) <= 300),
  changed text not null default '' check (length(changed) <= 300),
  built_on uuid references leaven.cards on delete set null,
  shared_on date,
  check (built_on <> id));
comment on table leaven.cards is 'A minute to read or hear, shared at close.';
create index cards_org on leaven.cards (org_id, shared_on);
create index cards_session on leaven.cards (session_id);
create index cards_built_on on leaven.cards (built_on);

create table leaven.card_quotes (
  card_id uuid not null references leaven.cards on delete cascade,
  observation_id uuid not null references leaven.observations on delete cascade,
  words text not null check (length(words) between 1 and 300),
  primary key (card_id, observation_id));
comment on table leaven.card_quotes is 'Goes with its line when the line is withdrawn.';
create index card_quotes_observation on leaven.card_quotes (observation_id);

create table leaven.adoptions (
  id uuid primary key,
  org_id uuid not null references leaven.organisations on delete cascade,
  card_id uuid not null references leaven.cards on delete cascade,
  session_id uuid references leaven.sessions on delete cascade,
  kind text not null check (kind in ('too', 'tried', 'built_on')),
  words text not null default '' check (length(words) <= 500),
  week text not null check (week ~ '^\d{4}-W\d{2}$'),
  unique nulls not distinct (card_id, session_id, kind));
comment on table leaven.adoptions is 'Another team has this too, tried it or built on it: one tap a team, never a person, never a rank.';
create index adoptions_org on leaven.adoptions (org_id);
create index adoptions_session on leaven.adoptions (session_id);

do $$ declare t text; begin
  foreach t in array array['cards', 'card_quotes', 'adoptions'] loop
    execute format('alter table leaven.%I enable row level security', t);
    execute format('alter table leaven.%I force row level security', t);
    execute format('revoke all on leaven.%I from public, anon, authenticated', t);
    execute format('grant all on leaven.%I to service_role', t);
  end loop;
end $$;

create function private.quotable(line leaven.observations, quoted text) returns boolean
language sql immutable set search_path = '' as $$
  select line.released_week is not null and line.state = 'confirmed' and not line.parked and position(quoted in line.words) > 0 $$;

create function private.quote_is_verbatim() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from leaven.observations o join leaven.cards c on c.session_id = o.session_id
                  where o.id = new.observation_id and c.id = new.card_id and private.quotable(o, new.words)) then
    perform private.refuse(422, 'not_verbatim', 'A quote is word for word from a line that the team has released.');
  end if;
  return new;
end $$;
create trigger quote_is_verbatim before insert or update on leaven.card_quotes
  for each row execute function private.quote_is_verbatim();

-- Words that were corrected, parked or taken back take their quotes with them.
create function private.drop_stale_quotes() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from leaven.card_quotes q where q.observation_id = new.id and not private.quotable(new, q.words);
  return null;
end $$;
create trigger drop_stale_quotes after update of words, state, released_week, parked on leaven.observations
  for each row execute function private.drop_stale_quotes();

create function private.card_view(card leaven.cards) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('id', card.id, 'session_id', card.session_id, 'topic', s.topic, 'place', private.line_place(s.id),
    'saw', card.saw, 'look_for', card.look_for, 'changed', card.changed, 'shared', card.shared_on is not null,
    'shared_on', card.shared_on, 'built_on', card.built_on,
    'quotes', coalesce((select jsonb_agg(jsonb_build_object('line_id', q.observation_id, 'words', q.words) order by q.observation_id)
                 from leaven.card_quotes q join leaven.observations o on o.id = q.observation_id
                where q.card_id = card.id and private.quotable(o, q.words)), '[]'))
    from leaven.sessions s where s.id = card.session_id $$;

create function private.word_count(said text) returns int
language sql immutable set search_path = '' as $$
  select count(*)::int from regexp_split_to_table(btrim(said), '\s+') w where w <> '' $$;

create function private.set_quotes(card uuid, quotes jsonb) returns void
language sql volatile security definer set search_path = '' as $$
  delete from leaven.card_quotes where card_id = card;
  insert into leaven.card_quotes (card_id, observation_id, words)
  select card, (q ->> 'line_id')::uuid, btrim(q ->> 'words') from jsonb_array_elements(coalesce(quotes, '[]')) q $$;

-- details: session_id, saw, look_for, changed, built_on, quotes [{line_id, words}]. A shared card stands.
create function public.write_card(card_id uuid, details jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  mine leaven.sessions := private.require_facilitator((details ->> 'session_id')::uuid);
  card leaven.cards;
  length_in_words int := private.word_count(concat_ws(' ', details ->> 'saw', details ->> 'look_for', details ->> 'changed',
    (select string_agg(q ->> 'words', ' ') from jsonb_array_elements(coalesce(details -> 'quotes', '[]')) q)));
begin
  if mine.released_week is null then
    perform private.refuse(409, 'not_released', 'The team releases its story first; then it can be shared.');
  end if;
  -- 150 words a minute is a calm reading voice
  if length_in_words > 150 then
    perform private.refuse(422, 'too_long', 'A card is read in a minute: 150 words at most, quotes included.');
  end if;
  insert into leaven.cards as c (id, org_id, session_id, saw, look_for, changed, built_on)
  values (card_id, mine.org_id, mine.id, btrim(coalesce(details ->> 'saw', '')), btrim(coalesce(details ->> 'look_for', '')),
          btrim(coalesce(details ->> 'changed', '')),
          (select b.id from leaven.cards b where b.id = (details ->> 'built_on')::uuid and b.org_id = mine.org_id and b.shared_on is not null))
  on conflict (id) do update set saw = excluded.saw, look_for = excluded.look_for, changed = excluded.changed, built_on = excluded.built_on
    where c.session_id = mine.id and c.shared_on is null;
  if not found then perform private.refuse(409, 'shared_already', 'This card has been shared and stands as it is.'); end if;
  perform private.set_quotes(card_id, details -> 'quotes');
  select * into card from leaven.cards c where c.id = card_id;
  return private.card_view(card);
end $$;

create function public.share_card(card uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.cards;
begin
  select * into mine from leaven.cards c where c.id = card for update;
  perform private.require_facilitator(mine.session_id);
  if mine.saw = '' or mine.look_for = '' then
    perform private.refuse(422, 'empty', 'Say what you saw and what others should look for.');
  end if;
  update leaven.cards c set shared_on = coalesce(c.shared_on, private.today()) where c.id = card returning * into mine;
  return private.card_view(mine);
end $$;

create function private.card_to_read(card uuid) returns leaven.cards
language plpgsql stable security definer set search_path = '' as $$
declare found_card leaven.cards;
begin
  select * into found_card from leaven.cards c where c.id = card;
  if found_card.id is null or not (private.is_facilitator_of(found_card.session_id) or (found_card.shared_on is not null
       and private.has_role(found_card.org_id, '{facilitator,sponsor,member,representative,administrator}'))) then
    perform private.refuse(404, 'not_found', 'There is no such card.');
  end if;
  return found_card;
end $$;

create function private.adoption_view(adoption leaven.adoptions) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('id', adoption.id, 'kind', adoption.kind, 'week', adoption.week, 'topic', s.topic,
    'place', case when s.id is not null then private.line_place(s.id) end,
    -- a line leaves its team when the team has released its own story
    'words', case when s.id is null or s.released_week is not null then adoption.words else '' end)
    from (select 1) one left join leaven.sessions s on s.id = adoption.session_id $$;

-- A card with its family: what it was built on, what was built on it, and who took it up.
create function public.card(card uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare mine leaven.cards := private.card_to_read(card);
begin
  return private.card_view(mine) || jsonb_build_object(
    'parents', coalesce((with recursive up(id, built_on, depth) as (
        select c.id, c.built_on, 0 from leaven.cards c where c.id = mine.id
        union select c.id, c.built_on, u.depth + 1 from leaven.cards c join up u on c.id = u.built_on where u.depth < 20)
      select jsonb_agg(jsonb_build_object('id', c.id, 'saw', c.saw, 'topic', s.topic) order by u.depth desc)
        from up u join leaven.cards c on c.id = u.id join leaven.sessions s on s.id = c.session_id
       where u.id <> mine.id and c.shared_on is not null), '[]'),
    'children', coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'saw', c.saw, 'topic', s.topic) order by c.id)
        from leaven.cards c join leaven.sessions s on s.id = c.session_id where c.built_on = mine.id and c.shared_on is not null), '[]'),
    'adoptions', coalesce((select jsonb_agg(private.adoption_view(a) order by a.week, a.id)
        from leaven.adoptions a where a.card_id = mine.id), '[]'));
end $$;

create function public.cards(org uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_role(org, '{facilitator,sponsor,member,representative,administrator}');
  return jsonb_build_object('cards', coalesce((select jsonb_agg(private.card_view(c) order by c.shared_on desc, c.id)
    from (select * from leaven.cards c where c.org_id = org and c.shared_on is not null order by c.shared_on desc, c.id limit 100) c), '[]'));
end $$;

create function public.session_cards(session uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_facilitator(session);
  return jsonb_build_object('cards', coalesce((select jsonb_agg(private.card_view(c) order by c.id)
    from leaven.cards c where c.session_id = session), '[]'),
    'lines', coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words, 'lens', o.lens) order by o.id)
      from leaven.observations o where o.session_id = session and o.released_week is not null and not o.parked), '[]'));
end $$;

create function private.adopt(adoption_id uuid, mine leaven.cards, session uuid, kind text, words text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  if kind not in ('too', 'tried', 'built_on') then
    perform private.refuse(422, 'unknown_kind', 'Say: we have this too, we tried it, or we built on it.');
  end if;
  if session = mine.session_id then
    perform private.refuse(409, 'own_card', 'This is your own card. Let others take it up.');
  end if;
  insert into leaven.adoptions (id, org_id, card_id, session_id, kind, words, week)
  values (adoption_id, mine.org_id, mine.id, session, kind,
          left(regexp_replace(btrim(coalesce(words, '')), '[[:cntrl:]]+', ' ', 'g'), 500), private.iso_week(private.today()))
  on conflict do nothing;
  return jsonb_build_object('ok', true);
end $$;

-- For a team of one's own (session), or for people at a toolbox talk who have no session (null): one such tap a card and kind.
create function public.adopt_card(adoption_id uuid, card uuid, kind text, words text default '', session uuid default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.cards := private.card_to_read(card);
begin
  if session is not null then perform private.require_facilitator(session); end if;
  return private.adopt(adoption_id, mine, session, kind, words);
end $$;

-- The cards of the organisation for a crew at its own table, and its tap.
create function public.seat_cards(secret text) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret);
begin
  return jsonb_build_object('cards', coalesce((select jsonb_agg(private.card_view(c) - 'session_id' order by c.shared_on desc, c.id)
    from (select c.* from leaven.cards c join leaven.sessions s on s.org_id = c.org_id
           where s.id = seat.session_id and c.shared_on is not null and c.session_id <> s.id
           order by c.shared_on desc, c.id limit 20) c), '[]'));
end $$;

create function public.seat_adopt_card(secret text, adoption_id uuid, card uuid, kind text, words text default '') returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret); mine leaven.cards;
begin
  select c.* into mine from leaven.cards c join leaven.sessions s on s.org_id = c.org_id
   where c.id = card and c.shared_on is not null and s.id = seat.session_id;
  if mine.id is null then perform private.refuse(404, 'not_found', 'There is no such card.'); end if;
  return private.adopt(adoption_id, mine, seat.session_id, kind, words);
end $$;

revoke all on all functions in schema private from public;
grant execute on function private.line_place to authenticated;
revoke all on function public.write_card, public.share_card, public.card, public.cards, public.session_cards, public.adopt_card from public, anon;
grant execute on function public.write_card, public.share_card, public.card, public.cards, public.session_cards, public.adopt_card
  to authenticated, service_role;
revoke all on function public.seat_cards, public.seat_adopt_card from public;
grant execute on function public.seat_cards, public.seat_adopt_card to anon, authenticated, service_role;
