-- What a facilitator's tablet keeps while the team learns: pins, marks on lines, parked ideas, light groups, two private taps.
alter table leaven.observations add column noted boolean not null default false;
comment on column leaven.observations.noted is 'Said in the room and written down by the guide for everybody; no seat''s own words.';

create table leaven.pins (
  id uuid primary key,
  session_id uuid not null references leaven.sessions on delete cascade,
  number int not null check (number between 1 and 999),
  kind text not null check (kind in ('moment', 'idea')),
  unique (session_id, number));
comment on table leaven.pins is 'Something mattered here: a number in a row, until the guide says it in a few words. No time.';

create table leaven.marks (
  observation_id uuid not null references leaven.observations on delete cascade,
  mark text not null check (mark in ('adaptation', 'pressure', 'divergence', 'helps', 'hinders',
    'time_pressure', 'staffing', 'equipment', 'coordination', 'competing_priorities', 'information')),
  primary key (observation_id, mark));
comment on table leaven.marks is 'What a line tells about the work and its conditions. Never about a person.';

create table leaven.groups (
  id uuid primary key,
  session_id uuid not null references leaven.sessions on delete cascade,
  name text not null check (length(name) between 1 and 60));
comment on table leaven.groups is 'A heap on the board, named by people.';
create index groups_session on leaven.groups (session_id);

create table leaven.group_lines (
  observation_id uuid primary key references leaven.observations on delete cascade,
  group_id uuid not null references leaven.groups on delete cascade);
comment on table leaven.group_lines is 'Where a person placed a line. Nothing else ever writes here.';
create index group_lines_group on leaven.group_lines (group_id);

create table private.safety_given (
  session_id uuid not null references leaven.sessions on delete cascade,
  mark bytea not null,
  primary key (session_id, mark));
comment on table private.safety_given is 'Which seats have tapped, under the session''s key; not what. Goes when the session moves on from Soak.';

create table private.safety_taps (
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null references leaven.sessions on delete cascade,
  could_say boolean not null,
  fair boolean not null);
comment on table private.safety_taps is 'Answers that wait for two more, so that no single one ever changes what is shown.';
create index safety_taps_session on private.safety_taps (session_id);

create table leaven.safety_spreads (
  session_id uuid primary key references leaven.sessions on delete cascade,
  answers int not null check (answers >= 3),
  could_say int not null,
  fair int not null);
comment on table leaven.safety_spreads is 'How the two taps were spread. It grows by three or more answers at once, or not at all.';

