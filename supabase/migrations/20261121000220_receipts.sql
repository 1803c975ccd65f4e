-- Four words let a person follow, add to or withdraw a line without any account. The words never reach the database: the
-- server stretches them with a slow hash under a key that it keeps to itself, so a stolen database opens no receipt and a
-- found receipt opens no words: what it shows is what became of the line, never the line.

create table leaven.receipts (
  receipt_hash bytea primary key check (length(receipt_hash) = 32),
  observation_id uuid not null unique references leaven.observations on delete cascade,
  fate jsonb not null default '{"state": "heard"}',
  withdrawing boolean not null default false);
comment on table leaven.receipts is
  'A slow hash of four words beside a line, and what has become of the line as of last night. No seat, no device, no time.';

create table leaven.additions (
  id uuid primary key,
  observation_id uuid not null references leaven.observations on delete cascade,
  session_id uuid not null references leaven.sessions on delete cascade,
  words text not null check (length(words) between 1 and 500),
  shown boolean not null default false);
comment on table leaven.additions is
  'Added by receipt to a released line. Shown to the team from the next night on; the team lets it go, or it stays with them.';
create index additions_line on leaven.additions (observation_id);
create index additions_session on leaven.additions (session_id);

do $$ declare t text; begin
  foreach t in array array['receipts', 'additions'] loop
    execute format('alter table leaven.%I enable row level security', t);
    execute format('alter table leaven.%I force row level security', t);
    execute format('revoke all on leaven.%I from public, anon, authenticated', t);
    execute format('grant all on leaven.%I to service_role', t);
  end loop;
end $$;

create function private.count_receipt() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.count_deletion((select o.org_id from leaven.observations o where o.id = old.observation_id), 'receipt');
  return null;
end $$;
create trigger count_deletion after delete on leaven.receipts for each row execute function private.count_receipt();

