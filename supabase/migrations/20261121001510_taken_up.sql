-- What was ready in the database and reached nobody: a line that comes after the tap, and what is different now.

-- One tap a team and kind; its line may come a week later and then stands, once.
create or replace function private.adopt(adoption_id uuid, mine leaven.cards, session uuid, kind text, words text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  if kind not in ('too', 'tried', 'built_on') then
    perform private.refuse(422, 'unknown_kind', 'Say: we have this too, we tried it, or we built on it.');
  end if;
  if session = mine.session_id then
    perform private.refuse(409, 'own_card', 'This is your own card. Let others take it up.');
  end if;
  insert into leaven.adoptions as a (id, org_id, card_id, session_id, kind, words, week)
  values (adoption_id, mine.org_id, mine.id, session, kind,
          left(regexp_replace(btrim(coalesce(words, '')), '[[:cntrl:]]+', ' ', 'g'), 500), private.iso_week(private.today()))
  on conflict on constraint adoptions_card_id_session_id_kind_key do update set words = excluded.words
    where a.words = '' and excluded.words <> '';
  return jsonb_build_object('ok', true);
end $$;

-- The card as a crew reads it at its table: what its own team has tapped already stands beside it.
create or replace function public.seat_cards(secret text) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret);
begin
  return jsonb_build_object('cards', coalesce((select jsonb_agg(private.card_view(c) - 'session_id' || jsonb_build_object(
      'taken_up', coalesce((select jsonb_agg(a.kind order by a.kind) from leaven.adoptions a
                             where a.card_id = c.id and a.session_id = seat.session_id), '[]')) order by c.shared_on desc, c.id)
    from (select c.* from leaven.cards c join leaven.sessions s on s.org_id = c.org_id
           where s.id = seat.session_id and c.shared_on is not null and c.session_id <> s.id
           order by c.shared_on desc, c.id limit 20) c), '[]'));
end $$;

-- The team and its facilitator see whether the lines on "what is different now" have been let go.
alter function private.crew_view(leaven.actions, leaven.seats) rename to crew_view_held;
create function private.crew_view(action leaven.actions, seat leaven.seats) returns jsonb
language sql stable security definer set search_path = '' as $$
  select private.crew_view_held(action, seat) || jsonb_build_object('differences_let_go', coalesce((
    select c.words_let_go from leaven.crew_answers c where c.action_id = action.id and c.question = 'did_it_help'), false)) $$;

-- Lines that the team let go stand in the shared memory beside the change, once the question is closed: the heap moves no more.
alter function private.theme_entry(leaven.themes, leaven.theme_memory) rename to theme_entry_without;
create function private.theme_entry(theme leaven.themes, memory leaven.theme_memory) returns jsonb
language sql stable security definer set search_path = '' as $$
  with entry as (select private.theme_entry_without(theme, memory) as e)
  select e || jsonb_build_object('actions', coalesce((
    select jsonb_agg(a || jsonb_build_object('differences', coalesce((
        select to_jsonb(c.words) from leaven.crew_answers c
         where c.action_id = (a ->> 'id')::uuid and c.question = 'did_it_help' and c.words_let_go and c.verdict is not null), '[]'))
        order by n)
      from jsonb_array_elements(e -> 'actions') with ordinality as list(a, n)), '[]')) from entry $$;

revoke all on all functions in schema private from public;
grant execute on function private.line_place to authenticated;
