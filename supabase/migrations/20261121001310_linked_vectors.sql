-- A line said a thousand times fills its own neighbourhood: the nearest lines that have a theme are asked for apart.
alter table leaven.vectors add column linked boolean not null default false;
comment on column leaven.vectors.linked is 'Whether the line stands in a theme. Kept true by a trigger on the links.';

update leaven.vectors v set linked = true
 where exists (select from leaven.links l where l.observation_id = v.observation_id and l.state = 'linked');

create function private.keep_linked_true() returns trigger
language plpgsql security definer set search_path = '' as $$
declare line uuid := coalesce(new.observation_id, old.observation_id); stands boolean;
begin
  select exists (select from leaven.links l where l.observation_id = line and l.state = 'linked') into stands;
  update leaven.vectors v set linked = stands where v.observation_id = line and v.linked <> stands;
  return null;
end $$;
create trigger keep_linked_true after insert or update of state or delete on leaven.links
  for each row execute function private.keep_linked_true();
revoke all on all functions in schema private from public;
