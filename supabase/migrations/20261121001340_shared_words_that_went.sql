-- The words that a line shares with its neighbours are written down as the neighbours spell them: they go with any of them.
create or replace function private.without_lines(reasons jsonb, gone text[]) returns jsonb
language sql immutable set search_path = '' as $$
  select (reasons - 'why' - 'answers' - 'shared') || jsonb_build_object(
    'nearest', coalesce(reasons -> 'nearest', '[]') - gone, 'elsewhere', coalesce(reasons -> 'elsewhere', '[]') - gone) $$;
