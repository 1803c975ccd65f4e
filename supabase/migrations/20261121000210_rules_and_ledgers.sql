-- Rules that two roles change together, and the ledgers that anybody may check afterwards.

create table leaven.rules (
  org_id uuid primary key references leaven.organisations on delete cascade,
  clip_hours int not null default 24 check (clip_hours between 1 and 24),
  failed_clip_days int not null default 7 check (failed_clip_days between 1 and 7),
  room_hours int not null default 72 check (room_hours between 1 and 72),
  hold_days int not null default 30 check (hold_days between 3 and 30),
  receipt_months int not null default 18 check (receipt_months between 1 and 18),
  ledger_months int not null default 12 check (ledger_months between 12 and 60),
  review_months int not null default 24 check (review_months between 1 and 24),
  legal_hold boolean not null default false);
comment on table leaven.rules is
  'How long each thing is kept, and whether a court has paused deletion. Times can be made shorter than the defaults, not longer.';

create table leaven.rule_changes (
  id uuid primary key,
  org_id uuid not null references leaven.organisations on delete cascade,
  rule text not null check (rule in ('inside_threshold', 'outside_threshold', 'clip_hours', 'failed_clip_days', 'room_hours',
    'hold_days', 'receipt_months', 'ledger_months', 'review_months', 'legal_hold')),
  value int not null check (value >= 0),
  before int not null,
  proposed_by uuid,
  proposed_as text not null check (proposed_as in ('administrator', 'representative')),
  agreed_as text check (agreed_as in ('administrator', 'representative') and agreed_as <> proposed_as),
  state text not null default 'proposed' check (state in ('proposed', 'agreed', 'withdrawn')),
  week text not null check (week ~ '^\d{4}-W\d{2}$'),
  check ((state = 'agreed') = (agreed_as is not null)));
comment on table leaven.rule_changes is
  'Each change of a rule: from what to what, which two roles agreed, in which week. The person is forgotten once it is settled.';
create index rule_changes_org on leaven.rule_changes (org_id);

create table leaven.deletions (
  org_id uuid not null references leaven.organisations on delete cascade,
  kind text not null check (kind in ('recording', 'transcript', 'line', 'hold', 'session key', 'receipt', 'seat')),
  week text not null check (week ~ '^\d{4}-W\d{2}$'),
  number int not null check (number > 0),
  primary key (org_id, kind, week));
comment on table leaven.deletions is 'How many of what was destroyed in which week. Not which.';

create table leaven.openings (
  org_id uuid not null references leaven.organisations on delete cascade,
  role text not null,
  kind text not null check (length(kind) between 1 and 40),
  day date not null,
  primary key (org_id, role, kind, day));
comment on table leaven.openings is 'Which role opened which kind of thing on which day. Not who, not which one, not when.';

do $$ declare t text; begin
  foreach t in array array['rules', 'rule_changes', 'deletions', 'openings'] loop
    execute format('alter table leaven.%I enable row level security', t);
    execute format('alter table leaven.%I force row level security', t);
    execute format('revoke all on leaven.%I from public, anon, authenticated', t);
    execute format('grant all on leaven.%I to service_role', t);
  end loop;
end $$;

-- An organisation has rules from its first moment.
create function private.rules_of_new_organisation() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into leaven.rules (org_id) values (new.id);
  return null;
end $$;
create trigger rules_of_new_organisation after insert on leaven.organisations
  for each row execute function private.rules_of_new_organisation();
insert into leaven.rules (org_id) select id from leaven.organisations on conflict do nothing;

-- Ledgers -------------------------------------------------------------------------------------------------------------

create function private.count_deletion(org uuid, kind text, number int default 1) returns void
language plpgsql security definer set search_path = '' as $$
begin
  -- an organisation that is being removed whole takes its ledger with it
  if number < 1 or not exists (select from leaven.organisations where id = org) then return; end if;
  insert into leaven.deletions as d (org_id, kind, week, number)
  values (org, count_deletion.kind, private.iso_week(), count_deletion.number)
  on conflict on constraint deletions_pkey do update set number = d.number + excluded.number;
end $$;

-- What hangs on a line goes first, so that its own trigger still finds the organisation to count for.
create function private.empty_line() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from leaven.clips where observation_id = old.id;
  delete from leaven.transcripts where observation_id = old.id;
  delete from leaven.holds where observation_id = old.id;
  perform private.count_deletion(old.org_id, 'line');
  return old;
end $$;
create trigger empty_line before delete on leaven.observations for each row execute function private.empty_line();

create function private.count_part() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.count_deletion((select o.org_id from leaven.observations o where o.id = old.observation_id),
    case tg_table_name when 'clips' then 'recording' when 'transcripts' then 'transcript' else 'hold' end);
  return null;
end $$;
create trigger count_deletion after delete on leaven.clips for each row execute function private.count_part();
create trigger count_deletion after delete on leaven.transcripts for each row execute function private.count_part();
create trigger count_deletion after delete on leaven.holds for each row execute function private.count_part();

create function private.count_of_session() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.count_deletion((select s.org_id from leaven.sessions s where s.id = old.session_id),
    case tg_table_name when 'session_keys' then 'session key' else 'seat' end);
  return null;
end $$;
create trigger count_deletion after delete on private.session_keys for each row execute function private.count_of_session();
create trigger count_deletion after delete on leaven.seats for each row execute function private.count_of_session();

