-- The same promises for what came later: routine sessions, the beginning of soak, dots.
comment on table private.dot_keys is 'The key of a round of dots. Ending the round destroys it.';

-- When soak began was kept to the second, also after the release.
create or replace function private.forget_opening_time() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.opened_at := date_trunc('week', new.opened_at, 'UTC');
  new.soak_began := date_trunc('hour', new.soak_began, 'UTC');
  return new;
end $$;

-- A routine session never ends: what its weeks could not let go is destroyed, the card on the wall stays.
create function private.destroy_carried(session uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform 1 from leaven.sessions s where s.id = session for update;
  delete from leaven.observations o using leaven.holds h, leaven.sessions s, leaven.rules r
   where h.observation_id = o.id and s.id = o.session_id and r.org_id = s.org_id and s.id = session
     and o.released_week is null and h.arrived_at < now() - make_interval(days => r.hold_days);
end $$;

create or replace function private.sweep() returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from leaven.clips c using leaven.observations o
   where o.id = c.observation_id and c.delete_after < now() and not private.on_hold(o.org_id);
  perform case s.kind when 'routine' then private.destroy_carried(s.id) else private.destroy_unreleased(s.id) end
    from leaven.sessions s join leaven.rules r on r.org_id = s.org_id
   where s.released_week is null and not s.is_example and not r.legal_hold
     and s.opened_at < now() - make_interval(days => r.hold_days)
     and (exists (select from leaven.holds h where h.session_id = s.id and h.arrived_at < now() - make_interval(days => r.hold_days))
          or (s.kind <> 'routine' and exists (select from private.session_keys k where k.session_id = s.id)
              and not exists (select from leaven.holds h where h.session_id = s.id)));
  delete from private.seat_codes where expires_at < now();
  delete from private.tries where since < now() - interval '1 day';
  delete from private.browser_sessions where ends_at < now();
end $$;

revoke all on function private.destroy_carried from public;
