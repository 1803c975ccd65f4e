-- Go and see: a photo of a place or a thing belongs to a line, whose words say what it shows. It is seen by whom the line is seen
-- by, leaves with it, and is destroyed with it. The bytes stand in a row and not in a bucket: a bucket remembers when each file
-- came, for as long as the file is there; a row is written anew by the release like everything else that hangs on a line.
create table leaven.photos (
  observation_id uuid primary key references leaven.observations on delete cascade,
  whole bytea not null check (length(whole) between 1 and 400000),
  small bytea not null check (length(small) between 1 and 100000));
comment on table leaven.photos is
  'What a line is about, to be looked at: pixels made anew by the server, nothing beside them. Nobody is in it, as its giver said.';
alter table leaven.photos alter column whole set storage external;
alter table leaven.photos alter column small set storage external;
alter table leaven.photos alter column whole set statistics 0;
alter table leaven.photos alter column small set statistics 0;
alter table leaven.photos enable row level security;
alter table leaven.photos force row level security;
revoke all on leaven.photos from public, anon, authenticated;
grant all on leaven.photos to service_role;

-- Large values lie in pages of their own, numbered as they came: when the release writes the rows anew, these too.
create function private.write_photo_anew() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if current_setting('leaven.shuffling', true) = 'on' then
    new.whole := new.whole || ''::bytea;
    new.small := new.small || ''::bytea;
  end if;
  return new;
end $$;
create trigger write_photo_anew before update on leaven.photos for each row execute function private.write_photo_anew();
create trigger tell_screens after insert or delete on leaven.photos for each row execute function private.tell_of_line();

-- The ledger counts it, also when it goes with its line.
alter table leaven.deletions drop constraint deletions_kind_check;
alter table leaven.deletions add constraint deletions_kind_check
  check (kind in ('recording', 'transcript', 'line', 'hold', 'session key', 'receipt', 'seat', 'photo'));
create function private.count_photo() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.count_deletion((select o.org_id from leaven.observations o where o.id = old.observation_id), 'photo');
  return null;
end $$;
create trigger count_deletion after delete on leaven.photos for each row execute function private.count_photo();
create function private.empty_line_of_photo() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from leaven.photos where observation_id = old.id;
  return old;
end $$;
create trigger empty_line_of_photo before delete on leaven.observations for each row execute function private.empty_line_of_photo();

-- The server's own last step, when it has made the picture anew: line, hold and photo in one transaction.
create function public.server_photo_finish(secret text, capture uuid, details jsonb, whole text, small text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  seat leaven.seats := private.require_seat(secret);
  own text := details ->> 'sha256';
  missing jsonb;
  line uuid;
begin
  perform private.alone(capture);
  if private.is_delivered(seat, capture, own) then return jsonb_build_object('ok', true); end if;
  if not private.may_hand_in(secret, 'capture-photo', 40) then return private.too_many(); end if;
  if (select s.kind from leaven.sessions s where s.id = seat.session_id) = 'routine' then
    perform private.refuse(422, 'no_read_back', 'Photos are for a team that reads them back together. Say or type it here instead.');
  end if;
  missing := private.missing_chunks(capture, (details ->> 'chunks')::int, own);
  if missing is not null then return private.missing_answer(missing); end if;
  line := private.add_line(seat, private.open_tag(seat), capture, details, private.clean_words(details ->> 'words'));
  insert into leaven.photos (observation_id, whole, small) values (line, decode(whole, 'base64'), decode(small, 'base64'));
  insert into private.deliveries (capture_id, session_id, mark) values (capture, seat.session_id, private.delivery_mark(seat, own));
  delete from private.uploads u where u.capture_id = capture;
  return jsonb_build_object('ok', true);
end $$;

-- What was sent is no picture that can be kept: nothing of it stays, whatever it carried.
create function public.server_photo_refused(secret text, capture uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret);
begin
  delete from private.uploads u where u.capture_id = capture and u.seat_tag = private.seat_tag(seat);
  return jsonb_build_object('ok', true);
end $$;

create function private.photo_of(line uuid, large boolean, may boolean) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare picture bytea;
begin
  if may then
    select case when large then p.whole else p.small end into picture from leaven.photos p where p.observation_id = line;
  end if;
  if picture is null then perform private.refuse(404, 'not_found', 'This photo is gone, or it is not yours to see.'); end if;
  return jsonb_build_object('picture', encode(picture, 'base64'));
end $$;

-- Who may read the line may see its photo: a released one its organisation, another one the guide from three voices on.
create function public.photo(line uuid, large boolean default false) returns jsonb
language sql stable security definer set search_path = '' as $$
  select private.photo_of(line, large, exists (select from leaven.observations o where o.id = line
    and ((o.released_week is not null and o.org_id in (select private.member_orgs())) or private.inside(o.session_id)))) $$;

-- A seat: its own, and its team's from three voices on.
create function public.seat_photo(secret text, line uuid, large boolean default false) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret);
begin
  return private.photo_of(line, large, exists (
    select from leaven.observations o left join leaven.holds h on h.observation_id = o.id
     where o.id = line and o.session_id = seat.session_id
       and (private.enough_voices(seat.session_id) or h.seat_tag = private.seat_tag(seat))));
