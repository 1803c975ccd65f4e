-- The sponsor decides: one action at a time, with a reason, once. Decisions are only ever added.

-- The database's day decides, never a device's clock. leaven.today moves it where a demonstration or a test needs another day.
create function private.today() returns date
language sql stable security definer set search_path = '' as $$
  select coalesce(nullif(current_setting('leaven.today', true), '')::date, (now() at time zone 'UTC')::date) $$;

create table leaven.action_progress (
  action_id uuid primary key references leaven.actions on delete cascade,
  org_id uuid not null references leaven.organisations on delete cascade,
  proposed_on date not null,
  answered_on date,
  decided_on date,
  done_on date);
comment on table leaven.action_progress is 'The days on which leaders and owners acted on an action. Nothing here is a worker''s time.';
create index action_progress_org on leaven.action_progress (org_id);
create index action_progress_done on leaven.action_progress (done_on) where done_on is not null;

create table leaven.decisions (
  id uuid primary key,
  org_id uuid not null references leaven.organisations on delete cascade,
  action_id uuid not null references leaven.actions on delete cascade,
  turn int not null check (turn > 0),
  verdict text not null check (verdict in ('approved', 'approved_with_change', 'asked', 'deferred', 'declined')),
  reason text not null default '' check (length(reason) <= 600),
  deferred_until date,
  in_room boolean not null default false,
  spoken boolean not null default false,
  decided_on date not null,
  unique (action_id, turn),
  check (verdict = 'approved' or length(btrim(reason)) > 0),
  check ((verdict = 'deferred') = (deferred_until is not null)));
comment on table leaven.decisions is 'Append-only: what a sponsor said to an action, as a role. Everything but a plain yes has its reason.';
create index decisions_org on leaven.decisions (org_id);

do $$ declare t text; begin
  foreach t in array array['action_progress', 'decisions'] loop
    execute format('alter table leaven.%I enable row level security', t);
    execute format('alter table leaven.%I force row level security', t);
    execute format('revoke all on leaven.%I from public, anon, authenticated', t);
    execute format('grant all on leaven.%I to service_role', t);
  end loop;
end $$;

create function private.only_added() returns trigger
language plpgsql set search_path = '' as $$
begin
  -- a cascade from its action may take a row away (depth 2), nobody else, and nothing changes one
  if tg_op = 'DELETE' and pg_trigger_depth() > 1 then return old; end if;
  perform private.refuse(409, 'only_added', 'What was decided stands. Add a new decision instead.');
  return null;
end $$;
create trigger only_added before update or delete on leaven.decisions
  for each row execute function private.only_added();

-- Days follow the state by themselves, whoever moves it.
create function private.note_progress() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.state = 'draft' then return null; end if;
  insert into leaven.action_progress (action_id, org_id, proposed_on) values (new.id, new.org_id, private.today())
  on conflict (action_id) do nothing;
  if new.state = 'done' then
    update leaven.action_progress set done_on = coalesce(done_on, private.today()) where action_id = new.id;
  elsif tg_op = 'UPDATE' and old.state = 'done' then
    update leaven.action_progress set done_on = null where action_id = new.id;
  end if;
  return null;
end $$;
create trigger note_progress after insert or update of state on leaven.actions
  for each row execute function private.note_progress();

-- No road to a verdict but a decision: a screen that forgets the reason finds the door shut here.
create function private.verdict_needs_decision() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from leaven.decisions d where d.action_id = new.id and d.verdict = new.state) then
    perform private.refuse(409, 'no_decision', 'A sponsor decides this, with a reason.');
  end if;
  return new;
end $$;
create trigger verdict_needs_decision before update of state on leaven.actions
  for each row when (new.state in ('approved', 'approved_with_change', 'asked', 'deferred', 'declined') and new.state <> old.state)
  execute function private.verdict_needs_decision();

-- Lines that may be shown behind an action: released, confirmed, in an order that says nothing.
create function private.ground_lines(action uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words, 'lens', o.lens) order by o.id), '[]')
    from leaven.action_grounds g join leaven.observations o on o.id = g.observation_id
   where g.action_id = action and o.released_week is not null and o.state = 'confirmed' $$;

