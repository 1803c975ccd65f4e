-- What protects people only because somebody is skilled, or does not exist: of released sessions, places only as numbers allow.
create function public.defence_ledger(org uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_member(org);
  return jsonb_build_object(
    -- themes for which skill alone protects people in two places or more
    'themes', coalesce((select jsonb_agg(jsonb_build_object('id', w.id, 'title', w.title, 'places', w.places) order by w.title) from (
        select t.id, t.title, count(distinct s.site_id) as places
          from leaven.defences d join leaven.sessions s on s.id = d.session_id
          join leaven.observations o on o.session_id = s.id join leaven.links l on l.observation_id = o.id and l.state = 'linked'
          join leaven.themes t on t.id = l.theme_id and t.merged_into is null
          join leaven.theme_memory m on m.theme_id = t.id and s.site_id = any(m.sites)
         where s.org_id = org and s.released_week is not null and d.state = 'skill'
         group by t.id, t.title having count(distinct s.site_id) >= 2) w), '[]'),
    'defences', coalesce((select jsonb_agg(jsonb_build_object('id', w.id, 'words', w.words, 'state', w.state, 'topic', w.topic,
        'place', private.place_name(w.site_id)) order by w.state desc, w.id)
      from (select d.id, d.words, d.state, s.topic, s.site_id from leaven.defences d join leaven.sessions s on s.id = d.session_id
             where s.org_id = org and s.released_week is not null and d.state in ('skill', 'missing')
             order by d.state desc, d.id limit 100) w), '[]'));
end $$;
revoke all on function public.defence_ledger from public, anon;
grant execute on function public.defence_ledger to authenticated, service_role;
