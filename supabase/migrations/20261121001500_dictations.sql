-- A spoken reason: who decides or explains says it, reads the words, and sends the words. The sound goes in the moment in
-- which it is in words; words that were not sent are forgotten after a day.
create table private.dictations (
  id uuid primary key,
  person_id uuid not null references auth.users on delete cascade,
  org_id uuid not null references leaven.organisations on delete cascade,
  state text not null default 'arriving' check (state in ('arriving', 'waiting', 'in_words', 'no_words')),
  sha256 text not null default '',
  seconds real not null default 0,
  language text not null default 'en' check (language ~ '^[a-z]{2,3}$'),
  words text not null default '' check (length(words) <= 4000),
  tries int not null default 0,
  ends_at timestamptz not null default now() + interval '24 hours');
comment on table private.dictations is 'What somebody with an account says instead of typing, until they have sent its words: a day at most.';
create index dictations_person on private.dictations (person_id);
create index dictations_org on private.dictations (org_id);

create table private.dictation_pieces (
  dictation_id uuid not null references private.dictations on delete cascade,
  n int not null check (n between 0 and 63),
  bytes bytea not null check (length(bytes) between 1 and 262144),
  primary key (dictation_id, n));
comment on table private.dictation_pieces is 'The sound of a spoken reason. It goes as soon as it is in words.';

