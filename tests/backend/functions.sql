-- Functions of every shape that the API must answer for.
create function public.echo(word text, times int default 1, tags text[] default '{}', more jsonb default null)
  returns jsonb language sql stable as $$
  select jsonb_build_object('word', word, 'times', times, 'tags', tags, 'more', more, 'role', current_user,
    'claimed', auth.role()) $$;
create table public.kept (word text primary key);
create function public.keep(word text) returns jsonb language plpgsql as $$
  begin insert into public.kept values (word); return '{"ok": true}'; end $$;
create function public.words() returns setof text language sql stable as $$ select unnest(array['a', 'b']) $$;
create function public.rows() returns table (id int, name text) language sql stable as $$ select 1, 'one' $$;
create function public.nothing() returns void language sql as $$ select 1 $$;
create function public.empty() returns jsonb language sql stable as $$ select null::jsonb $$;
create function public.refuse(errcode text, message text, hint text default 'seats_full') returns jsonb
  language plpgsql as $$ begin raise exception '%', message using errcode = errcode, hint = hint; end $$;
create function public.plain_raise() returns jsonb language plpgsql as $$ begin raise exception 'no'; end $$;
create function public.near(v extensions.vector) returns jsonb language sql stable as $$
  select to_jsonb((v operator(extensions.<=>) '[1,0]'::extensions.vector)::numeric(4, 2)) $$;
create function public.hidden() returns jsonb language sql stable as $$ select '1'::jsonb $$;
create function public.slow() returns jsonb language sql stable as $$ select to_jsonb(pg_sleep(4)::text) $$;
create function public.fenced(a int) returns jsonb language sql stable as $$ select to_jsonb(1 / (a - 1)) $$;
grant insert on public.kept to anon;
grant execute on all functions in schema public to anon, authenticated, service_role;
revoke all on function public.hidden from anon, authenticated, public;
