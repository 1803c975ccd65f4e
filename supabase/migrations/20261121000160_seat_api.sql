-- What a worker does without any account: the seat's secret is the only key, and an argument, never a claim.

create function private.seat_view(seat leaven.seats) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('ok', true, 'session', private.session_summary(s) - 'org_id',
    'languages', o.languages,
    'danger', case when si.danger_name = '' and si.danger_contact = '' then null
              else jsonb_build_object('name', si.danger_name, 'contact', si.danger_contact) end)
  from leaven.sessions s join leaven.organisations o on o.id = s.org_id join leaven.sites si on si.id = s.site_id
  where s.id = seat.session_id $$;

-- A device takes a seat: it shows the card's secret or code and puts a secret of its own in its place, so that nobody who
-- saw the card (the facilitator least of all) can read what this seat said. Repeating it with the same device secret
-- changes nothing. Answers a refusal instead of raising: a raise would roll the counter back.
create function public.take_seat(card text, device_secret text, caller text default '') returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  shown bytea := private.hash(card);
  mine bytea := private.hash(device_secret);
  seat leaven.seats;
  typed boolean := length(card) <= 8;
begin
  if device_secret !~ '^[A-Za-z0-9_-]{32,64}$' then
    return jsonb_build_object('ok', false, 'status', 422, 'code', 'weak_secret', 'message', 'This phone could not make a safe key. Reload the page and try again.');
  end if;
  if not (private.may_try('seat-device', device_secret, 5, interval '10 minutes') or exists (
            select from private.seat_secrets where secret_hash = mine))
     or not private.may_try('seat-address', caller, 60, interval '10 minutes') then
    return jsonb_build_object('ok', false, 'status', 429, 'code', 'too_many_tries', 'message', 'Too many tries. Wait ten minutes, or scan the card instead.');
  end if;
  select s.* into seat from private.seat_secrets k join leaven.seats s on s.id = k.seat_id
   where k.secret_hash = mine and k.kind = 'device';
  if seat.id is not null then return private.seat_view(seat); end if;

  if typed then
    select s.* into seat from private.seat_codes c join leaven.seats s on s.id = c.seat_id
     where c.code_hash = private.hash(upper(card)) and c.expires_at > now() for update of s;
  else
    select s.* into seat from private.seat_secrets k join leaven.seats s on s.id = k.seat_id
     where k.secret_hash = shown and k.kind = 'card' for update of s;
  end if;
  if seat.id is null then
    return jsonb_build_object('ok', false, 'status', 404, 'code', 'unknown_seat', 'message',
      case when typed then 'This code is not right, or its ten minutes are over. Check it, or ask for a fresh card.'
           else 'This card is not valid any more. Ask the facilitator for a fresh one.' end);
  end if;
  if seat.claimed then
    return jsonb_build_object('ok', false, 'status', 409, 'code', 'used_card', 'message', 'This card is already in use on another phone. Take another card.');
  end if;
  update leaven.seats set claimed = true where id = seat.id;
  insert into private.seat_secrets (secret_hash, seat_id, kind) values (mine, seat.id, 'device');
  delete from private.seat_codes where seat_id = seat.id;
  delete from private.tries where scope = 'seat-device' and subject = mine;
  return private.seat_view(seat);
end $$;

-- Own lines (until release), and the team's once enough have spoken.
create function public.seat_page(secret text) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret); tag bytea := private.seat_tag(seat);
begin
  return private.seat_view(seat) || jsonb_build_object(
    'mine', coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'state', o.state, 'spoken', o.spoken, 'phase', o.phase,
        'parked', o.parked, 'lens', o.lens, 'words', case when o.state = 'confirmed' then o.words else coalesce(t.words, '') end,
        'segments', coalesce(t.segments, '[]'), 'reason', coalesce(c.reason, '')) order by h.arrived_at desc)
      from leaven.holds h join leaven.observations o on o.id = h.observation_id
        left join leaven.transcripts t on t.observation_id = o.id left join leaven.clips c on c.observation_id = o.id
     where h.session_id = seat.session_id and h.seat_tag = tag), '[]'),
    'enough_voices', private.enough_voices(seat.session_id),
    'team', case when private.enough_voices(seat.session_id) then coalesce((
        select jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words) order by o.id)
          from leaven.observations o left join leaven.holds h on h.observation_id = o.id
         where o.session_id = seat.session_id and o.state = 'confirmed' and not o.parked
           and h.seat_tag is distinct from tag), '[]') else '[]' end);
end $$;

create function private.own_line(seat leaven.seats, line uuid) returns leaven.observations
language plpgsql stable security definer set search_path = '' as $$
declare found_line leaven.observations;
begin
  select o.* into found_line from leaven.observations o join leaven.holds h on h.observation_id = o.id
   where o.id = line and h.session_id = seat.session_id and h.seat_tag = private.seat_tag(seat);
  if found_line.id is null then
    perform private.refuse(404, 'not_found', 'This line is not yours to change, or the team has already released it.');
  end if;
  return found_line;
end $$;

create function private.clean_words(words text) returns text
language plpgsql immutable set search_path = '' as $$
declare clean text;
begin
  -- control characters go, except the line breaks and tabs that become spaces; direction marks stay: Arabic needs them
  clean := btrim(regexp_replace(regexp_replace(coalesce(words, ''), '[\t\n\r]+', ' ', 'g'), '[[:cntrl:]]', '', 'g'));
  if clean = '' then perform private.refuse(422, 'empty', 'There are no words yet. Say or type what you saw.'); end if;
  if length(clean) > 6000 then perform private.refuse(422, 'too_long', 'This is too long. Split it into two lines.'); end if;
  return clean;
end $$;

-- The speaker's words stand; the machine's go, and the recording with them.
create function public.confirm_words(secret text, line uuid, words text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.observations := private.own_line(private.require_seat(secret), line);
begin
  update leaven.observations set words = private.clean_words(confirm_words.words), state = 'confirmed' where id = mine.id;
  delete from leaven.transcripts where observation_id = mine.id;
  delete from leaven.clips where observation_id = mine.id;
  return jsonb_build_object('id', mine.id, 'state', 'confirmed');
end $$;

create function public.withdraw_line(secret text, line uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.observations := private.own_line(private.require_seat(secret), line);
begin
  delete from leaven.observations where id = mine.id;
  return jsonb_build_object('id', mine.id, 'state', 'withdrawn');
end $$;

revoke all on all functions in schema private from public;
revoke all on function public.take_seat, public.seat_page, public.confirm_words, public.withdraw_line from public;
grant execute on function public.take_seat, public.seat_page, public.confirm_words, public.withdraw_line to anon, authenticated, service_role;
