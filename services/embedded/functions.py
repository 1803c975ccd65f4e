"""Which SQL functions of schema `public` there are, and how a call of one is written."""

from collections.abc import Collection
from dataclasses import dataclass

from psycopg import AsyncConnection, sql

from services.database.pool import Pool
from services.embedded.refusals import Refusal

_CATALOG = """
select p.proname, (coalesce(p.proargnames, '{}'))[1:p.pronargs],
       array(select format_type(t.type, null)
               from unnest(p.proargtypes) with ordinality t (type, n) order by n),
       p.pronargs - p.pronargdefaults, p.proretset, p.prorettype = 'void'::regtype
  from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'"""


@dataclass(frozen=True)
class Function:
    """A function's name and arguments; the first `required` have no default."""

    name: str
    arguments: dict[str, str]
    required: int
    returns_set: bool
    returns_nothing: bool

    def takes(self, given: Collection[str]) -> bool:
        needed = list(self.arguments)[: self.required]
        return set(needed) <= set(given) <= set(self.arguments)

    def call(self, given: Collection[str], source: sql.Composable | None) -> sql.Composed:
        """A statement that answers one text: the result as JSON.

        With a `source` (one JSON object) arguments are read from it by their types, otherwise
        each is a text parameter of its own, as in an address.
        """
        names = [name for name in self.arguments if name in given]
        values = [self._value(name, from_json=source is not None) for name in names]
        call = sql.SQL("{}({})").format(
            sql.Identifier("public", self.name), sql.SQL(", ").join(values)
        )
        record = self._record(names, source)
        if self.returns_set:
            result = sql.SQL("select coalesce(jsonb_agg(to_jsonb(answer)), '[]')::text from {}")
            return result.format(sql.SQL("{}{} answer").format(record, call))
        rows = sql.SQL(" from {}").format(record) if source is not None and names else sql.SQL("")
        one = "select ({})::text{}" if self.returns_nothing else "select to_jsonb({})::text{}"
        return sql.SQL(one).format(call, rows)

    def _value(self, name: str, *, from_json: bool) -> sql.Composed:
        if from_json:
            return sql.SQL("{0} => given.{0}").format(sql.Identifier(name))
        kind = sql.SQL(self.arguments[name])
        return sql.SQL("{} => {}::text::{}").format(
            sql.Identifier(name), sql.Placeholder(name), kind
        )

    def _record(self, names: list[str], source: sql.Composable | None) -> sql.Composable:
        if source is None or not names:
            return sql.SQL("")
        columns = [
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(self.arguments[name]))
            for name in names
        ]
        record = sql.SQL("jsonb_to_record({}) as given ({})")
        record_of = record.format(source, sql.SQL(", ").join(columns))
        return sql.SQL("{}, lateral ").format(record_of) if self.returns_set else record_of


class Catalog:
    """The functions, read once and again when one is not found (a migration may have come)."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._functions: dict[str, list[Function]] = {}

    async def find(self, name: str, given: Collection[str]) -> Function:
        """The one function with that name and those arguments. Raises Refusal 404."""
        for _ in range(2):
            found = [item for item in self._functions.get(name, ()) if item.takes(given)]
            if len(found) == 1:
                return found[0]
            await self.refresh()
        signature = f"public.{name}({', '.join(sorted(given))})"
        if not given:
            signature = f"public.{name} without parameters"
        raise Refusal(
            404, "PGRST202", f"Could not find the function {signature} in the schema cache"
        )

    async def refresh(self) -> None:
        async with self._pool.connection() as connection:
            self._functions = await _read(connection)


async def _read(connection: AsyncConnection) -> dict[str, list[Function]]:
    functions: dict[str, list[Function]] = {}
    cursor = await connection.execute(_CATALOG)
    for name, names, types, required, returns_set, nothing in await cursor.fetchall():
        if len(names) == len(types) and all(names):  # a nameless argument cannot be given by name
            arguments = dict(zip(names, types, strict=True))
            function = Function(name, arguments, required, returns_set, nothing)
            functions.setdefault(name, []).append(function)
    return functions
