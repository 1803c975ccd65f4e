-- Who carries an action out opens it from a link: that action, its lines, and nothing else.
create table private.owner_keys (
  secret_hash bytea primary key,
  action_id uuid not null references leaven.actions on delete cascade,
  kind text not null check (kind in ('link', 'device')));
comment on table private.owner_keys is 'Hashes only. The first device to open a link puts its own secret in the link''s place.';
create index owner_keys_action on private.owner_keys (action_id);

create table leaven.owner_marks (
  id uuid primary key,
  action_id uuid not null references leaven.actions on delete cascade,
  turn int not null check (turn > 0),
  state text not null check (state in ('doing', 'done', 'cannot')),
  note text not null default '' check (length(note) <= 400),
  marked_on date not null,
  unique (action_id, turn));
comment on table leaven.owner_marks is 'What the owner said became of the action.';

do $$ declare t text; begin
  foreach t in array array['private.owner_keys', 'leaven.owner_marks'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('revoke all on %s from public, anon, authenticated', t);
    execute format('grant all on %s to service_role', t);
  end loop;
end $$;

create function private.new_secret() returns text
language sql volatile set search_path = '' as $$
  select translate(encode(substr(private.random_bytes(), 1, 24), 'base64'), '+/', '-_') $$;

create function private.move_action(target leaven.actions, mark_id uuid, wanted text, note text) returns leaven.actions
language plpgsql volatile security definer set search_path = '' as $$
declare clean text := regexp_replace(btrim(coalesce(note, '')), '[[:cntrl:]]+', ' ', 'g');
begin
  if exists (select from leaven.owner_marks m where m.id = mark_id and m.action_id = target.id) then return target; end if;
  if wanted not in ('doing', 'done', 'cannot') then
    perform private.refuse(422, 'unknown_state', 'Say doing, done or cannot.');
  end if;
  if target.state not in ('approved', 'approved_with_change', 'doing', 'done', 'cannot') then
    perform private.refuse(409, 'not_decided', 'This has not been decided yet.');
  end if;
  if wanted = 'cannot' and clean = '' then
    perform private.refuse(422, 'reason_needed', 'Say what stands in the way: the team will read it.');
  end if;
  if length(clean) > 400 then perform private.refuse(422, 'too_long', 'Say it in 400 characters.'); end if;
  insert into leaven.owner_marks (id, action_id, turn, state, note, marked_on)
  select mark_id, target.id, count(*) + 1, wanted, clean, private.today() from leaven.owner_marks m where m.action_id = target.id;
  update leaven.actions set state = wanted where id = target.id returning * into target;
  perform pg_notify('leaven', target.session_id::text);
  return target;
end $$;

create function public.make_owner_link(action uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare target leaven.actions := private.action_to_decide(action); secret text := private.new_secret();
begin
  if target.state not in ('approved', 'approved_with_change', 'doing', 'cannot') then
    perform private.refuse(409, 'not_decided', 'A link is for an action that has been approved.');
  end if;
  delete from private.owner_keys where action_id = target.id;     -- a fresh link ends every older one
  insert into private.owner_keys (secret_hash, action_id, kind) values (private.hash(secret), target.id, 'link');
  return jsonb_build_object('secret', secret);
end $$;

create function private.owner_view(action leaven.actions) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('ok', true, 'action', (private.action_summary(action) - 'session_id' - 'topic' - 'last' - 'overdue')
    || jsonb_build_object('decision', (select jsonb_build_object('verdict', d.verdict, 'reason', d.reason) from leaven.decisions d
                                        where d.action_id = action.id order by d.turn desc limit 1),
         'note', coalesce((select m.note from leaven.owner_marks m where m.action_id = action.id
                            order by m.turn desc limit 1), ''))) $$;

-- Answers a refusal instead of raising, so that the count of tries stays.
create function public.take_owner_link(link text, device_secret text, caller text default '') returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare known private.owner_keys; target leaven.actions;
begin
  if device_secret !~ '^[A-Za-z0-9_-]{32,64}$' or not private.may_try('owner-address', caller, 60, interval '10 minutes') then
    return jsonb_build_object('ok', false, 'status', 429, 'code', 'too_many_tries', 'message', 'Too many tries. Wait ten minutes.');
  end if;
  select * into known from private.owner_keys where secret_hash in (private.hash(device_secret), private.hash(link))
   order by kind limit 1 for update;                               -- 'device' sorts before 'link'
  if known.action_id is null then
    return jsonb_build_object('ok', false, 'status', 404, 'code', 'unknown_link',
      'message', 'This link is open on another device, or a fresh one has replaced it. Ask who sent it for a fresh link.');
  end if;
  if known.kind = 'link' then
    update private.owner_keys set secret_hash = private.hash(device_secret), kind = 'device' where secret_hash = known.secret_hash;
  end if;
  select * into target from leaven.actions where id = known.action_id;
  return private.owner_view(target);
end $$;

create function private.owned_action(secret text) returns leaven.actions
language plpgsql volatile security definer set search_path = '' as $$
declare target leaven.actions;
begin
  select a.* into target from private.owner_keys k join leaven.actions a on a.id = k.action_id
   where k.secret_hash = private.hash(secret) and k.kind = 'device' for update of a;
  if target.id is null then
    perform private.refuse(404, 'unknown_link', 'This link is not open on this device. Ask who sent it for a fresh link.');
  end if;
  return target;
end $$;

create function public.owner_page(secret text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  return private.owner_view(private.owned_action(secret));
end $$;

create function public.owner_mark(secret text, mark_id uuid, state text, note text default '') returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare moved leaven.actions := private.move_action(private.owned_action(secret), mark_id, state, note);
begin
  return private.owner_view(moved);
end $$;

-- What a team does itself needs no link: its facilitator marks it.
create function public.mark_action(action uuid, mark_id uuid, state text, note text default '') returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare target leaven.actions := private.action_to_decide(action);
begin
  if not private.is_facilitator_of(target.session_id) then
    perform private.refuse(403, 'not_allowed', 'The owner marks this, or the team''s facilitator.');
  end if;
  target := private.move_action(target, mark_id, state, note);
  return private.action_summary(target);
end $$;

revoke all on all functions in schema private from public;
revoke all on function public.make_owner_link, public.mark_action from public, anon;
grant execute on function public.make_owner_link, public.mark_action to authenticated, service_role;
revoke all on function public.take_owner_link, public.owner_page, public.owner_mark from public;
grant execute on function public.take_owner_link, public.owner_page, public.owner_mark to anon, authenticated, service_role;