end $$;

-- The guide of the session takes it off, before or after the release; the words stay.
create function public.take_photo_off(line uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.observations := private.guided_line(line);
begin
  delete from leaven.photos p where p.observation_id = mine.id;
  return jsonb_build_object('ok', true);
end $$;

-- Lists of lines say which of them have a photo.
create function private.with_photos(lines jsonb) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(each || jsonb_build_object('photo', exists (
           select from leaven.photos p where p.observation_id = (each ->> 'id')::uuid)) order by n), '[]')
    from jsonb_array_elements(lines) with ordinality listed(each, n) $$;

alter function private.team_lines(uuid) rename to team_lines_in_words;
create function private.team_lines(session uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select private.with_photos(private.team_lines_in_words(session)) $$;

alter function public.seat_page(text) set schema private;
alter function private.seat_page(text) rename to seat_page_in_words;
create function public.seat_page(secret text) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare page jsonb := private.seat_page_in_words(secret);
begin
  return page || jsonb_build_object('mine', private.with_photos(page -> 'mine'), 'team', private.with_photos(page -> 'team'));
end $$;

alter function public.seat_flow(text) set schema private;
alter function private.seat_flow(text) rename to seat_flow_in_words;
create function public.seat_flow(secret text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare flow jsonb := private.seat_flow_in_words(secret);
begin
  return flow || jsonb_build_object('story', private.with_photos(flow -> 'story'));
end $$;

revoke all on all functions in schema private from public;
revoke all on function private.seat_page_in_words, private.seat_flow_in_words from anon, authenticated;
revoke all on function public.server_photo_finish, public.server_photo_refused from public, anon, authenticated;
grant execute on function public.server_photo_finish, public.server_photo_refused to service_role;
revoke all on function public.photo, public.take_photo_off from public, anon;
grant execute on function public.photo, public.take_photo_off to authenticated, service_role;
revoke all on function public.seat_photo, public.seat_page, public.seat_flow from public;
grant execute on function public.seat_photo, public.seat_page, public.seat_flow to anon, authenticated, service_role;

-- A theme's page, too: its lines are those that the reader may read, by row security.
alter function public.theme(uuid) set schema private;
alter function private.theme(uuid) rename to theme_in_words;
create function public.theme(theme uuid) returns jsonb
language plpgsql stable set search_path = '' as $$
declare page jsonb := private.theme_in_words(theme);
begin
  return page || jsonb_build_object('lines', private.with_photos(page -> 'lines'));
end $$;
revoke all on function public.theme from public, anon;
grant execute on function public.theme to authenticated, service_role;
grant execute on function private.theme_in_words, private.with_photos to authenticated, service_role;
revoke all on function private.theme_in_words from anon;