create function private.last_decision(action uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('id', d.id, 'verdict', d.verdict, 'reason', d.reason, 'deferred_until', d.deferred_until,
                            'in_room', d.in_room, 'decided_on', d.decided_on)
    from leaven.decisions d where d.action_id = action order by d.turn desc limit 1 $$;

-- Overdue: no first answer after three days, or a put-off day that has passed.
create function private.overdue(action uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select case a.state
      when 'proposed' then p.proposed_on + 3 < private.today()
      when 'deferred' then (select d.deferred_until < private.today() from leaven.decisions d
                             where d.action_id = a.id order by d.turn desc limit 1)
      else false end
    from leaven.actions a join leaven.action_progress p on p.action_id = a.id where a.id = action $$;

create function private.action_summary(action leaven.actions) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('id', action.id, 'session_id', action.session_id, 'topic', s.topic, 'change', action.change,
      'so_that', action.so_that, 'owner_role', action.owner_role, 'due', action.due, 'size', action.size,
      'strength', action.strength, 'cost_class', action.cost_class, 'helps', action.helps, 'state', action.state,
      'lines', private.ground_lines(action.id), 'last', private.last_decision(action.id),
      'overdue', coalesce(private.overdue(action.id), false))
    from leaven.sessions s where s.id = action.session_id $$;

create function private.may_decide(action leaven.actions) returns boolean
language sql stable security definer set search_path = '' as $$
  select private.has_role(action.org_id, '{sponsor}') or private.is_facilitator_of(action.session_id) $$;

create function private.action_to_decide(wanted uuid) returns leaven.actions
language plpgsql volatile security definer set search_path = '' as $$
declare found_action leaven.actions;
begin
  select * into found_action from leaven.actions where id = wanted for update;   -- two at once wait their turn here
  if found_action.id is null or not private.may_decide(found_action) or found_action.state = 'draft' then
    perform private.refuse(404, 'not_found', 'There is no such action, or it is not yours to decide.');
  end if;
  return found_action;
end $$;

create function private.decision_words(verdict text, details jsonb) returns text
language plpgsql stable security definer set search_path = '' as $$
declare words text := regexp_replace(btrim(coalesce(details ->> 'reason', '')), '[[:cntrl:]]+', ' ', 'g');
begin
  if verdict not in ('approved', 'approved_with_change', 'asked', 'deferred', 'declined') then
    perform private.refuse(422, 'unknown_verdict', 'Approve, approve with a change, ask, put off or decline.');
  end if;
  if verdict <> 'approved' and btrim(words) = '' then
    perform private.refuse(422, 'reason_needed', case verdict
      when 'asked' then 'Say what you would like to know.'
      when 'approved_with_change' then 'Say what should be different.'
      else 'Give the reason: the team will read it.' end);
  end if;
  if length(words) > 600 then perform private.refuse(422, 'too_long', 'Say it in 600 characters.'); end if;
  if verdict = 'deferred' and coalesce((details ->> 'deferred_until')::date, private.today()) <= private.today() then
    perform private.refuse(422, 'date_needed', 'Choose a day to come on which you will decide.');
  end if;
  return words;
end $$;

-- `seen` is the last decision that the card showed: who decides on an older card is told what stands now.
create function public.decide(decision_id uuid, action uuid, verdict text, details jsonb default '{}') returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  target leaven.actions := private.action_to_decide(action);
  words text := private.decision_words(verdict, details);
  before leaven.decisions;
begin
  if exists (select from leaven.decisions d where d.id = decision_id and d.action_id = target.id) then
    return private.action_summary(target);            -- the queue sent it twice: one decision
  end if;
  select * into before from leaven.decisions d where d.action_id = target.id order by d.turn desc limit 1;
  if target.state not in ('proposed', 'asked', 'deferred') or before.id is distinct from (details ->> 'seen')::uuid then
    perform private.refuse(409, 'already_decided', 'Somebody decided this before you: '
      || replace(coalesce(before.verdict, target.state), '_', ' ') || '. Look again before you change it.');
  end if;
  if jsonb_array_length(private.ground_lines(target.id)) = 0 then
    perform private.refuse(409, 'ungrounded', 'The lines behind this were withdrawn, so it cannot be decided. The team can ground it again.');
  end if;
  insert into leaven.decisions (id, org_id, action_id, turn, verdict, reason, deferred_until, in_room, spoken, decided_on)
  values (decision_id, target.org_id, target.id, coalesce(before.turn, 0) + 1, verdict, words,
          case verdict when 'deferred' then (details ->> 'deferred_until')::date end,
          not private.has_role(target.org_id, '{sponsor}'), coalesce((details ->> 'spoken')::boolean, false), private.today());
  update leaven.actions set state = verdict where id = target.id returning * into target;
  update leaven.action_progress set answered_on = coalesce(answered_on, private.today()),
         decided_on = case when verdict in ('approved', 'approved_with_change', 'declined') then private.today() else decided_on end
   where action_id = target.id;
  perform pg_notify('leaven', target.session_id::text);
  return private.action_summary(target);
end $$;

create function public.sponsor_cards(org uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_role(org, '{sponsor}');
  return jsonb_build_object('cards', coalesce((
    select jsonb_agg(private.action_summary(a) - 'session_id' order by private.overdue(a.id) desc, p.proposed_on, a.id)
      from leaven.actions a join leaven.action_progress p on p.action_id = a.id
     where a.org_id = org and a.state in ('proposed', 'asked', 'deferred')
       and jsonb_array_length(private.ground_lines(a.id)) > 0), '[]'));
end $$;

-- One action for who may decide it (phone or the tablet in the room).
create function public.action_card(action uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare found_action leaven.actions;
begin
  select * into found_action from leaven.actions where id = action;
  if found_action.id is null or found_action.state = 'draft' or not private.may_decide(found_action) then
    perform private.refuse(404, 'not_found', 'There is no such action, or it is not yours to decide.');
  end if;
  return private.action_summary(found_action);
end $$;

revoke all on all functions in schema private from public;
revoke all on function public.decide, public.sponsor_cards, public.action_card from public, anon;
grant execute on function public.decide, public.sponsor_cards, public.action_card to authenticated, service_role;