do $$ declare t text; begin
  foreach t in array array['private.dictations', 'private.dictation_pieces'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('revoke all on %s from public, anon, authenticated', t);
    execute format('grant all on %s to service_role', t);
  end loop;
end $$;

-- The sound goes once, and the ledger of what was destroyed counts it.
create function private.forget_sound(dictation uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from private.dictation_pieces p where p.dictation_id = dictation;
  if found then
    perform private.count_deletion((select d.org_id from private.dictations d where d.id = dictation), 'recording');
  end if;
end $$;

create function private.forget_dictation(dictation uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.forget_sound(dictation);
  delete from private.dictations d where d.id = dictation;
end $$;

create function private.own_dictation(dictation uuid) returns private.dictations
language plpgsql volatile security definer set search_path = '' as $$
declare mine private.dictations;
begin
  select * into mine from private.dictations d where d.id = dictation and d.person_id = (select auth.uid()) for update;
  if mine.id is null then perform private.refuse(404, 'not_found', 'This is not here any more. Say it again, or type it.'); end if;
  return mine;
end $$;

-- The first piece begins it. Whoever has a role somewhere may dictate, a few dozen times in ten minutes.
create function private.begin_dictation(dictation uuid) returns private.dictations
language plpgsql volatile security definer set search_path = '' as $$
declare org uuid := (select m.org_id from leaven.memberships m where m.person_id = (select auth.uid()) order by m.org_id limit 1);
begin
  if org is null then perform private.refuse(403, 'not_allowed', 'Your role does not allow this.'); end if;
  insert into private.dictations (id, person_id, org_id) values (dictation, (select auth.uid()), org) on conflict do nothing;
  return private.own_dictation(dictation);
end $$;

create function public.dictation_piece(dictation uuid, n int, bytes text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  mine private.dictations := private.begin_dictation(dictation);
  piece bytea := decode(bytes, 'base64');
begin
  if not private.may_try('dictation', (select auth.uid())::text, 600, interval '10 minutes') then return private.too_many(); end if;
  if mine.state = 'arriving' then
    if n > 63 or length(piece) + (select coalesce(sum(length(p.bytes)), 0) from private.dictation_pieces p
                                   where p.dictation_id = dictation and p.n <> dictation_piece.n) > 1024 * 1024 then
      perform private.refuse(422, 'too_large', 'This recording is too long to send.');
    end if;
    insert into private.dictation_pieces as p (dictation_id, n, bytes) values (dictation, dictation_piece.n, piece)
    on conflict on constraint dictation_pieces_pkey do update set bytes = excluded.bytes where p.bytes <> excluded.bytes;
  end if;
  return jsonb_build_object('ok', true, 'n', n, 'sha256', encode(sha256(piece), 'hex'));
end $$;

-- All pieces are here and are what the device hashed: the words are asked for. Repeated, the answer is the same.
create function public.dictation_whole(dictation uuid, details jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  mine private.dictations := private.begin_dictation(dictation);
  own text := details ->> 'sha256';
  missing jsonb;
begin
  if mine.state <> 'arriving' then
    if mine.sha256 <> own then perform private.refuse(422, 'other_content', 'Something else has already arrived under this number.'); end if;
    return jsonb_build_object('ok', true);
  end if;
  select jsonb_agg(w.n order by w.n) into missing from generate_series(0, (details ->> 'chunks')::int - 1) w(n)
   where not exists (select from private.dictation_pieces p where p.dictation_id = dictation and p.n = w.n);
  if missing is null and own <> (select encode(sha256(string_agg(p.bytes, ''::bytea order by p.n)), 'hex')
                                   from private.dictation_pieces p where p.dictation_id = dictation and p.n < (details ->> 'chunks')::int) then
    select jsonb_agg(w.n order by w.n) into missing from generate_series(0, (details ->> 'chunks')::int - 1) w(n);
  end if;
  if missing is not null then return private.missing_answer(missing); end if;
  update private.dictations d set state = 'waiting', sha256 = own, seconds = least((details ->> 'seconds')::real, 600),
         language = case when details ->> 'language' = any(o.languages) then details ->> 'language' else o.languages[1] end
    from leaven.organisations o where d.id = dictation and o.id = d.org_id;
  perform private.enqueue('speech', 'leaven.dictation', jsonb_build_object('dictation_id', dictation), 'dictation:' || dictation);
  return jsonb_build_object('ok', true);
end $$;

create function public.dictation(dictation uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine private.dictations := private.own_dictation(dictation);
begin
  return jsonb_build_object('state', mine.state, 'words', mine.words);
end $$;

create function public.forget_dictation(dictation uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.forget_dictation(d.id) from private.dictations d where d.id = dictation and d.person_id = (select auth.uid());
  return jsonb_build_object('ok', true);
end $$;

-- For the worker, who is the owner of the database: the sound of one that waits; words in the place of the sound.
create function private.take_dictation(dictation uuid) returns table (sound bytea, language text, seconds real, tries int)
language sql volatile security definer set search_path = '' as $$
  update private.dictations d set tries = d.tries + 1 where d.id = dictation and d.state = 'waiting'
  returning (select string_agg(p.bytes, ''::bytea order by p.n) from private.dictation_pieces p where p.dictation_id = d.id),
            d.language, d.seconds, d.tries $$;

create function private.dictation_in_words(dictation uuid, heard text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  update private.dictations d set words = left(heard, 4000), state = case when heard = '' then 'no_words' else 'in_words' end
   where d.id = dictation and d.state = 'waiting';
  perform private.forget_sound(dictation);
end $$;

create function private.sweep_dictations() returns void
language sql volatile security definer set search_path = '' as $$
  select private.forget_dictation(d.id) from private.dictations d where d.ends_at < now() and not private.on_hold(d.org_id);
  select private.enqueue('speech', 'leaven.dictation', jsonb_build_object('dictation_id', d.id), 'dictation:' || d.id)
    from private.dictations d where d.state = 'waiting'
     and not exists (select from procrastinate.procrastinate_jobs j where j.status in ('todo', 'doing')
                       and j.task_name = 'leaven.dictation' and j.args ->> 'dictation_id' = d.id::text) $$;

revoke all on all functions in schema private from public;
revoke all on function public.dictation_piece, public.dictation_whole, public.dictation, public.forget_dictation from public, anon;
grant execute on function public.dictation_piece, public.dictation_whole, public.dictation, public.forget_dictation
  to authenticated, service_role;
