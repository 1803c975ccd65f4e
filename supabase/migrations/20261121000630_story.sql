-- The story beside the paper: steps as imagined and as done, what the design takes for granted, and what people do instead.
create table leaven.steps (
  id uuid primary key,
  session_id uuid not null references leaven.sessions on delete cascade,
  side text not null check (side in ('imagined', 'done')),
  number int not null check (number between 1 and 60),
  words text not null check (length(words) between 1 and 300));
comment on table leaven.steps is 'A step as written, or as done. Neither column is the error; they stand side by side.';
create index steps_session on leaven.steps (session_id, side, number);

create table leaven.step_lines (
  step_id uuid not null references leaven.steps on delete cascade,
  observation_id uuid not null references leaven.observations on delete cascade,
  primary key (step_id, observation_id));
comment on table leaven.step_lines is 'A line pinned to a step.';
create index step_lines_observation on leaven.step_lines (observation_id);

create table leaven.assumptions (
  id uuid primary key,
  org_id uuid not null references leaven.organisations on delete cascade,
  session_id uuid not null references leaven.sessions on delete cascade,
  kind text not null check (kind in ('staffing', 'no_interruption', 'equipment', 'time', 'clarity', 'own')),
  words text not null default '' check (length(words) <= 160),
  check ((kind = 'own') = (words <> '')));
comment on table leaven.assumptions is 'What the design of the work takes for granted. Nobody''s mistake.';
create index assumptions_session on leaven.assumptions (session_id);
create index assumptions_org on leaven.assumptions (org_id, kind);

create table leaven.assumption_lines (
  assumption_id uuid not null references leaven.assumptions on delete cascade,
  observation_id uuid not null references leaven.observations on delete cascade,
  primary key (assumption_id, observation_id));
comment on table leaven.assumption_lines is 'A line that shows where an assumption meets the day.';
create index assumption_lines_observation on leaven.assumption_lines (observation_id);

create table leaven.practices (
  id uuid primary key,
  org_id uuid not null references leaven.organisations on delete cascade,
  session_id uuid not null references leaven.sessions on delete cascade,
  step_id uuid references leaven.steps on delete set null,
  name text not null check (length(name) between 1 and 120),
  protects text not null default '' check (length(protects) <= 160));
comment on table leaven.practices is 'What people do to make it work, what it protects, and the step that it departs from.';
create index practices_session on leaven.practices (session_id);
create index practices_org on leaven.practices (org_id);
create index practices_step on leaven.practices (step_id);

do $$ declare t text; begin
  foreach t in array array['steps', 'step_lines', 'assumptions', 'assumption_lines', 'practices'] loop
    execute format('alter table leaven.%I enable row level security', t);
    execute format('alter table leaven.%I force row level security', t);
    execute format('revoke all on leaven.%I from public, anon, authenticated', t);
    execute format('grant all on leaven.%I to service_role', t);
  end loop;
end $$;
create trigger tell_screens after insert or update or delete on leaven.steps for each row execute function private.tell_session();
create trigger tell_screens after insert or update or delete on leaven.assumptions for each row execute function private.tell_session();
create trigger tell_screens after insert or update or delete on leaven.practices for each row execute function private.tell_session();
create trigger tell_screens after insert or delete on leaven.step_lines for each row execute function private.tell_of_line();
create trigger tell_screens after insert or delete on leaven.assumption_lines for each row execute function private.tell_of_line();

