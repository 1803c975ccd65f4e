"""Calls of SQL functions through real supabase-py, answered as PostgREST documents it."""

from pathlib import Path

import psycopg
import pytest
from postgrest import APIError

from services.embedded.project import EmbeddedProject
from tests.support.embedded import Mailbox, client_of, sign_in

FUNCTIONS = (Path(__file__).parent / "functions.sql").read_bytes()


@pytest.fixture(autouse=True)
def _functions(database: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute(FUNCTIONS)


async def call(
    project: EmbeddedProject, function: str, *, get: bool = False, **given: object
) -> object:
    answer = await client_of(project).rpc(function, given, get=get).execute()
    return answer.data


async def refused(
    project: EmbeddedProject, function: str, *, get: bool = False, **given: object
) -> APIError:
    with pytest.raises(APIError) as error:
        await call(project, function, get=get, **given)
    return error.value


@pytest.mark.parametrize("get", [True, False])
async def test_arguments_arrive_with_their_types(
    embedded_project: EmbeddedProject, get: bool
) -> None:
    tags: object = "{x,y}" if get else ["x", "y"]
    more: object = '{"deep": [1, null]}' if get else {"deep": [1, None]}
    answer = await call(
        embedded_project, "echo", get=get, word="Größe'; --", times=3, tags=tags, more=more
    )
    assert answer == {
        "word": "Größe'; --",
        "times": 3,
        "tags": ["x", "y"],
        "more": {"deep": [1, None]},
        "role": "anon",
        "claimed": "anon",
    }


async def test_the_servers_key_acts_as_the_service(embedded_project: EmbeddedProject) -> None:
    client = client_of(embedded_project, as_server=True)
    answer = await client.rpc("echo", {"word": "x"}).execute()
    assert answer.data["role"] == "service_role"  # type: ignore[index,call-overload]


async def test_answers_keep_their_shape(embedded_project: EmbeddedProject) -> None:
    assert await call(embedded_project, "words") == ["a", "b"]
    assert await call(embedded_project, "rows") == [{"id": 1, "name": "one"}]
    assert await call(embedded_project, "empty") is None
    assert await call(embedded_project, "near", v=[0.0, 1.0]) == 1.0


async def test_a_function_without_an_answer_is_204(embedded_project: EmbeddedProject) -> None:
    answer = await embedded_project.http.post(
        f"{embedded_project.url}/rest/v1/rpc/nothing",
        headers={"apikey": embedded_project.publishable_key},
    )
    assert (answer.status_code, answer.content) == (204, b"")


async def test_a_call_by_get_cannot_write(embedded_project: EmbeddedProject, database: str) -> None:
    assert (await refused(embedded_project, "keep", get=True, word="x")).code == "25006"
    assert await call(embedded_project, "keep", word="x") == {"ok": True}
    with psycopg.connect(database) as connection:
        assert connection.execute("select word from public.kept").fetchall() == [("x",)]


async def test_a_refusal_keeps_its_code_its_sentence_and_its_status(
    embedded_project: EmbeddedProject,
) -> None:
    error = await refused(embedded_project, "refuse", errcode="PT409", message="Eight are taken.")
    assert (error.code, error.message, error.hint) == ("PT409", "Eight are taken.", "seats_full")


@pytest.mark.parametrize(
    ("function", "given", "status", "code"),
    [
        ("refuse", {"errcode": "PT409", "message": "x"}, 409, "PT409"),
        ("refuse", {"errcode": "PT422", "message": "x"}, 422, "PT422"),
        ("plain_raise", {}, 400, "P0001"),
        ("refuse", {"errcode": "23505", "message": "x"}, 409, "23505"),
        ("refuse", {"errcode": "40001", "message": "x"}, 500, "40001"),
        ("hidden", {}, 401, "42501"),
        ("no_such_function", {}, 404, "PGRST202"),
        ("echo", {"wrong": "argument"}, 404, "PGRST202"),
        ("echo", {"word": "x", "extra": 1}, 404, "PGRST202"),
        ("echo", {"word": "x", "times": "many"}, 400, "22P02"),
        ("echo", {"word": "x\0"}, 400, "22P05"),
        ("fenced", {"a": 1}, 400, "22012"),
        ("echo; drop table kept", {}, 404, "PGRST202"),
        ("echo", {"word => 'x'); --": 1}, 404, "PGRST202"),
        ("slow", {}, 500, "57014"),
    ],
)
async def test_every_refusal_has_the_status_that_postgrest_gives(
    embedded_project: EmbeddedProject,
    function: str,
    given: dict[str, object],
    status: int,
    code: str,
) -> None:
    answer = await embedded_project.http.post(
        f"{embedded_project.url}/rest/v1/rpc/{function}",
        json=given,
        headers={"apikey": embedded_project.publishable_key},
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("body", [b"{", b"[]", b"7", b"\xff", b"[" * 5000, b'{"word": "\\ud800"}'])
async def test_nonsense_is_refused_and_never_a_fault(
    embedded_project: EmbeddedProject, body: bytes
) -> None:
    answer = await embedded_project.http.post(
        f"{embedded_project.url}/rest/v1/rpc/echo",
        content=body,
        headers={"apikey": embedded_project.publishable_key},
    )
    assert answer.status_code == 400


async def test_a_function_that_a_later_migration_brings_is_found(
    embedded_project: EmbeddedProject, database: str
) -> None:
    await call(embedded_project, "empty")
    with psycopg.connect(database) as connection:
        connection.execute("create function public.later() returns int language sql as 'select 7'")
        connection.execute("grant execute on function public.later to anon")
    assert await call(embedded_project, "later") == 7


async def test_one_callers_role_never_reaches_the_next(
    embedded_project: EmbeddedProject, mailbox: Mailbox
) -> None:
    session = await sign_in(embedded_project, mailbox, "anna@plant.example")
    clients = {
        "service_role": client_of(embedded_project, as_server=True),
        "anon": client_of(embedded_project),
        "authenticated": client_of(embedded_project, session.access_token),
    }
    for _ in range(10):
        for role, client in clients.items():
            answer = (await client.rpc("echo", {"word": "x"}).execute()).data
            assert isinstance(answer, dict)
            assert (answer["role"], answer["claimed"]) == (role, role)


async def test_tables_are_not_part_of_the_api(embedded_project: EmbeddedProject) -> None:
    with pytest.raises(APIError) as error:
        await client_of(embedded_project, as_server=True).table("kept").select("*").execute()
    assert error.value.code == "not_found"