do $$ declare t text; begin
  foreach t in array array['leaven.pins', 'leaven.marks', 'leaven.groups', 'leaven.group_lines', 'private.safety_given',
                           'private.safety_taps', 'leaven.safety_spreads'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('revoke all on %s from public, anon, authenticated', t);
    execute format('grant all on %s to service_role', t);
  end loop;
end $$;

create function private.tell_of_line() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_notify('leaven', coalesce((select o.session_id::text from leaven.observations o
                                         where o.id = coalesce(new.observation_id, old.observation_id)), ''));
  return null;
end $$;
create trigger tell_screens after insert or delete on leaven.marks for each row execute function private.tell_of_line();
create trigger tell_screens after insert or update or delete on leaven.group_lines for each row execute function private.tell_of_line();
create trigger tell_screens after insert or delete on leaven.pins for each row execute function private.tell_session();
create trigger tell_screens after insert or update or delete on leaven.groups for each row execute function private.tell_session();
create trigger tell_screens after insert or update on leaven.safety_spreads for each row execute function private.tell_session();

-- A confirmed line of a session that the signed-in facilitator guides and may read.
create function private.guided_line(line uuid) returns leaven.observations
language plpgsql stable security definer set search_path = '' as $$
declare found_line leaven.observations;
begin
  select * into found_line from leaven.observations where id = line;
  if found_line.id is null or not private.inside(found_line.session_id) then
    perform private.refuse(404, 'not_found', 'There is no such line, or you may not see it yet.');
  end if;
  return found_line;
end $$;

create function private.team_phase(mine leaven.sessions) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if mine.phase not in ('learn', 'soak') or mine.released_week is not null then
    perform private.refuse(409, 'moved_on', 'The team is past this: its story has been agreed.');
  end if;
end $$;

-- One tap: something mattered (moment), or somebody said a fix (idea).
create function public.pin(session uuid, pin_id uuid, kind text default 'moment') returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.guided(session); known leaven.pins;
begin
  perform private.team_phase(mine);
  if kind is null or kind not in ('moment', 'idea') then perform private.refuse(422, 'unknown_kind', 'A pin marks a moment or an idea.'); end if;
  insert into leaven.pins (id, session_id, number, kind)
  select pin_id, session, 1 + coalesce(max(p.number), 0), pin.kind from leaven.pins p where p.session_id = session
  on conflict (id) do nothing;
  select * into known from leaven.pins where id = pin_id and session_id = session;
  return jsonb_build_object('id', known.id, 'number', known.number, 'kind', known.kind);
end $$;

create function public.unpin(session uuid, pin_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.guided(session);
  delete from leaven.pins p where p.id = pin_id and p.session_id = session;
  return jsonb_build_object('ok', true);
end $$;

-- The guide writes down what was said in the room, in a few words; from a pin or without one. A pinned idea is parked.
create function public.note_line(session uuid, line uuid, words text, parked boolean default false, pin_id uuid default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.guided(session); clean text := private.clean_words(private.clean_line(words, 500));
begin
  perform private.team_phase(mine);
  if not mine.promise_shown then perform private.refuse(409, 'promise_first', 'Show the promise before anyone speaks.'); end if;
  insert into leaven.observations (id, org_id, session_id, phase, words, state, language, parked, noted, is_example)
  values (line, mine.org_id, mine.id, mine.phase, clean, 'confirmed', mine.language, note_line.parked, true, mine.is_example)
  on conflict (id) do nothing;
  delete from leaven.pins p where p.id = pin_id and p.session_id = session;
  return jsonb_build_object('id', line, 'state', 'confirmed');
end $$;

-- A guide may take back what a guide noted; never what somebody said.
create function public.unnote_line(line uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare noted leaven.observations;
begin
  select * into noted from leaven.observations o where o.id = line and o.noted and o.released_week is null;
  if noted.id is null or not private.is_facilitator_of(noted.session_id) then
    perform private.refuse(404, 'not_found', 'Only a line that you noted yourself can be taken back.');
  end if;
  delete from leaven.observations where id = line;
  return jsonb_build_object('ok', true);
end $$;

create function public.mark_line(line uuid, mark text, is_so boolean default true) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare target leaven.observations := private.guided_line(line);
begin
  if is_so then
    delete from leaven.marks m where m.observation_id = target.id
       and (mark_line.mark, m.mark) in (('helps', 'hinders'), ('hinders', 'helps'));
    insert into leaven.marks (observation_id, mark) values (target.id, mark_line.mark) on conflict do nothing;
  else
    delete from leaven.marks m where m.observation_id = target.id and m.mark = mark_line.mark;
  end if;
  return jsonb_build_object('ok', true);
end $$;

-- Parking. It is a place, not a reproof: the line comes back by itself in Improve, and who parked it is nowhere written.
create function public.park_line(line uuid, parked boolean default true) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare target leaven.observations := private.guided_line(line); mine leaven.sessions := private.guided(target.session_id);
begin
  perform private.team_phase(mine);
  update leaven.observations set parked = park_line.parked where id = target.id;
  return jsonb_build_object('ok', true);
end $$;

create function public.park_own(secret text, line uuid, parked boolean default true) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret); mine leaven.observations := private.own_line(seat, line); home leaven.sessions;
begin
  select * into home from leaven.sessions where id = seat.session_id;
  perform private.team_phase(home);
  update leaven.observations set parked = park_own.parked where id = mine.id;
  return jsonb_build_object('ok', true);
end $$;

-- One optional tap after the words; the speaker may take it back as long as the line is the team's.
create function public.lens_own(secret text, line uuid, lens text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.observations := private.own_line(private.require_seat(secret), line);
begin
  update leaven.observations set lens = lens_own.lens where id = mine.id and released_week is null;
  return jsonb_build_object('ok', true);
end $$;

create function public.name_group(session uuid, group_id uuid, name text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare clean text := private.clean_line(name, 60);
begin
  perform private.guided(session);
  if clean = '' then perform private.refuse(422, 'empty', 'Give the group a name.'); end if;
  if (select count(*) from leaven.groups g where g.session_id = session) >= 40 then
    perform private.refuse(409, 'too_many', 'Forty groups are more than anyone can follow. Put two together first.');
  end if;
  insert into leaven.groups as g (id, session_id, name) values (group_id, session, clean)
  on conflict (id) do update set name = excluded.name where g.session_id = excluded.session_id;
  return jsonb_build_object('id', group_id, 'name', clean);
end $$;

create function public.drop_group(session uuid, group_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.guided(session);
  delete from leaven.groups g where g.id = group_id and g.session_id = session;
  return jsonb_build_object('ok', true);
end $$;

-- Where a person puts a line it stays, until a person moves it. No group: back to the loose ones.
create function public.place_line(line uuid, group_id uuid default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare target leaven.observations := private.guided_line(line);
begin
  if group_id is null then
    delete from leaven.group_lines p where p.observation_id = target.id;
  elsif not exists (select from leaven.groups g where g.id = place_line.group_id and g.session_id = target.session_id) then
    perform private.refuse(404, 'not_found', 'This group is gone.');
  else
    insert into leaven.group_lines (observation_id, group_id) values (target.id, place_line.group_id)
    on conflict (observation_id) do update set group_id = excluded.group_id;
  end if;
  return jsonb_build_object('ok', true);
end $$;

-- Two private taps at the end of Learn: "could you say what you wanted?", "will this be used fairly?". Once a seat.
create function public.safety_tap(secret text, could_say boolean, fair boolean) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret); home leaven.sessions; tag bytea := private.seat_tag(seat);
begin
  select * into home from leaven.sessions where id = seat.session_id for update;
  perform private.team_phase(home);
  if could_say is null or fair is null then perform private.refuse(422, 'both_taps', 'Two taps, please. Or none.'); end if;
  insert into private.safety_given (session_id, mark) values (home.id, sha256(tag || 'safety'::bytea)) on conflict do nothing;
  if not found then return jsonb_build_object('given', true); end if;
  insert into private.safety_taps (session_id, could_say, fair) values (home.id, safety_tap.could_say, safety_tap.fair);
  if (select count(*) from private.safety_taps t where t.session_id = home.id) >= 3 then
    with taken as (delete from private.safety_taps t where t.session_id = home.id returning t.could_say, t.fair)
    insert into leaven.safety_spreads as s (session_id, answers, could_say, fair)
    select home.id, count(*), count(*) filter (where taken.could_say), count(*) filter (where taken.fair) from taken
    on conflict (session_id) do update set answers = s.answers + excluded.answers,
      could_say = s.could_say + excluded.could_say, fair = s.fair + excluded.fair;
  end if;
  return jsonb_build_object('given', true);
end $$;

create function private.forget_safety() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from private.safety_given where session_id = new.id;
  delete from private.safety_taps where session_id = new.id;      -- one or two that waited are nobody's to see
  return null;
end $$;
create trigger forget_safety after update of phase on leaven.sessions
  for each row when (new.phase in ('improve', 'share', 'closed')) execute function private.forget_safety();

revoke all on all functions in schema private from public;
revoke all on function public.pin, public.unpin, public.note_line, public.unnote_line, public.mark_line, public.park_line,
  public.name_group, public.drop_group, public.place_line from public, anon;
grant execute on function public.pin, public.unpin, public.note_line, public.unnote_line, public.mark_line, public.park_line,
  public.name_group, public.drop_group, public.place_line to authenticated, service_role;
revoke all on function public.park_own, public.lens_own, public.safety_tap from public;
grant execute on function public.park_own, public.lens_own, public.safety_tap to anon, authenticated, service_role;
