-- Words that were withdrawn or corrected stand nowhere any more, and a released line's reasons tell of released lines alone.
-- Copies stood in reasons of links (a neighbour's words), working titles and keywords of themes, proposals, dots, lessons of the
-- ear, and in the planner's statistics.

create index links_nearest on leaven.links using gin ((reasons -> 'nearest')) where reasons ? 'nearest';
create index links_elsewhere on leaven.links using gin ((reasons -> 'elsewhere')) where reasons ? 'elsewhere';
create index twins_nearest on leaven.twins using gin ((reasons -> 'nearest')) where reasons ? 'nearest';
create index twins_elsewhere on leaven.twins using gin ((reasons -> 'elsewhere')) where reasons ? 'elsewhere';
create index dot_choices_target on leaven.dot_choices (target);

-- The sentence and the answering words were made with the neighbours' words: they go with any of them.
create function private.without_lines(reasons jsonb, gone text[]) returns jsonb
language sql immutable set search_path = '' as $$
  select (reasons - 'why' - 'answers') || jsonb_build_object(
    'nearest', coalesce(reasons -> 'nearest', '[]') - gone, 'elsewhere', coalesce(reasons -> 'elsewhere', '[]') - gone) $$;

-- What is written beside a line names only lines that are still there, in the words that they have now, and that everybody
-- may read who may read this one. A line that somebody changes at this moment counts as gone: the linker comes back.
create function private.keep_reasons_true() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  named text[] := array(select jsonb_array_elements_text(coalesce(new.reasons -> 'nearest', '[]') || coalesce(new.reasons -> 'elsewhere', '[]')));
  known text[];
begin
  if cardinality(named) = 0 then return new; end if;
  known := array(select open.id::text from (
    select o.id, o.words from leaven.observations o, leaven.observations mine
     where mine.id = new.observation_id and o.id::text = any(named)
       and (o.released_week is not null or (mine.released_week is null and o.session_id = mine.session_id))
       for share of o skip locked) open
    where open.id::text <> new.reasons -> 'nearest' ->> 0 or not exists (
      select from jsonb_array_elements(coalesce(new.reasons -> 'answers', '[]')) a
       where position(lower(a ->> 2) in lower(open.words)) = 0));
  if not named <@ known then
    new.reasons := private.without_lines(new.reasons, array(select n from unnest(named) n where n <> all(known)));
  end if;
  return new;
end $$;
-- the release writes every row anew, and with it every reason
create trigger keep_reasons_true before insert or update on leaven.links for each row execute function private.keep_reasons_true();
create trigger keep_reasons_true before insert or update on leaven.twins for each row execute function private.keep_reasons_true();

create function private.forget_reasons(org uuid, line uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare near uuid;
begin
  for near in
    with links as (
      update leaven.links l set reasons = private.without_lines(l.reasons, array[line::text])
       where l.org_id = org and l.observation_id <> line
         and ((l.reasons ? 'nearest' and l.reasons -> 'nearest' ? line::text)
           or (l.reasons ? 'elsewhere' and l.reasons -> 'elsewhere' ? line::text))
      returning l.observation_id, l.state),
    twins as (
      update leaven.twins w set reasons = private.without_lines(w.reasons, array[line::text])
       where w.org_id = org and w.observation_id <> line
         and ((w.reasons ? 'nearest' and w.reasons -> 'nearest' ? line::text)
           or (w.reasons ? 'elsewhere' and w.reasons -> 'elsewhere' ? line::text))
      returning w.observation_id, w.state)
    select observation_id from links where state = 'suggested' union select observation_id from twins where state = 'suggested'
    order by 1
  loop
    perform private.enqueue('linking', 'leaven.link', jsonb_build_object('observation_id', near), 'link:' || near);
  end loop;
end $$;

create function private.plain(words text) returns text
language sql immutable set search_path = '' as $$ select btrim(regexp_replace(words, '\s+', ' ', 'g')) $$;

-- Is the title these words, whole or as a cut quote?
create function private.is_quote(title text, words text) returns boolean
language sql immutable set search_path = '' as $$
  select case when title like '%…' then starts_with(private.plain(words), rtrim(private.plain(title), '…'))
              else private.plain(title) in (private.plain(words), private.plain(left(words, 200))) end $$;

-- A working title in somebody's words goes with them; the shortest line that is left lends its own.
create function private.forget_titles(org uuid, gone text) returns void
language sql volatile security definer set search_path = '' as $$
  update leaven.themes t set title_by = 'quote', title = coalesce((
           select private.plain(left(o.words, 200)) from leaven.links l join leaven.observations o on o.id = l.observation_id
            where l.theme_id = t.id and l.state = 'linked' and o.released_week is not null order by length(o.words), o.id limit 1),
         'A theme without a name yet')
   where t.org_id = org and private.is_quote(t.title, gone)
     and not exists (select from leaven.links l join leaven.observations o on o.id = l.observation_id
                      where l.theme_id = t.id and l.state = 'linked' and o.released_week is not null and private.is_quote(t.title, o.words));
  update leaven.themes t set keywords = array(
           select k from unnest(t.keywords) with ordinality word(k, n)
            where 2 <= (select count(*) from leaven.links l join leaven.observations o on o.id = l.observation_id
                         where l.theme_id = t.id and l.state = 'linked' and o.released_week is not null
                           and position(lower(k) in lower(o.words)) > 0) order by n)
   where t.org_id = org and exists (select from unnest(t.keywords) k where position(lower(k) in lower(gone)) > 0) $$;

create function private.forget_words() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if old.words = '' then return null; end if;
  perform private.forget_reasons(old.org_id, old.id);
  perform private.forget_titles(old.org_id, old.words);
  delete from private.word_lessons where confirmed = old.words;
  delete from leaven.theme_proposals where org_id = old.org_id and state = 'open' and line_ids @> array[old.id];
  update leaven.theme_proposals set line_ids = array_remove(line_ids, old.id), title = '', keywords = '{}'
   where org_id = old.org_id and line_ids @> array[old.id];
  if tg_op = 'UPDATE' then
    update leaven.links set reasons = '{}' where observation_id = old.id;
    update leaven.twins set reasons = '{}' where observation_id = old.id;
    update leaven.dot_choices set words = left(new.words, 300) where target = old.id;
    return null;
  end if;
  delete from leaven.dot_choices where target = old.id;
  delete from procrastinate.procrastinate_jobs where status = 'failed' and args ->> 'observation_id' = old.id::text;
  return null;
end $$;
-- after the links of the line have gone with it
create trigger forget_words_withdrawn after delete on leaven.observations for each row execute function private.forget_words();
create trigger forget_words_corrected after update of words on leaven.observations
  for each row when (new.words <> old.words) execute function private.forget_words();

-- The planner remembers the commonest values and samples of all others, for weeks after their rows have gone.
do $$ declare spot record; begin
  for spot in select * from (values
    ('leaven.observations', 'words'), ('leaven.transcripts', 'words'), ('leaven.transcripts', 'english'), ('leaven.transcripts', 'segments'),
    ('leaven.holds', 'seat_tag'), ('leaven.holds', 'arrived_at'), ('leaven.links', 'reasons'), ('leaven.twins', 'reasons'),
    ('leaven.theme_proposals', 'title'), ('leaven.theme_proposals', 'keywords'), ('leaven.additions', 'words'),
    ('leaven.dot_choices', 'words'), ('leaven.card_quotes', 'words'), ('leaven.themes', 'title'), ('leaven.themes', 'keywords'),
    ('leaven.receipts', 'receipt_hash'), ('leaven.receipts', 'fate'),
    ('private.word_lessons', 'heard'), ('private.word_lessons', 'confirmed')) t (name, col) loop
    execute format('alter table %s alter column %I set statistics 0', spot.name, spot.col);
  end loop;
end $$;
alter index leaven.observations_search alter column 1 set statistics 0;
alter index leaven.links_nearest alter column 1 set statistics 0;
alter index leaven.links_elsewhere alter column 1 set statistics 0;
alter index leaven.twins_nearest alter column 1 set statistics 0;
alter index leaven.twins_elsewhere alter column 1 set statistics 0;

revoke all on function private.without_lines, private.keep_reasons_true, private.forget_reasons, private.plain, private.is_quote,
  private.forget_titles, private.forget_words from public;
