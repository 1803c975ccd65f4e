-- A copy goes with the words that it was taken from. A guide who names a practice, a defence, a step as done, an own assumption or
-- a group often takes a line over as it was said; when its speaker takes the line back, or says it otherwise, no copy keeps it.
-- What is told in other words stays: it is the team's, and whose words it came from is nowhere written.

-- Letters as they are compared: small, without signs, one space between words and none at the ends.
create function private.bare(words text) returns text
language sql immutable set search_path = '' as $$
  select btrim(regexp_replace(lower(words), '[[:space:][:punct:]„“”‚‘’«»‹›…–—]+', ' ', 'g')) $$;

-- The same words; or the one stands whole within the other, and says four words or more: fewer are anybody's; or six words in a row
-- stand in both. The last word of a copy may be cut, for a name is shorter than a line may be.
create function private.is_copy(copy text, words text) returns boolean
language sql immutable set search_path = '' as $$
  select case when c = '' or w = '' then false
              else c = w or (cardinality(each) >= 4 and position(' ' || c in ' ' || w) > 0)
                         or (cardinality(string_to_array(w, ' ')) >= 4 and position(' ' || w || ' ' in ' ' || c || ' ') > 0)
                         or exists (select from generate_series(1, cardinality(each) - 5) n
                                     where position(' ' || array_to_string(each[n:n + 5], ' ') || ' ' in ' ' || w || ' ') > 0) end
    from (select private.bare(copy) as c, private.bare(words) as w, string_to_array(private.bare(copy), ' ') as each) b $$;

-- A copy of what went, and of nothing that is still said in the session.
create function private.went_with(copy text, gone text, session uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select private.is_copy(copy, gone) and not exists (
    select from leaven.observations o where o.session_id = session and private.is_copy(copy, o.words)) $$;

create function private.forget_copies() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from leaven.practices p where p.session_id = old.session_id and private.went_with(p.name, old.words, old.session_id);
  update leaven.practices p set protects = ''
   where p.session_id = old.session_id and private.went_with(p.protects, old.words, old.session_id);
  -- what was dotted stands in the words that it had when the round began
  with gone as (
    delete from leaven.defences d where d.session_id = old.session_id and private.went_with(d.words, old.words, old.session_id)
    returning d.id)
  delete from leaven.dot_choices c using gone where c.target = gone.id;
  -- steps as imagined are the paper's words, and nobody's
  delete from leaven.steps s where s.session_id = old.session_id and s.side = 'done'
     and private.went_with(s.words, old.words, old.session_id);
  delete from leaven.assumptions a where a.session_id = old.session_id and a.kind = 'own'
     and private.went_with(a.words, old.words, old.session_id);
  delete from leaven.groups g where g.session_id = old.session_id and private.went_with(g.name, old.words, old.session_id);
  update leaven.cards c
     set saw = case when private.went_with(c.saw, old.words, c.session_id) then '' else c.saw end,
         look_for = case when private.went_with(c.look_for, old.words, c.session_id) then '' else c.look_for end,
         changed = case when private.went_with(c.changed, old.words, c.session_id) then '' else c.changed end
   where c.session_id = old.session_id
     and exists (select from unnest(array[c.saw, c.look_for, c.changed]) part where private.went_with(part, old.words, c.session_id));
  -- what was proposed has been read by others, and decided on: the team's own sentence
  delete from leaven.actions a where a.session_id = old.session_id and a.state = 'draft'
     and private.went_with(a.change, old.words, old.session_id);
  return null;
end $$;
create trigger forget_copies_withdrawn after delete on leaven.observations
  for each row when (old.words <> '') execute function private.forget_copies();
create trigger forget_copies_corrected after update of words on leaven.observations
  for each row when (new.words <> old.words and old.words <> '') execute function private.forget_copies();

-- The planner keeps no sample of them either.
do $$ declare spot record; begin
  for spot in select * from (values ('practices', 'name'), ('practices', 'protects'), ('defences', 'words'), ('steps', 'words'),
    ('assumptions', 'words'), ('groups', 'name'), ('actions', 'change'), ('cards', 'saw'), ('cards', 'look_for'), ('cards', 'changed')) t (name, col) loop
    execute format('alter table leaven.%I alter column %I set statistics 0', spot.name, spot.col);
  end loop;
end $$;

revoke all on function private.bare, private.is_copy, private.went_with, private.forget_copies from public;
