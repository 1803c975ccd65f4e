-- Who spoke looks at the words where they were spoken, by the recording's own number: a tablet that is passed round keeps no seat.
create function public.confirm_capture(secret text, capture uuid, words text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret);
begin
  return public.confirm_words(secret, private.line_id(seat.session_id, capture), words);
end $$;

create function public.withdraw_capture(secret text, capture uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare seat leaven.seats := private.require_seat(secret);
begin
  return public.withdraw_line(secret, private.line_id(seat.session_id, capture));
end $$;
revoke all on function public.confirm_capture, public.withdraw_capture from public;
grant execute on function public.confirm_capture, public.withdraw_capture to anon, authenticated, service_role;