-- One side of the story, whole: [{"id", "words"}] in their order. Steps that keep their id keep the lines pinned to them.
-- `seen` are the ids that the tablet showed: two tablets do not wipe out each other's steps.
create function public.set_steps(session uuid, side text, steps jsonb, seen jsonb default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.guided(session);
  if side is null or side not in ('imagined', 'done') or jsonb_typeof(steps) <> 'array' then
    perform private.refuse(422, 'invalid_input', 'Steps stand as imagined or as done.');
  end if;
  if jsonb_array_length(steps) > 60 then
    perform private.refuse(422, 'too_many', 'Sixty steps are the most. Take the part of the job that you talk about.');
  end if;
  if seen is not null and exists (select from leaven.steps s where s.session_id = session and s.side = set_steps.side
                                     and not seen ? s.id::text) then
    perform private.refuse(409, 'moved_on', 'Another tablet has changed these steps. Look again; what you wrote is still here.');
  end if;
  delete from leaven.steps s where s.session_id = session and s.side = set_steps.side
     and not exists (select from jsonb_array_elements(steps) e where (e ->> 'id')::uuid = s.id);
  insert into leaven.steps as s (id, session_id, side, number, words)
  select (e ->> 'id')::uuid, session, set_steps.side, n, private.clean_line(e ->> 'words', 300)
    from jsonb_array_elements(steps) with ordinality as given(e, n)
  on conflict (id) do update set number = excluded.number, words = excluded.words
   where s.session_id = excluded.session_id and s.side = excluded.side;
  return jsonb_build_object('ok', true);
end $$;

create function public.name_document(session uuid, title text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.guided(session);
  update leaven.sessions set document = private.clean_line(title, 120) where id = session;
  return jsonb_build_object('ok', true);
end $$;

create function public.pin_to_step(step uuid, line uuid, pinned boolean default true) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare target leaven.observations := private.guided_line(line);
begin
  if not exists (select from leaven.steps s where s.id = step and s.session_id = target.session_id) then
    perform private.refuse(404, 'not_found', 'This step is gone.');
  end if;
  if pinned then insert into leaven.step_lines (step_id, observation_id) values (step, target.id) on conflict do nothing;
  else delete from leaven.step_lines l where l.step_id = step and l.observation_id = target.id; end if;
  return jsonb_build_object('ok', true);
end $$;

create function public.assume(session uuid, assumption_id uuid, kind text, words text default '') returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.guided(session); own text := private.clean_line(words, 160);
begin
  if kind = 'own' and own = '' then perform private.refuse(422, 'empty', 'Say in a few words what is taken for granted.'); end if;
  insert into leaven.assumptions as a (id, org_id, session_id, kind, words)
  values (assumption_id, mine.org_id, mine.id, assume.kind, case when assume.kind = 'own' then own else '' end)
  on conflict (id) do update set words = excluded.words where a.session_id = excluded.session_id and a.kind = 'own';
  return jsonb_build_object('id', assumption_id);
end $$;

create function public.drop_assumption(session uuid, assumption_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.guided(session);
  delete from leaven.assumptions a where a.id = assumption_id and a.session_id = session;
  return jsonb_build_object('ok', true);
end $$;

create function public.tie_to_assumption(assumption_id uuid, line uuid, tied boolean default true) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare target leaven.observations := private.guided_line(line);
begin
  if not exists (select from leaven.assumptions a where a.id = tie_to_assumption.assumption_id and a.session_id = target.session_id) then
    perform private.refuse(404, 'not_found', 'This assumption is gone.');
  end if;
  if tied then insert into leaven.assumption_lines values (assumption_id, target.id) on conflict do nothing;
  else delete from leaven.assumption_lines l where l.assumption_id = tie_to_assumption.assumption_id and l.observation_id = target.id; end if;
  return jsonb_build_object('ok', true);
end $$;

create function public.name_practice(session uuid, practice_id uuid, name text, protects text default '', step uuid default null) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare mine leaven.sessions := private.guided(session); clean text := private.clean_line(name, 120);
begin
  if clean = '' then perform private.refuse(422, 'empty', 'Say in a few words what people do.'); end if;
  insert into leaven.practices as p (id, org_id, session_id, name, protects, step_id)
  values (practice_id, mine.org_id, mine.id, clean, private.clean_line(name_practice.protects, 160),
          (select s.id from leaven.steps s where s.id = step and s.session_id = mine.id))
  on conflict (id) do update set name = excluded.name, protects = excluded.protects, step_id = excluded.step_id
   where p.session_id = excluded.session_id;
  return jsonb_build_object('id', practice_id);
end $$;

create function public.drop_practice(session uuid, practice_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.guided(session);
  delete from leaven.practices p where p.id = practice_id and p.session_id = session;
  return jsonb_build_object('ok', true);
end $$;

revoke all on all functions in schema private from public;
revoke all on function public.set_steps, public.name_document, public.pin_to_step, public.assume, public.drop_assumption,
  public.tie_to_assumption, public.name_practice, public.drop_practice from public, anon;
grant execute on function public.set_steps, public.name_document, public.pin_to_step, public.assume, public.drop_assumption,
  public.tie_to_assumption, public.name_practice, public.drop_practice to authenticated, service_role;
