-- What the linker keeps beside the links: vectors with the encoder that made them, refusals, calibration,
-- proposals and an append-only history. Lines of other teams are compared only once they are released.

create table leaven.encoders (
  digest text primary key check (digest ~ '^[0-9a-f]{64}$'),
  id text not null check (length(id) between 1 and 80),
  dimension int not null check (dimension between 8 and 4000),
  unique (digest, dimension));
comment on table leaven.encoders is 'Encoders that have read lines here. Vectors of two digests are never compared.';

create table leaven.vectors (
  digest text not null,
  dimension int not null,
  observation_id uuid not null references leaven.observations on delete cascade,
  org_id uuid not null references leaven.organisations on delete cascade,
  session_id uuid not null references leaven.sessions on delete cascade,
  released boolean not null,
  vector extensions.halfvec not null check (extensions.vector_dims(vector) = dimension),
  primary key (digest, observation_id),
  foreign key (digest, dimension) references leaven.encoders (digest, dimension) on delete cascade);
comment on table leaven.vectors is 'A confirmed line as its encoder reads it. Words can be guessed from it: nobody signed in reads it.';
create index vectors_observation on leaven.vectors (observation_id);
create index vectors_org on leaven.vectors (org_id, digest);
create index vectors_session on leaven.vectors (session_id);
create index vectors_near on leaven.vectors
  using hnsw ((vector::extensions.halfvec(384)) extensions.halfvec_cosine_ops) where dimension = 384;

-- words that changed are read again; release opens a line to the organisation
create function private.keep_vectors_true() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.words <> old.words or new.state <> 'confirmed' then
    delete from leaven.vectors where observation_id = new.id;
  elsif (new.released_week is null) <> (old.released_week is null) then
    update leaven.vectors set released = new.released_week is not null where observation_id = new.id;
  end if;
  return null;
end $$;
create trigger keep_vectors_true after update of words, state, released_week on leaven.observations
  for each row execute function private.keep_vectors_true();

create table leaven.calibrations (
  org_id uuid not null references leaven.organisations on delete cascade,
  digest text not null references leaven.encoders on delete cascade,
  shift real not null, slope real not null check (slope > 0), answers int not null,
  primary key (org_id, digest));
comment on table leaven.calibrations is 'How sure this organisation''s answers make the linker (Platt''s two numbers).';
create index calibrations_digest on leaven.calibrations (digest);

create table leaven.twins (
  observation_id uuid not null references leaven.observations on delete cascade,
  other_id uuid not null references leaven.observations on delete cascade,
  org_id uuid not null references leaven.organisations on delete cascade,
  state text not null check (state in ('suggested', 'joined', 'rejected')),
  p real check (p between 0 and 1),
  reasons jsonb not null default '{}',
  primary key (observation_id, other_id),
  check (observation_id <> other_id));
comment on table leaven.twins is 'Two lines without a theme that may say the same.';
create index twins_other on leaven.twins (other_id);
create index twins_org on leaven.twins (org_id, state);

create table leaven.theme_proposals (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references leaven.organisations on delete cascade,
  kind text not null check (kind in ('new', 'merge', 'split')),
  subject text not null check (length(subject) between 1 and 64),
  theme_ids uuid[] not null default '{}',
  line_ids uuid[] not null default '{}',
  title text not null default '' check (length(title) <= 200),
  keywords text[] not null default '{}',
  alike real not null,
  state text not null default 'open' check (state in ('open', 'accepted', 'declined')),
  unique (org_id, kind, subject));
comment on table leaven.theme_proposals is 'What the linker would ask a facilitator. Asked once: a declined one does not come back.';

create table leaven.theme_events (
  id uuid primary key,
  number bigint generated always as identity,
  org_id uuid not null references leaven.organisations on delete cascade,
  kind text not null check (kind in ('made', 'merged', 'split', 'undone')),
  theme_id uuid not null,
  other_id uuid,
  line_ids uuid[] not null default '{}',
  undoes uuid references leaven.theme_events on delete cascade,
  week text not null default private.iso_week() check (week ~ '^\d{4}-W\d{2}$'),
  unique (undoes));
comment on table leaven.theme_events is 'Append-only: what people did to themes. Who is a facilitator of the organisation, when is a week.';
create index theme_events_org on leaven.theme_events (org_id, number);

create table leaven.theme_signals (
  theme_id uuid not null references leaven.themes on delete cascade,
  kind text not null check (kind in ('rise', 'breadth', 'new_site')),
  org_id uuid not null references leaven.organisations on delete cascade,
  p real not null check (p between 0 and 1),
  seen jsonb not null,
  week text not null check (week ~ '^\d{4}-W\d{2}$'),
  primary key (theme_id, kind));
comment on table leaven.theme_signals is 'Themes that recur slowly or spread: counts of sessions, never of people, never below three.';
create index theme_signals_org on leaven.theme_signals (org_id, p);

do $$ declare t text; begin
  foreach t in array array['encoders', 'vectors', 'calibrations', 'twins', 'theme_proposals', 'theme_events', 'theme_signals'] loop
    execute format('alter table leaven.%I enable row level security', t);
    execute format('alter table leaven.%I force row level security', t);
    execute format('revoke all on leaven.%I from public, anon, authenticated', t);
    execute format('grant all on leaven.%I to service_role', t);
  end loop;
end $$;
grant select on leaven.twins, leaven.theme_proposals, leaven.theme_events to authenticated;

create policy "a pair is seen by facilitators who may see both lines" on leaven.twins for select to authenticated
  using (org_id in (select private.member_orgs('{facilitator}'))
         and exists (select from leaven.observations o where o.id = observation_id)
         and exists (select from leaven.observations o where o.id = other_id));
create policy "facilitators see what is proposed" on leaven.theme_proposals for select to authenticated
  using (org_id in (select private.member_orgs('{facilitator}')));
create policy "facilitators see what was done to themes" on leaven.theme_events for select to authenticated
  using (org_id in (select private.member_orgs('{facilitator}')));

-- A history that can be changed is none. A row goes only with its organisation.
create function private.append_only() returns trigger
language plpgsql set search_path = '' as $$
begin
  if tg_op = 'DELETE' and pg_trigger_depth() > 1 then return old; end if;
  raise exception '% is append-only', tg_table_name using errcode = '42501';
end $$;
create trigger append_only before update or delete on leaven.link_decisions
  for each row execute function private.append_only();
create trigger append_only before update or delete on leaven.theme_events
  for each row execute function private.append_only();

-- The state of every link that follows from the decisions alone, in their order.
create function private.replayed_links(org uuid)
returns table (observation_id uuid, theme_id uuid, state text)
language sql stable security definer set search_path = '' as $$
  select last.observation_id, last.theme_id, last.decision
    from (select distinct on (d.observation_id, d.theme_id) d.observation_id, d.theme_id, d.decision
            from leaven.link_decisions d where d.org_id = org
           order by d.observation_id, d.theme_id, d.number desc) last
   where last.decision <> 'undone' $$;
revoke all on all functions in schema private from public;
