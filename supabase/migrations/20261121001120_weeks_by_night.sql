-- A crew's week came out only when somebody opened its wall page. Now it comes with the night, before the numbers are made.
create or replace function private.nightly() returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.turn_weeks();
  perform private.nightly_numbers();
  perform private.close_questions(private.today());
  perform private.remember_all(private.today());
end $$;
revoke execute on function private.turn_weeks from service_role;
