-- Words of the site that help the ear. Learned from corrections; nobody can be found behind one.
create table leaven.site_words (
  site_id uuid not null references leaven.sites on delete cascade,
  spelling text not null check (length(spelling) between 2 and 40),
  weight real not null check (weight > 0),
  week int not null,
  primary key (site_id, spelling));
comment on table leaven.site_words is
  'How a site spells its things, with a weight that halves in twelve weeks. No line, no person, no time but the week.';

create table private.word_lessons (
  id uuid primary key default gen_random_uuid(),
  site_id uuid not null references leaven.sites on delete cascade,
  heard text not null,
  confirmed text not null);
comment on table private.word_lessons is
  'What the machine heard and what its speaker let stand, for the seconds until the keeper has learned from it.';
create index word_lessons_site on private.word_lessons (site_id);

do $$ declare t text; begin
  foreach t in array array['leaven.site_words', 'private.word_lessons'] loop
    execute format('alter table %s enable row level security', t);
    execute format('alter table %s force row level security', t);
    execute format('revoke all on %s from public, anon, authenticated', t);
    execute format('grant all on %s to service_role', t);
  end loop;
end $$;

create function private.note_lesson() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into private.word_lessons (site_id, heard, confirmed)
  select s.site_id, old.words, o.words
    from leaven.observations o join leaven.sessions s on s.id = o.session_id
   where o.id = old.observation_id and o.state = 'confirmed' and o.words <> old.words;
  return old;
end $$;
revoke all on function private.note_lesson from public;
create trigger note_lesson before delete on leaven.transcripts
  for each row execute function private.note_lesson();

-- The facilitator's list: heaviest first; the words of people, learned or added, in one place.
create function public.site_words(site uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_role((select org_id from leaven.sites where id = site), '{facilitator,administrator}');
  return (select coalesce(jsonb_agg(w.spelling order by w.weight desc, w.spelling), '[]')
            from leaven.site_words w where w.site_id = site);
end $$;

-- Weeks as the learner counts them: from the first Monday of 2024.
create function private.week_number() returns int
language sql stable set search_path = '' as $$ select (current_date - date '2024-01-01') / 7 $$;

-- Added by hand a word counts as often corrected; it fades like the others unless it is added again.
create function public.set_site_word(site uuid, spelling text, keep boolean) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare word text := btrim(regexp_replace(coalesce(spelling, ''), '[[:cntrl:][:space:]]+', ' ', 'g'));
begin
  perform private.require_role((select org_id from leaven.sites where id = site), '{facilitator,administrator}');
  if length(word) not between 2 and 40 then
    perform private.refuse(422, 'bad_word', 'A site word has two to forty characters.');
  end if;
  delete from leaven.site_words w where w.site_id = site and lower(w.spelling) = lower(word);
  if keep then
    insert into leaven.site_words (site_id, spelling, weight, week) values (site, word, 8, private.week_number());
  end if;
  return public.site_words(site);
end $$;
revoke all on function private.week_number, public.site_words, public.set_site_word from public;
grant execute on function public.site_words, public.set_site_word to authenticated;
