-- What goes by itself when its time is over. A legal hold pauses these, and is written on the trust page; it pauses neither
-- a release nor a person who withdraws or corrects an own line: the promise stands.

create function private.on_hold(org uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce((select r.legal_hold from leaven.rules r where r.org_id = org), false) $$;

-- A recording waits no longer than the organisation's rule, whatever the job that wrote the deadline believed.
create function private.cap_deadline() returns trigger
language plpgsql security definer set search_path = '' as $$
declare kept leaven.rules;
begin
  select r.* into kept from leaven.rules r join leaven.observations o on o.org_id = r.org_id where o.id = new.observation_id;
  new.delete_after := least(new.delete_after, now() + case tg_op when 'INSERT' then make_interval(days => kept.failed_clip_days)
                                                   else make_interval(hours => kept.clip_hours) end);
  return new;
end $$;
create trigger cap_deadline_of_new before insert on leaven.clips for each row execute function private.cap_deadline();
create trigger cap_deadline before update of delete_after on leaven.clips
  for each row when (new.delete_after is distinct from old.delete_after) execute function private.cap_deadline();

-- Unreleased for too long: the lines, what led from them to seats, and the key. The session's frame stays.
create function private.destroy_unreleased(session uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform 1 from leaven.sessions s where s.id = session and s.released_week is null for update;
  if not found then return; end if;
  delete from leaven.observations o where o.session_id = session and o.released_week is null;
  delete from private.uploads where session_id = session;
  delete from private.deliveries where session_id = session;
  delete from private.read_backs where session_id = session;
  delete from private.session_keys where session_id = session;
  delete from leaven.seats where session_id = session;
  update leaven.sessions set phase = 'closed', opened_at = date_trunc('week', opened_at), soak_until = null where id = session;
end $$;

-- Every quarter of an hour.
create function private.sweep() returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from leaven.clips c using leaven.observations o
   where o.id = c.observation_id and c.delete_after < now() and not private.on_hold(o.org_id);
  perform private.destroy_unreleased(s.id) from leaven.sessions s join leaven.rules r on r.org_id = s.org_id
    where s.released_week is null and not s.is_example and not r.legal_hold
      and s.opened_at < now() - make_interval(days => r.hold_days)
      and (exists (select from leaven.holds h where h.session_id = s.id and h.arrived_at < now() - make_interval(days => r.hold_days))
           or (exists (select from private.session_keys k where k.session_id = s.id)
               and not exists (select from leaven.holds h where h.session_id = s.id)));
  delete from private.seat_codes where expires_at < now();
  delete from private.tries where since < now() - interval '1 day';
  delete from private.browser_sessions where ends_at < now();
end $$;

-- Once a night: what may be seen is renewed, all at once.
create function private.nightly() returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.deal_receipts();
  perform private.roll_up_all();
  update leaven.deletions set shown = number where shown <> number;
  delete from leaven.openings p using leaven.rules r
   where r.org_id = p.org_id and not r.legal_hold and p.day < (now() - make_interval(months => r.ledger_months))::date;
  delete from private.deliveries d using leaven.sessions s where s.id = d.session_id
     and to_date(s.released_week, 'IYYY-"W"IW') < now() - interval '26 weeks';
  delete from leaven.seats p using leaven.sessions s where s.id = p.session_id
     and to_date(s.released_week, 'IYYY-"W"IW') < now() - interval '26 weeks';
end $$;

create table private.nights (day date primary key);
comment on table private.nights is 'Which nights have been dealt, so that each is dealt once, by one worker.';
alter table private.nights enable row level security;
alter table private.nights force row level security;
revoke all on private.nights from public, anon, authenticated;
grant all on private.nights to service_role;

-- True when this call dealt the day. A machine that sleeps at night deals when it wakes.
create function private.nightly_if_due() returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare fresh boolean;
begin
  insert into private.nights (day) values ((now() at time zone 'UTC')::date) on conflict do nothing;
  fresh := found;
  if fresh then
    delete from private.nights where day < (now() at time zone 'UTC')::date - 7;
    perform private.nightly();
  end if;
  return fresh;
end $$;

-- A counter that moves while somebody looks tells when a colleague checked a line; this one moves at night.
alter table leaven.deletions add column shown int not null default 0;

revoke all on all functions in schema private from public;