-- Counted before the server spends its tenth of a second on the slow hash. All tries of an address, and all wrong ones.
create function public.server_receipt_try(caller text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not private.may_try('receipt-address', caller, 60, interval '10 minutes')
     or private.tried('receipt-miss', caller, interval '10 minutes') >= 10
     or private.tried('receipt-miss', 'everybody', interval '10 minutes') >= 300 then
    return private.refusal(429, 'too_many_tries', 'Too many tries. Wait ten minutes and look at the four words again.');
  end if;
  return jsonb_build_object('ok', true);
end $$;

-- The seat that said a line asks for its receipt, by the line or by the device's own number of it. Until release only:
-- afterwards nobody can say whose line it is. Asked again, the new words replace the old ones.
create function public.server_receipt_make(secret text, receipt text, line uuid default null, capture uuid default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  seat leaven.seats := private.require_seat(secret);
  mine leaven.observations;
begin
  mine := private.own_line(seat, coalesce(line, private.line_id(seat.session_id, capture)));
  insert into leaven.receipts as r (receipt_hash, observation_id) values (decode(receipt, 'hex'), mine.id)
  on conflict (observation_id) do update set receipt_hash = excluded.receipt_hash;
  return jsonb_build_object('ok', true);
exception when unique_violation then
  return private.refusal(409, 'receipt_taken', 'These four words are taken. Take others.');
end $$;

create function private.find_receipt(receipt text, caller text) returns leaven.receipts
language plpgsql volatile security definer set search_path = '' as $$
declare known leaven.receipts;
begin
  select * into known from leaven.receipts where receipt_hash = decode(receipt, 'hex');
  if known.receipt_hash is null then
    perform private.may_try('receipt-miss', caller, 10, interval '10 minutes');
    perform private.may_try('receipt-miss', 'everybody', 300, interval '10 minutes');
  end if;
  return known;
end $$;

create function private.no_receipt() returns jsonb
language sql immutable set search_path = '' as $$
  select private.refusal(404, 'unknown_receipt',
    'No line is known by these four words. Check them; a line that was withdrawn is gone, and so is its receipt.') $$;

create function public.server_receipt_open(receipt text, caller text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare known leaven.receipts := private.find_receipt(receipt, caller);
begin
  if known.receipt_hash is null then return private.no_receipt(); end if;
  return jsonb_build_object('ok', true, 'withdrawing', known.withdrawing) || known.fate;
end $$;

-- An unreleased line goes at once. A released one goes tonight, together with everything else that changes tonight.
create function public.server_receipt_withdraw(receipt text, caller text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare known leaven.receipts := private.find_receipt(receipt, caller);
begin
  if known.receipt_hash is null then return private.no_receipt(); end if;
  delete from leaven.observations where id = known.observation_id and released_week is null;
  if found then return jsonb_build_object('ok', true, 'state', 'withdrawn'); end if;
  update leaven.receipts set withdrawing = true where receipt_hash = known.receipt_hash;
  return jsonb_build_object('ok', true, 'state', 'withdrawing');
end $$;

-- Before release an addition is one more line of the same voice; afterwards it waits for the night, then for the team.
create function public.server_receipt_add(receipt text, addition uuid, words text, caller text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  known leaven.receipts := private.find_receipt(receipt, caller);
  clean text := private.clean_words(words);
  line leaven.observations;
begin
  if known.receipt_hash is null then return private.no_receipt(); end if;
  if not private.may_try('receipt-add', receipt, 5, interval '1 day') then
    return private.refusal(429, 'too_many_tries', 'Five additions a day are the most. Keep the rest for tomorrow.');
  end if;
  if length(clean) > 500 then perform private.refuse(422, 'too_long', 'This is too long. Split it into two.'); end if;
  select * into line from leaven.observations where id = known.observation_id;
  perform 1 from leaven.sessions s where s.id = line.session_id for share;      -- a release under way goes first
  select * into line from leaven.observations where id = known.observation_id;
  if line.id is null then return private.no_receipt(); end if;
  if line.released_week is not null then
    insert into leaven.additions (id, observation_id, session_id, words) values (addition, line.id, line.session_id, clean)
    on conflict (id) do nothing;
    return jsonb_build_object('ok', true, 'state', 'added');
  end if;
  with said as (
    insert into leaven.observations (id, org_id, session_id, phase, words, state, language)
    values (private.line_id(line.session_id, addition), line.org_id, line.session_id,
            private.phase_spoken(line.session_id, null), clean, 'confirmed', line.language)
    on conflict (id) do nothing returning id, session_id)
  insert into leaven.holds (observation_id, session_id, seat_tag)
  select said.id, said.session_id, h.seat_tag from said, leaven.holds h where h.observation_id = line.id;
  return jsonb_build_object('ok', true, 'state', 'added');
end $$;

-- What became of a line: heard, linked, decided, changed.
create function private.fate_of(line uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  titles jsonb := (select jsonb_agg(th.title order by th.title) from leaven.links l join leaven.themes th on th.id = l.theme_id
                    where l.observation_id = line and l.state = 'linked');
  actions jsonb;
begin
  if not exists (select from leaven.observations where id = line and released_week is not null) then
    return '{"state": "heard"}';
  end if;
  if to_regclass('leaven.action_grounds') is not null then
    select jsonb_agg(jsonb_build_object('change', a.change, 'state', a.state) order by a.change) into actions
      from leaven.action_grounds g join leaven.actions a on a.id = g.action_id
     where g.observation_id = line and a.state not in ('draft');
  end if;
  return jsonb_build_object('themes', coalesce(titles, '[]'), 'actions', coalesce(actions, '[]'), 'state', case
    when jsonb_path_exists(actions, '$[*] ? (@.state == "done")') then 'changed'
    when jsonb_path_exists(actions, '$[*] ? (@.state != "proposed" && @.state != "asked")') then 'decided'
    when titles is not null then 'linked' else 'heard' end);
end $$;

-- Once a night, all at once and in random order: withdrawn lines go, receipts learn, additions show.
create function private.deal_receipts() returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from leaven.observations o using leaven.receipts r where r.observation_id = o.id and r.withdrawing;
  delete from leaven.receipts r using leaven.observations o, leaven.rules k
   where o.id = r.observation_id and k.org_id = o.org_id and not k.legal_hold
     and to_date(o.released_week, 'IYYY-"W"IW') + make_interval(months => k.receipt_months) < now();
  update leaven.receipts r set fate = private.fate_of(r.observation_id)
    from (select observation_id from leaven.receipts order by random()) dealt where dealt.observation_id = r.observation_id;
  update leaven.additions a set shown = true
    from (select id from leaven.additions where not shown order by random()) dealt where dealt.id = a.id;
end $$;

create function public.additions(session uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare mine leaven.sessions := private.require_facilitator(session);
begin
  return jsonb_build_object('additions', coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'words', a.words, 'to', o.words) order by a.id)
    from leaven.additions a join leaven.observations o on o.id = a.observation_id
   where a.session_id = mine.id and a.shown), '[]'));
end $$;

-- The team has read the additions back: they become lines of their own, under new ids.
create function public.let_go_additions(session uuid, chosen uuid[]) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.require_facilitator(session); gone int;
begin
  with taken as (delete from leaven.additions a where a.session_id = mine.id and a.shown and a.id = any(chosen) returning a.*),
  made as (
    insert into leaven.observations (id, org_id, session_id, phase, words, state, language, released_week, is_example)
    select gen_random_uuid(), mine.org_id, mine.id, 'soak', t.words, 'confirmed', o.language, private.iso_week(), mine.is_example
      from taken t join leaven.observations o on o.id = t.observation_id order by random()
    returning id)
  select count(*) into gone from made;
  return jsonb_build_object('released', gone);
end $$;

revoke all on all functions in schema private from public;
revoke all on function public.server_receipt_try, public.server_receipt_make, public.server_receipt_open,
  public.server_receipt_withdraw, public.server_receipt_add from public, anon, authenticated;
grant execute on function public.server_receipt_try, public.server_receipt_make, public.server_receipt_open,
  public.server_receipt_withdraw, public.server_receipt_add to service_role;
revoke all on function public.additions, public.let_go_additions from public, anon;
grant execute on function public.additions, public.let_go_additions to authenticated, service_role;
