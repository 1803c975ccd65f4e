-- A session's actions for its facilitator: what became of them, and what the team answered, once three have.
create function public.session_actions(session uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_facilitator(session);
  return jsonb_build_object('actions', coalesce((select jsonb_agg(private.crew_view(a, null) order by a.id)
    from leaven.actions a where a.session_id = session and a.state <> 'draft'), '[]'));
end $$;
revoke all on function public.session_actions from public, anon;
grant execute on function public.session_actions to authenticated, service_role;
