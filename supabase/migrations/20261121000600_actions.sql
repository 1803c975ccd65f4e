-- An action: a change to work, written by the team in Improve, and the team's own lines that it stands on.
create table leaven.actions (
  id uuid primary key,
  org_id uuid not null references leaven.organisations on delete cascade,
  session_id uuid not null references leaven.sessions on delete cascade,
  change text not null check (length(btrim(change)) between 1 and 300),
  so_that text not null default '' check (length(so_that) <= 300),
  owner_role text not null default '' check (length(owner_role) <= 60),
  due date,
  size text not null default 'larger' check (size in ('quick', 'larger')),
  strength text not null default 'intermediate' check (strength in ('stronger', 'intermediate', 'weaker')),
  cost_class text not null default 'none' check (cost_class in ('none', 'small', 'larger')),
  helps text not null default '' check (length(helps) <= 300),
  state text not null default 'draft' check (state in ('draft', 'proposed', 'approved', 'approved_with_change', 'asked',
    'deferred', 'declined', 'doing', 'done', 'cannot')),
  -- whoever is to decide or to carry it out reads all four: what, what for, who, until when
  check (state = 'draft' or (btrim(so_that) <> '' and btrim(owner_role) <> '' and due is not null)));
comment on table leaven.actions is 'Change … so that …: never before soak has ended, never without a line of the team behind it. No author.';
create index actions_org on leaven.actions (org_id, state);
create index actions_session on leaven.actions (session_id);

create table leaven.action_grounds (
  action_id uuid not null references leaven.actions on delete cascade,
  observation_id uuid not null references leaven.observations on delete cascade,
  primary key (action_id, observation_id));
comment on table leaven.action_grounds is 'The released lines behind an action. A withdrawn line leaves its actions, too.';
create index action_grounds_observation on leaven.action_grounds (observation_id);

do $$ declare t text; begin
  foreach t in array array['actions', 'action_grounds'] loop
    execute format('alter table leaven.%I enable row level security', t);
    execute format('alter table leaven.%I force row level security', t);
    execute format('revoke all on leaven.%I from public, anon, authenticated', t);
    execute format('grant select on leaven.%I to authenticated', t);
    execute format('grant all on leaven.%I to service_role', t);
  end loop;
end $$;

create policy "drafts are their facilitators', proposed actions the organisation's" on leaven.actions for select to authenticated
  using (private.is_facilitator_of(session_id) or (state <> 'draft' and org_id in (select private.member_orgs())));
-- both sub-selects run under their own policies
create policy "a ground is seen by who may see the action and the line" on leaven.action_grounds for select to authenticated
  using (exists (select from leaven.actions a where a.id = action_id)
         and exists (select from leaven.observations o where o.id = observation_id));

-- Gate: no action before soak has ended. Ideas that come earlier are parked lines, not actions.
create function private.action_after_soak() returns trigger
language plpgsql security definer set search_path = '' as $$
declare home leaven.sessions;
begin
  select * into home from leaven.sessions where id = new.session_id;
  if home.org_id is distinct from new.org_id then
    perform private.refuse(422, 'other_organisation', 'An action belongs to its session''s organisation.');
  end if;
  if home.phase in ('prepare', 'learn', 'soak') then
    perform private.refuse(409, 'soak_first', 'Actions are written when soak has ended. Park the idea until then.');
  end if;
  return new;
end $$;
create trigger action_after_soak before insert or update of session_id, org_id on leaven.actions
  for each row execute function private.action_after_soak();

-- Gate: an action stands on lines that the team has released, in the words that their speakers confirmed.
create function private.ground_is_released() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from leaven.observations o join leaven.actions a on a.id = new.action_id
                  where o.id = new.observation_id and o.org_id = a.org_id
                    and o.state = 'confirmed' and o.released_week is not null) then
    perform private.refuse(409, 'not_released', 'An action stands on lines that the team has released.');
  end if;
  return new;
end $$;
create trigger ground_is_released before insert or update on leaven.action_grounds
  for each row execute function private.ground_is_released();

-- How many released lines of the team itself stand behind an action. What another team said may stand beside them, never alone.
create function private.grounds(action uuid) returns int
language sql stable security definer set search_path = '' as $$
  select count(*)::int from leaven.action_grounds g join leaven.actions a on a.id = g.action_id
    join leaven.observations o on o.id = g.observation_id
   where g.action_id = action and o.session_id = a.session_id and o.state = 'confirmed' and o.released_week is not null $$;

-- Deferred to the end of the transaction: the action and its grounds may come in any order.
create function private.action_is_grounded() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if private.grounds(new.id) = 0 then
    perform private.refuse(409, 'ungrounded', 'Choose at least one of your team''s released lines that this action answers.');
  end if;
  return null;
end $$;
create constraint trigger action_is_grounded after insert on leaven.actions deferrable initially deferred
  for each row when (new.state <> 'draft') execute function private.action_is_grounded();
create constraint trigger action_stays_grounded after update of state on leaven.actions deferrable initially immediate
  for each row when (old.state = 'draft' and new.state <> 'draft') execute function private.action_is_grounded();

create trigger tell_screens after insert or update or delete on leaven.actions
  for each row execute function private.tell_session();
create function private.tell_of_ground() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_notify('leaven', coalesce((select session_id::text from leaven.actions
                                         where id = coalesce(new.action_id, old.action_id)), ''));
  return null;
end $$;
create trigger tell_screens after insert or delete on leaven.action_grounds
  for each row execute function private.tell_of_ground();
revoke all on all functions in schema private from public;
