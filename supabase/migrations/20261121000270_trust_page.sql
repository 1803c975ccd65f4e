-- The trust page: what is stored, who opened what, what was destroyed, which rules are in force. All of it from the
-- database as it is, so that it cannot say anything else than what is done.

create function private.stored_tables() returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_agg(jsonb_build_object('name', c.relname, 'what', pg_catalog.obj_description(c.oid, 'pg_class'),
      'columns', (select jsonb_agg(a.attname order by a.attnum) from pg_catalog.pg_attribute a
                   where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)) order by c.relname)
    from pg_catalog.pg_class c
   where c.relnamespace in ('leaven'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p') $$;

create function public.trust_page(org uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_role(org, '{facilitator,sponsor,member,representative,administrator}');
  perform private.note_opening(org, 'trust page');
  return (select jsonb_build_object(
    'organisation', o.name,
    'inside_threshold', o.inside_threshold,
    'outside_threshold', o.outside_threshold,
    'rules', to_jsonb(r) - 'org_id' - 'legal_hold',
    'legal_hold', r.legal_hold,
    'stored', private.stored_tables(),
    'destroyed', coalesce((select jsonb_agg(jsonb_build_object('kind', d.kind, 'number', d.number) order by d.kind)
        from (select kind, sum(shown)::int as number from leaven.deletions where org_id = org group by kind) d where d.number > 0), '[]'),
    'openings', coalesce((select jsonb_agg(jsonb_build_object('role', p.role, 'kind', p.kind, 'day', p.day) order by p.day desc, p.role, p.kind)
        from leaven.openings p where p.org_id = org), '[]'),
    'changes', coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'rule', c.rule, 'before', c.before, 'value', c.value,
          'proposed_as', c.proposed_as, 'agreed_as', c.agreed_as, 'state', c.state, 'week', c.week) order by c.week desc, c.id)
        from leaven.rule_changes c where c.org_id = org), '[]'))
    from leaven.organisations o join leaven.rules r on r.org_id = o.id where o.id = org);
end $$;

revoke all on all functions in schema private from public;
revoke all on function public.trust_page from public, anon;
grant execute on function public.trust_page to authenticated, service_role;
