-- "Have others had this?" can be said, too: by people with an account and from a seat, through the one dictation. A question from a
-- seat is held under a hash of its own number and the seat's secret, so that no row tells which seat asked.
alter table private.dictations alter column person_id drop not null;
alter table private.dictations add column asked_by bytea;
alter table private.dictations add constraint dictations_whose check (num_nonnulls(person_id, asked_by) = 1);
comment on table private.dictations is
  'What somebody says instead of typing a reason or a question, until its words are used: a day at most, an hour from a seat.';
comment on table private.dictation_pieces is 'The sound of a spoken reason or question. It goes as soon as it is in words.';

create function private.dictation_mark(dictation uuid, secret text) returns bytea
language sql immutable set search_path = '' as $$ select private.hash(dictation::text || ':' || secret) $$;

create function private.dictates(mine private.dictations, secret text) returns boolean
language sql stable set search_path = '' as $$
  select case when secret is null then mine.person_id = (select auth.uid())
              else mine.asked_by = private.dictation_mark(mine.id, secret) end $$;

drop function public.dictation_piece(uuid, int, text), public.dictation_whole(uuid, jsonb), public.dictation(uuid), public.forget_dictation(uuid);
drop function private.begin_dictation(uuid), private.own_dictation(uuid);

create function private.own_dictation(dictation uuid, secret text) returns private.dictations
language plpgsql volatile security definer set search_path = '' as $$
declare mine private.dictations;
begin
  select * into mine from private.dictations d where d.id = dictation and private.dictates(d, secret) for update;
  if mine.id is null then perform private.refuse(404, 'not_found', 'This is not here any more. Say it again, or type it.'); end if;
  return mine;
end $$;

-- The first piece begins it: a person with a role somewhere, or a seat.
create function private.begin_dictation(dictation uuid, secret text) returns private.dictations
language plpgsql volatile security definer set search_path = '' as $$
declare org uuid;
begin
  if secret is not null then
    insert into private.dictations (id, asked_by, org_id, ends_at)
    values (dictation, private.dictation_mark(dictation, secret), private.seat_org(secret), now() + interval '1 hour')
    on conflict do nothing;
    return private.own_dictation(dictation, secret);
  end if;
  select m.org_id into org from leaven.memberships m where m.person_id = (select auth.uid()) order by m.org_id limit 1;
  if org is null then perform private.refuse(403, 'not_allowed', 'Your role does not allow this.'); end if;
  insert into private.dictations (id, person_id, org_id) values (dictation, (select auth.uid()), org) on conflict do nothing;
  return private.own_dictation(dictation, null);
end $$;

create function public.dictation_piece(dictation uuid, n int, bytes text, secret text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  mine private.dictations := private.begin_dictation(dictation, secret);
  piece bytea := decode(bytes, 'base64');
begin
  if not private.may_try('dictation', coalesce(secret, (select auth.uid())::text), 600, interval '10 minutes') then
    return private.too_many();
  end if;
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
create function public.dictation_whole(dictation uuid, details jsonb, secret text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  mine private.dictations := private.begin_dictation(dictation, secret);
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

create function public.dictation(dictation uuid, secret text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine private.dictations := private.own_dictation(dictation, secret);
begin
  return jsonb_build_object('state', mine.state, 'words', mine.words);
end $$;

create function public.forget_dictation(dictation uuid, secret text default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.forget_dictation(d.id) from private.dictations d where d.id = dictation and private.dictates(d, secret);
  return jsonb_build_object('ok', true);
end $$;

revoke all on all functions in schema private from public;
grant execute on function private.line_place to authenticated;
revoke all on function public.dictation_piece, public.dictation_whole, public.dictation, public.forget_dictation from public;
grant execute on function public.dictation_piece, public.dictation_whole, public.dictation, public.forget_dictation
  to anon, authenticated, service_role;
