-- What a speaker sees of an own recording while it becomes words, and afterwards: how far, what is missing, what to do.
create or replace function public.seat_page(secret text) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret); tag bytea := private.seat_tag(seat);
begin
  return private.seat_view(seat) || jsonb_build_object(
    'mine', coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'state', o.state, 'spoken', o.spoken, 'phase', o.phase,
        'parked', o.parked, 'lens', o.lens, 'words', case when o.state = 'confirmed' then o.words else coalesce(t.words, '') end,
        'segments', coalesce(t.segments, '[]'), 'reason', coalesce(c.reason, ''),
        'share', case when o.state = 'waiting' then coalesce(c.share, 0) end) order by h.arrived_at desc)
      from leaven.holds h join leaven.observations o on o.id = h.observation_id
        left join leaven.transcripts t on t.observation_id = o.id left join leaven.clips c on c.observation_id = o.id
     where h.session_id = seat.session_id and h.seat_tag = tag), '[]'),
    'enough_voices', private.enough_voices(seat.session_id),
    'team', case when private.enough_voices(seat.session_id) then coalesce((
        select jsonb_agg(jsonb_build_object('id', o.id, 'words', o.words) order by o.id)
          from leaven.observations o left join leaven.holds h on h.observation_id = o.id
         where o.session_id = seat.session_id and o.state = 'confirmed' and not o.parked
           and h.seat_tag is distinct from tag), '[]') else '[]' end);
end $$;

create or replace function public.capture_state(secret text, capture uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  seat leaven.seats := private.require_seat(secret);
  arrived boolean := exists (select from private.deliveries d where d.capture_id = capture and d.session_id = seat.session_id);
  tag bytea := private.seat_tag(seat);
  line leaven.observations;
  clip leaven.clips;
begin
  if not arrived then
    return (select jsonb_build_object('state', case when count(*) = 0 then 'unknown' else 'partial' end)
              from private.uploads u where u.capture_id = capture and u.seat_tag = tag);
  end if;
  -- after release no device can ask which line was its own
  if tag is null then return jsonb_build_object('state', 'confirmed'); end if;
  select o.* into line from leaven.observations o join leaven.holds h on h.observation_id = o.id
   where o.id = private.line_id(seat.session_id, capture) and h.seat_tag = tag;
  select * into clip from leaven.clips c where c.observation_id = line.id;
  return jsonb_build_object(
    'state', case coalesce(line.state, 'withdrawn') when 'to_check' then 'in_words' when 'set_aside' then 'failed'
             else coalesce(line.state, 'withdrawn') end,
    'words', case line.state when 'confirmed' then line.words
             when 'to_check' then (select t.words from leaven.transcripts t where t.observation_id = line.id) end,
    'share', case when line.state = 'waiting' then clip.share end, 'reason', coalesce(clip.reason, ''));
end $$;

-- The speaker's own recording, to be listened to while it is still there: its place in the bucket, for the server alone.
create function public.server_own_clip(secret text, capture uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret); found_clip leaven.clips;
begin
  select c.* into found_clip from leaven.clips c join leaven.holds h on h.observation_id = c.observation_id
   where c.observation_id = private.line_id(seat.session_id, capture) and h.seat_tag = private.seat_tag(seat);
  if found_clip.observation_id is null then
    perform private.refuse(404, 'not_found', 'This recording has been deleted.');
  end if;
  return jsonb_build_object('path', found_clip.path, 'mime', found_clip.mime);
end $$;
revoke all on function public.seat_page, public.capture_state, public.server_own_clip from public;
revoke all on function public.server_own_clip from anon, authenticated;
grant execute on function public.seat_page, public.capture_state to anon, authenticated, service_role;
grant execute on function public.server_own_clip to service_role;
