-- What people said. A line has no author and no time; what the team circle needs until release stands apart in holds.
create table leaven.observations (
  id uuid primary key,
  org_id uuid not null references leaven.organisations on delete cascade,
  session_id uuid not null references leaven.sessions on delete cascade,
  phase text not null check (phase in ('learn', 'soak')),
  words text not null default '' check (length(words) <= 6000),
  state text not null check (state in ('waiting', 'to_check', 'no_speech', 'set_aside', 'confirmed')),
  spoken boolean not null default false,
  language text not null default 'en' check (language ~ '^[a-z]{2,3}$'),
  lens text check (lens in ('odd', 'hard', 'risky', 'changed')),
  parked boolean not null default false,
  released_week text check (released_week ~ '^\d{4}-W\d{2}$'),
  is_example boolean not null default false,
  check (state <> 'confirmed' or length(btrim(words)) > 0),
  check (released_week is null or state = 'confirmed'));
comment on table leaven.observations is
  'Words as confirmed by who said them. No author, no device, no time: after release only the ISO week.';
create index observations_session on leaven.observations (session_id);
create index observations_org on leaven.observations (org_id) where released_week is not null;

create table leaven.holds (
  observation_id uuid primary key references leaven.observations on delete cascade,
  session_id uuid not null references leaven.sessions on delete cascade,
  seat_tag bytea not null,
  arrived_at timestamptz not null default now());
comment on table leaven.holds is 'The team circle until release: a tag under the session''s key, and arrival. Release deletes both.';
create index holds_session on leaven.holds (session_id, seat_tag);

create table leaven.clips (
  observation_id uuid primary key references leaven.observations on delete cascade,
  path text not null unique check (path ~ '^[0-9a-f]{32}$'),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes int not null check (bytes > 0),
  mime text not null check (length(mime) <= 80),
  seconds real not null check (seconds >= 0),
  tries int not null default 0,
  reason text not null default '',
  delete_after timestamptz not null default now() + interval '7 days');
comment on table leaven.clips is 'A recording until its words are confirmed or its deadline comes. The path means nothing.';

create table leaven.transcripts (
  observation_id uuid primary key references leaven.observations on delete cascade,
  words text not null,
  language text not null,
  english text,
  segments jsonb not null default '[]',
  engine text not null,
  model text not null);
comment on table leaven.transcripts is 'The machine''s words, with doubts marked, until a person confirms the line; then they go.';

do $$ declare t text; begin
  foreach t in array array['observations', 'holds', 'clips', 'transcripts'] loop
    execute format('alter table leaven.%I enable row level security', t);
    execute format('alter table leaven.%I force row level security', t);
    execute format('revoke all on leaven.%I from public, anon, authenticated', t);
    execute format('grant all on leaven.%I to service_role', t);
  end loop;
end $$;
grant select on leaven.observations to authenticated;

-- Distinct seats that have spoken. Never shown as a number before the threshold is reached.
create function private.voices(session uuid) returns int
language sql stable security definer set search_path = '' as $$
  select count(distinct seat_tag)::int from leaven.holds where session_id = session $$;

create function private.enough_voices(session uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select s.released_week is not null or private.voices(s.id) >= o.inside_threshold
    from leaven.sessions s join leaven.organisations o on o.id = s.org_id where s.id = session $$;

-- May the signed-in person stand inside the team circle of this session, now?
create function private.inside(session uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select private.is_facilitator_of(session) and private.enough_voices(session) $$;
revoke all on all functions in schema private from public;
grant execute on function private.inside to authenticated;

create policy "released lines are the organisation's, others the team's once enough have spoken" on leaven.observations
  for select to authenticated
  using ((released_week is not null and org_id in (select private.member_orgs())) or private.inside(session_id));
