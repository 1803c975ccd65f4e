-- Neutral mail to people with an account: at most one a day, and it says no more than that something waits.
create table private.mail_wishes (
  person_id uuid primary key references auth.users on delete cascade,
  rhythm text not null default 'daily' check (rhythm in ('daily', 'weekly', 'never')),
  stop_key bytea not null default private.random_bytes());
comment on table private.mail_wishes is 'How often a person wants to be told that something waits. Everybody begins with daily.';

create table private.mail_outbox (
  person_id uuid not null references auth.users on delete cascade,
  day date not null,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'failed')),
  tries int not null default 0,
  not_before timestamptz not null default now(),
  trouble text not null default '' check (length(trouble) <= 120),
  primary key (person_id, day));
comment on table private.mail_outbox is 'One row a person and day, so never two mails. No subject and no body: every mail says the same.';
create index mail_outbox_waiting on private.mail_outbox (not_before) where state = 'waiting';

do $$ declare t text; begin
  foreach t in array array['private.mail_wishes', 'private.mail_outbox'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('revoke all on %s from public, anon, authenticated', t);
    execute format('grant all on %s to service_role', t);
  end loop;
end $$;

create function private.stop_token(wish private.mail_wishes) returns text
language sql stable security definer set search_path = '' as $$
  select replace(wish.person_id::text, '-', '') || substr(encode(private.hmac(wish.stop_key, uuid_send(wish.person_id)), 'hex'), 1, 32) $$;

-- For whom something waits: sponsors with an open card, decision-makers with a card shared this week, facilitators whose
-- soak has ended or whose sponsor asked, administrators with a rule to agree on.
create function private.people_awaited(on_day date) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select distinct m.person_id from leaven.memberships m join leaven.organisations o on o.id = m.org_id
   where not o.is_example and (
        (m.role = 'sponsor' and (exists (select from leaven.actions a where a.org_id = m.org_id and a.state = 'proposed')
            or exists (select from leaven.actions a where a.org_id = m.org_id and a.state = 'deferred'
                         and (select d.deferred_until <= on_day from leaven.decisions d where d.action_id = a.id order by d.turn desc limit 1))))
     or (m.role in ('sponsor', 'member') and exists (select from leaven.cards c where c.org_id = m.org_id and c.shared_on = on_day - 1))
     or (m.role = 'facilitator' and exists (select from leaven.session_facilitators f join leaven.sessions s on s.id = f.session_id
            where f.person_id = m.person_id and s.org_id = m.org_id and (
              (s.phase = 'soak' and s.soak_until::date <= on_day)
              or exists (select from leaven.actions a where a.session_id = s.id and a.state = 'asked'))))) $$;

-- Once a day: one row for each person who wants one. Weekly means Mondays.
create function private.queue_mail(on_day date) returns int
language sql volatile security definer set search_path = '' as $$
  insert into private.mail_wishes (person_id) select private.people_awaited(on_day) on conflict do nothing;
  with made as (
    insert into private.mail_outbox (person_id, day)
    select w.person_id, on_day from private.mail_wishes w
     where w.person_id in (select private.people_awaited(on_day))
       and (w.rhythm = 'daily' or (w.rhythm = 'weekly' and extract(isodow from on_day) = 1))
    on conflict do nothing returning 1)
  select count(*)::int from made $$;

-- What is due now, marked as being sent before it is: a crash in between loses a mail and never doubles one.
create function private.take_mail(at timestamptz, most int) returns table (person_id uuid, day date, email text, stop_token text, tries int)
language sql volatile security definer set search_path = '' as $$
  with due as (
    select b.person_id, b.day from private.mail_outbox b where b.state = 'waiting' and b.not_before <= at
     order by b.not_before limit most for update skip locked),
  taken as (
    update private.mail_outbox b set state = 'sending', tries = b.tries + 1 from due d
     where b.person_id = d.person_id and b.day = d.day returning b.person_id, b.day, b.tries)
  select t.person_id, t.day, u.email::text, private.stop_token(w), t.tries
    from taken t join auth.users u on u.id = t.person_id join private.mail_wishes w on w.person_id = t.person_id $$;

-- trouble '' means sent; else it waits 5, 10, 20 … minutes, or failed for good (an address that does not exist, eight tries).
create function private.mail_told(person uuid, of_day date, trouble text, hopeless boolean, at timestamptz) returns void
language sql volatile security definer set search_path = '' as $$
  update private.mail_outbox b set trouble = left(mail_told.trouble, 120),
      state = case when mail_told.trouble = '' then 'sent' when hopeless or b.tries >= 8 then 'failed' else 'waiting' end,
      not_before = at + make_interval(mins => 5 * (1 << least(b.tries - 1, 8)))
   where b.person_id = person and b.day = of_day and b.state = 'sending' $$;

create function private.sweep_mail(on_day date) returns void
language sql volatile security definer set search_path = '' as $$
  update private.mail_outbox b set state = 'failed', trouble = 'stopped while it was being sent' where b.state = 'sending' and b.day < on_day;
  update private.mail_outbox b set state = 'failed' where b.state = 'waiting' and b.day < on_day;     -- today's says the same
  delete from private.mail_outbox b where b.day < on_day - 30 $$;

-- For the administrator: does mail get through? Numbers of days and reasons, no addresses.
create function public.mail_health(org uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_role(org, '{administrator}');
  return (select jsonb_build_object('sent', count(*) filter (where b.state = 'sent'), 'waiting', count(*) filter (where b.state in ('waiting', 'sending')),
      'failed', count(*) filter (where b.state = 'failed'),
      'troubles', coalesce(jsonb_agg(distinct b.trouble) filter (where b.trouble <> '' and b.state <> 'sent'), '[]'))
    from private.mail_outbox b where b.day > private.today() - 7
     and b.person_id in (select m.person_id from leaven.memberships m where m.org_id = org));
end $$;

create function public.mail_wish(rhythm text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.mail_wishes (person_id) values ((select auth.uid())) on conflict do nothing;
  update private.mail_wishes w set rhythm = mail_wish.rhythm where w.person_id = (select auth.uid()) and mail_wish.rhythm is not null;
  return (select jsonb_build_object('rhythm', w.rhythm) from private.mail_wishes w where w.person_id = (select auth.uid()));
end $$;

-- From the link in a mail, without signing in: it can stop mail and do nothing else.
create function public.stop_mail(token text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare known private.mail_wishes;
begin
  if token ~ '^[0-9a-f]{64}$' then
    select * into known from private.mail_wishes w where w.person_id = substr(token, 1, 32)::uuid;
  end if;
  if known.person_id is null or private.stop_token(known) <> token then
    perform private.refuse(404, 'unknown_link', 'This link does not stop any mail. Sign in to choose how often you are told.');
  end if;
  update private.mail_wishes w set rhythm = 'never' where w.person_id = known.person_id;
  delete from private.mail_outbox b where b.person_id = known.person_id and b.state = 'waiting';
  return jsonb_build_object('ok', true);
end $$;

revoke all on all functions in schema private from public;
revoke all on function public.mail_health, public.mail_wish from public, anon;
grant execute on function public.mail_health, public.mail_wish to authenticated, service_role;
revoke all on function public.stop_mail from public;
grant execute on function public.stop_mail to anon, authenticated, service_role;
