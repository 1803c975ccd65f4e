-- Themes are owned by people: nothing changes a theme by itself. Links carry their reason.
create table leaven.themes (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references leaven.organisations on delete cascade,
  title text not null check (length(title) between 1 and 200),
  title_by text not null default 'quote' check (title_by in ('quote', 'person')),
  keywords text[] not null default '{}',
  merged_into uuid references leaven.themes on delete set null,
  is_example boolean not null default false);
comment on table leaven.themes is 'What surfaces in more than one place. A person''s title stays; a merged theme keeps its id.';
create index themes_org on leaven.themes (org_id);
create index themes_merged_into on leaven.themes (merged_into);

create table leaven.links (
  id uuid primary key default gen_random_uuid(),
  org_id uuid not null references leaven.organisations on delete cascade,
  observation_id uuid not null references leaven.observations on delete cascade,
  theme_id uuid not null references leaven.themes on delete cascade,
  state text not null check (state in ('suggested', 'linked', 'rejected')),
  source text not null check (source in ('machine', 'person')),
  p real check (p between 0 and 1),
  reasons jsonb not null default '{}',
  encoder text not null default '',
  unique (observation_id, theme_id));
comment on table leaven.links is 'A line and a theme: suggested, linked or rejected; by the machine or by a person. No time.';
create index links_theme on leaven.links (theme_id, state);
create index links_org on leaven.links (org_id);

create table leaven.link_decisions (
  id uuid primary key,
  number bigint generated always as identity,
  org_id uuid not null references leaven.organisations on delete cascade,
  observation_id uuid not null,
  theme_id uuid not null,
  decision text not null check (decision in ('linked', 'rejected', 'undone')),
  role text not null check (role in ('machine', 'facilitator', 'author')),
  p real,
  features jsonb not null default '{}',
  encoder text not null default '',
  week text not null check (week ~ '^\d{4}-W\d{2}$'));
comment on table leaven.link_decisions is 'Append-only: replayed in order it gives the links. Who stands as a role, when as a week.';
create index link_decisions_org on leaven.link_decisions (org_id, number);

do $$ declare t text; begin
  foreach t in array array['themes', 'links', 'link_decisions'] loop
    execute format('alter table leaven.%I enable row level security', t);
    execute format('alter table leaven.%I force row level security', t);
    execute format('revoke all on leaven.%I from public, anon, authenticated', t);
    execute format('grant all on leaven.%I to service_role', t);
  end loop;
end $$;
grant select on leaven.themes, leaven.links to authenticated;

create policy "members read the themes of their organisation" on leaven.themes for select to authenticated
  using (org_id in (select private.member_orgs()));
-- a link is as visible as its line: the sub-select runs under the line's own policy
create policy "a link is seen by who may see its line" on leaven.links for select to authenticated
  using (exists (select from leaven.observations o where o.id = observation_id));

create function private.iso_week(at timestamptz default now()) returns text
language sql stable set search_path = '' as $$ select to_char(at at time zone 'UTC', 'IYYY-"W"IW') $$;
revoke all on all functions in schema private from public;
