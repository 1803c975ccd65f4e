-- Recording the room: off unless every taken seat has said yes. Only a yes is kept; a no leaves no trace and looks like
-- no answer, so it costs nothing and nobody, database included, can tell who said it.

alter table leaven.sessions
  add column recording_asked boolean not null default false,
  add column recording_hands int check (recording_hands between 0 and 8);
comment on column leaven.sessions.recording_hands is 'A show of hands, as a count; never who.';

create table private.recording_yes (
  session_id uuid not null references leaven.sessions on delete cascade,
  seat_tag bytea not null,
  primary key (session_id, seat_tag));
comment on table private.recording_yes is 'A yes to recording the room, under the session''s key until release. A no is not kept.';
alter table private.recording_yes enable row level security;
alter table private.recording_yes force row level security;
revoke all on private.recording_yes from public, anon, authenticated;
grant all on private.recording_yes to service_role;

-- Every taken seat has said yes: each on its own phone, or all by a show of hands whose count is the count of seats.
create function private.may_record(session uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select s.recording_asked and s.phase = 'learn' and s.released_week is null and seats.taken > 0
         and (s.recording_hands = seats.taken
              or (select count(*) from private.recording_yes y where y.session_id = s.id) = seats.taken)
    from leaven.sessions s, lateral (select count(*) as taken from leaven.seats p where p.session_id = s.id and p.claimed) seats
   where s.id = session $$;

-- The facilitator learns whether the room may be recorded and nothing else: neither how many said yes nor who did not.
create function public.ask_recording(session uuid, asked boolean default true, hands int default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_facilitator(session);
  if hands not between 0 and 8 then perform private.refuse(422, 'invalid_input', 'There are at most eight hands.'); end if;
  update leaven.sessions set recording_asked = asked, recording_hands = case when asked then hands end where id = session;
  -- asking again is a new question: an old yes does not answer it
  delete from private.recording_yes where session_id = session and not asked;
  return jsonb_build_object('asked', asked, 'may_record', private.may_record(session));
end $$;

create function public.recording_state(session uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare mine leaven.sessions := private.require_facilitator(session);
begin
  return jsonb_build_object('asked', mine.recording_asked, 'may_record', private.may_record(session));
end $$;

-- A seat answers, and may take its yes back at any moment: recording then has to stop. Taking part needs no answer.
create function public.answer_recording(secret text, yes boolean default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret); tag bytea := private.seat_tag(seat);
begin
  if yes and tag is not null then
    insert into private.recording_yes (session_id, seat_tag)
    select s.id, tag from leaven.sessions s where s.id = seat.session_id and s.recording_asked on conflict do nothing;
  elsif not yes then
    delete from private.recording_yes where session_id = seat.session_id and seat_tag = tag;
    update leaven.sessions set recording_hands = null where id = seat.session_id and recording_hands is not null;
  end if;
  if yes is not null then perform pg_notify('leaven', seat.session_id::text); end if;
  return (select jsonb_build_object('asked', s.recording_asked, 'may_record', private.may_record(s.id),
      'seats_taken', (select count(*) from leaven.seats p where p.session_id = s.id and p.claimed),
      'mine', exists (select from private.recording_yes y where y.session_id = s.id and y.seat_tag = tag))
    from leaven.sessions s where s.id = seat.session_id);
end $$;

create function private.forget_consent() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from private.recording_yes where session_id = old.session_id;
  return null;
end $$;
create trigger forget_consent after delete on private.session_keys for each row execute function private.forget_consent();

revoke all on all functions in schema private from public;
revoke all on function public.ask_recording, public.recording_state from public, anon;
grant execute on function public.ask_recording, public.recording_state to authenticated, service_role;
revoke all on function public.answer_recording from public;
grant execute on function public.answer_recording to anon, authenticated, service_role;
