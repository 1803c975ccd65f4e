-- No chunks at all counted as all chunks, and two thousand million of them as a reason to work for hours.
create or replace function private.missing_chunks(capture uuid, chunks int, own text) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare missing jsonb; whole text;
begin
  if chunks is null or chunks not between 1 and 512 or own is null then
    perform private.refuse(422, 'invalid_input', 'This recording does not say rightly how many pieces it has.');
  end if;
  select jsonb_agg(wanted.n order by wanted.n) into missing from generate_series(0, chunks - 1) wanted(n)
   where not exists (select from private.upload_chunks c where c.capture_id = capture and c.n = wanted.n);
  if missing is not null then return missing; end if;
  select encode(sha256(string_agg(c.bytes, ''::bytea order by c.n)), 'hex') into whole
    from private.upload_chunks c where c.capture_id = capture and c.n < chunks;
  if whole = own then return null; end if;
  delete from private.upload_chunks c where c.capture_id = capture;
  select jsonb_agg(wanted.n order by wanted.n) into missing from generate_series(0, chunks - 1) wanted(n);
  return missing;
end $$;
revoke all on function private.missing_chunks from public;