-- The strongest role under which the caller could open this; each role and day stands once.
create function private.note_opening(org uuid, kind text, roles text[] default null) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into leaven.openings (org_id, role, kind, day)
  select org, m.role, note_opening.kind, (now() at time zone 'UTC')::date from leaven.memberships m
   where m.org_id = org and m.person_id = (select auth.uid()) and (roles is null or m.role = any(roles))
  on conflict do nothing;
end $$;

-- The board is the one place where lines are read that are not released: each opening of it is noted.
create or replace function public.board(session uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.require_facilitator(session); open boolean := private.enough_voices(session);
begin
  perform private.note_opening(mine.org_id, 'unreleased lines', '{facilitator}') where mine.released_week is null and open;
  return jsonb_build_object(
    'session', private.session_summary(mine),
    'seats', (select count(*) from leaven.seats s where s.session_id = session),
    'seats_free', (select count(*) from leaven.seats s where s.session_id = session and not s.claimed),
    'enough_voices', open,
    'lines', case when open then private.team_lines(session) else '[]'::jsonb end);
end $$;

-- Rules ---------------------------------------------------------------------------------------------------------------

create function private.rule_value(org uuid, rule text) returns int
language plpgsql stable security definer set search_path = '' as $$
declare known jsonb := (select to_jsonb(o) || to_jsonb(r) from leaven.organisations o join leaven.rules r on r.org_id = o.id
                         where o.id = org);
begin
  if rule = 'legal_hold' then return (known ->> rule)::boolean::int; end if;
  return (known ->> rule)::int;
end $$;

create function private.set_rule(org uuid, rule text, value int) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if rule in ('inside_threshold', 'outside_threshold') then
    execute format('update leaven.organisations set %I = $1 where id = $2', rule) using value, org;
  elsif rule = 'legal_hold' then
    update leaven.rules set legal_hold = value > 0 where org_id = org;
  else
    execute format('update leaven.rules set %I = $1 where org_id = $2', rule) using value, org;
  end if;
end $$;

-- One of the two roles proposes. Nothing changes yet.
create function public.propose_rule(change uuid, org uuid, rule text, value int) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  mine text := (select m.role from leaven.memberships m where m.org_id = org and m.person_id = (select auth.uid())
                   and m.role in ('administrator', 'representative') order by m.role limit 1);
  before int := private.rule_value(org, rule);
begin
  if mine is null then perform private.refuse(403, 'not_allowed', 'Your role does not allow this.'); end if;
  if before is null or change is null then perform private.refuse(422, 'unknown_rule', 'There is no such rule.'); end if;
  begin
    perform private.set_rule(org, rule, value);      -- would it stand? the table's own limits answer
    raise exception using errcode = 'LV000';
  exception
    when sqlstate 'LV000' then null;
    when check_violation or not_null_violation or numeric_value_out_of_range then
      perform private.refuse(422, 'rule_limits', case when rule like '%threshold'
        then 'A threshold can never be below three.' else 'This can only be made shorter than Leaven''s own limit.' end);
  end;
  if (rule = 'outside_threshold' and value > 20) or (rule = 'inside_threshold' and value > 8) then
    perform private.refuse(422, 'rule_limits', 'With this threshold nothing would ever be shown.');
  end if;
  insert into leaven.rule_changes (id, org_id, rule, value, before, proposed_by, proposed_as, week)
  values (change, org, propose_rule.rule, propose_rule.value, before, auth.uid(), mine, private.iso_week())
  on conflict (id) do nothing;
  return jsonb_build_object('id', change, 'state', 'proposed', 'needs', case mine when 'administrator' then 'representative' else 'administrator' end);
end $$;

-- The other role agrees, and it must be another person: one who holds both roles cannot agree with themselves.
create function public.agree_rule(change uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare proposed leaven.rule_changes; other text;
begin
  select * into proposed from leaven.rule_changes where id = change for update;
  other := case proposed.proposed_as when 'administrator' then 'representative' else 'administrator' end;
  if proposed.id is null or not private.has_role(proposed.org_id, array[other]) then
    perform private.refuse(404, 'not_found', 'There is no such change, or it is not yours to agree to.');
  end if;
  if proposed.state <> 'proposed' then perform private.refuse(409, 'settled', 'This change has been settled already.'); end if;
  if proposed.proposed_by = (select auth.uid()) then
    perform private.refuse(403, 'two_people', 'A rule is changed by two people. Ask someone who holds the other role.');
  end if;
  perform private.set_rule(proposed.org_id, proposed.rule, proposed.value);
  update leaven.rule_changes set state = 'agreed', agreed_as = other, proposed_by = null, week = private.iso_week() where id = change;
  return jsonb_build_object('id', change, 'state', 'agreed');
end $$;

create function public.withdraw_rule(change uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  update leaven.rule_changes set state = 'withdrawn', proposed_by = null
   where id = change and state = 'proposed' and private.has_role(org_id, '{administrator,representative}');
  if not found then perform private.refuse(404, 'not_found', 'There is no such change, or it has been settled.'); end if;
  return jsonb_build_object('id', change, 'state', 'withdrawn');
end $$;

revoke all on all functions in schema private from public;
revoke all on function public.propose_rule, public.agree_rule, public.withdraw_rule from public, anon;
grant execute on function public.propose_rule, public.agree_rule, public.withdraw_rule to authenticated, service_role;
