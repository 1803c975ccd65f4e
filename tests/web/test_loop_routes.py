"""The light pages over HTTP: who may open what, and what they answer to nonsense."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from starlette.applications import Starlette

from app.domain.decision import NewDecision
from app.web.loop import loop_routes, receipt_routes
from services.backend.receipts import receipts_of
from services.backend.seats import new_device_secret
from tests.backend.loop.test_owner import approved
from tests.support.actions import propose, run
from tests.support.several import also_at
from tests.support.works import Works
from views.words import LANGUAGES
from views.words.refusals import told_in

ASSETS = Path(__file__).parents[2] / "assets"
NONE = UUID(int=0)
"""Nothing has this id; the same in every run, as it stands in the names of tests."""
PAGES = (
    *("/decide", "/owner", "/receipt", "/invited", "/ask"),
    *(f"/aloud/{NONE}", f"/why/{NONE}"),
)


@pytest.fixture
async def web(works: Works) -> AsyncIterator[httpx.AsyncClient]:
    receipts = receipts_of(works.project)
    routes = [
        *loop_routes(works.visitors, works.project, ASSETS, "http://test", frozenset()),
        *receipt_routes(receipts, works.project, ASSETS, frozenset()),
    ]
    app = Starlette(routes=routes)
    app.state.languages = (tuple(LANGUAGES), told_in)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.parametrize("page", PAGES)
async def test_a_light_page_is_small_and_runs_only_its_own_script(
    web: httpx.AsyncClient, page: str
) -> None:
    answer = await web.get(page)
    assert answer.status_code == 200
    assert (
        int(answer.headers["Content-Length"]) < 14_000
    )  # on the wire, with the recorder where there is one
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "address",
    [
        f"/export/{NONE}.csv",
        f"/cards/{NONE}.pdf",
        f"/sessions/{NONE}/record.pdf",
        f"/api/cards/{NONE}",
        "/api/decide",
        f"/api/why/{NONE}",
    ],
)
async def test_nothing_is_given_to_who_is_not_signed_in(
    web: httpx.AsyncClient, address: str
) -> None:
    answer = await web.get(address)
    assert answer.status_code == 403
    assert answer.json()["code"] == "not_signed_in"


async def test_looking_at_the_stop_link_stops_nothing_and_its_button_does(
    web: httpx.AsyncClient, works: Works
) -> None:
    sponsor = await works.person("sponsor")
    await sponsor.loop.mail.mine()
    [(token,)] = run(works, "select private.stop_token(w) from private.mail_wishes w")
    await web.get(f"/mail/stop/{token}")
    assert await sponsor.loop.mail.mine() == "daily"
    assert (await web.post(f"/mail/stop/{token}")).status_code == 200
    assert await sponsor.loop.mail.mine() == "never"
    assert (await web.post("/mail/stop/nonsense")).status_code == 404


async def test_who_picked_german_reads_the_owners_page_and_the_stop_link_in_german(
    web: httpx.AsyncClient, works: Works
) -> None:
    sponsor, action = await approved(works)
    link = await sponsor.loop.decisions.owner_link(action.id)
    [(token,)] = run(works, "select private.stop_token(w) from private.mail_wishes w limit 1") or [
        ("nonsense",)
    ]
    web.cookies.set("leaven_language", "de")
    web.headers["Accept-Language"] = "en-GB"
    asked = {"link": link, "device": new_device_secret()}
    shown = (await web.post("/api/owner", json=asked)).json()["action"]
    assert shown["said"] == "Zugesagt"
    assert shown["facts"] == ["Ändert die Arbeit selbst", "Kleine Kosten"]
    page = (await web.get(f"/mail/stop/{token}")).text
    assert '<html lang="de">' in page
    assert "Keine Mail mehr an mich" in page
    assert "Das hat nicht geklappt" in (await web.post("/mail/stop/nonsense")).text


async def test_an_invitation_is_shown_and_then_taken_once(
    web: httpx.AsyncClient, works: Works
) -> None:
    administrator = await works.person("administrator")
    org = await works.organisation(administrator)
    manage = administrator.loop.administration
    secret = await manage.invite(org.id, "new@plant.example", "sponsor")
    shown = (await web.post("/api/invited", json={"secret": secret})).json()
    assert shown == {"ok": True, "organisation": org.name, "role": "Sponsor"}
    taken = await web.post("/api/invited", json={"secret": secret, "accept": True})
    assert taken.status_code == 200
    assert "new@plant.example" in {each.email for each in (await manage.people(org.id)).people}
    assert (await web.post("/api/invited", json={"secret": secret})).status_code == 404


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"device": 1}', b'{"verdict": "maybe"}'])
@pytest.mark.parametrize(
    "address", ["/api/owner", "/api/owner/mark", "/api/invited", "/api/decide"]
)
async def test_nonsense_gets_one_clear_sentence(
    web: httpx.AsyncClient, address: str, body: bytes
) -> None:
    answer = await web.post(address, content=body)
    assert answer.status_code == 422
    assert answer.json()["message"]


async def test_a_mark_whose_id_only_looks_like_one_is_no_fault(web: httpx.AsyncClient) -> None:
    mark = {"device": "d" * 32, "mark_id": "-" * 36, "state": "done"}
    assert (await web.post("/api/owner/mark", json=mark)).status_code == 422


async def test_a_decision_on_lines_that_were_withdrawn_says_why_it_does_not_stand(
    web: httpx.AsyncClient, works: Works
) -> None:
    await works.person("sponsor")
    action = propose(works)
    run(works, "delete from leaven.observations where id = any(%s)", list(action.lines))
    web.cookies.set("leaven_session", works.cookies["sponsor"])
    decided = {"id": str(uuid4()), "action": str(action.id), "verdict": "approved"}
    answer = await web.post("/api/decide", json=decided)
    assert (answer.status_code, answer.json()["code"]) == (409, "ungrounded")
    assert answer.json()["message"].startswith("The lines behind this were withdrawn, so it")


async def test_an_owners_link_says_that_it_is_open_on_another_phone(
    web: httpx.AsyncClient, works: Works
) -> None:
    sponsor, action = await works.person("sponsor"), propose(works)
    await sponsor.loop.decisions.decide(
        NewDecision(id=uuid4(), action_id=action.id, verdict="approved")
    )
    link = await sponsor.loop.decisions.owner_link(action.id)
    for device in (new_device_secret(), new_device_secret()):
        answer = await web.post("/api/owner", json={"link": link, "device": device})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_link")
    assert "another" in answer.json()["message"]


async def test_another_sites_page_decides_nothing(web: httpx.AsyncClient) -> None:
    answer = await web.post(
        "/api/decide", content=b"{}", headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403


async def test_a_facilitator_takes_an_own_session_along_in_every_form(
    web: httpx.AsyncClient, works: Works
) -> None:
    await works.person("facilitator")
    web.cookies.set("leaven_session", works.cookies["facilitator"])
    asked = (
        "select f.session_id from leaven.session_facilitators f join leaven.sessions s"
        " on s.id = f.session_id where s.released_week is not null limit 1"
    )
    [(session,)] = run(works, asked)
    for kind, media in (
        ("md", "markdown"),
        ("csv", "csv"),
        ("json", "json"),
        ("pdf", "pdf"),
        ("zip", "zip"),
    ):
        taken = await web.get(f"/sessions/{session}/record.{kind}")
        assert taken.status_code == 200
        assert media in taken.headers["Content-Type"]
    assert (await web.get(f"/sessions/{session}/record.exe")).status_code == 422
    assert (await web.get(f"/sessions/{uuid4()}/record.csv")).status_code in {403, 404}


async def test_a_works_council_takes_the_trust_page_along_and_a_stranger_does_not(
    web: httpx.AsyncClient, works: Works
) -> None:
    representative = await works.person("representative")
    org = await works.organisation(representative)
    assert (await web.get(f"/trust/{org.id}.md")).status_code == 403
    web.cookies.set("leaven_session", works.cookies["representative"])
    taken = await web.get(f"/trust/{org.id}.md")
    assert taken.status_code == 200
    for heading in ("The rules in force", "Destroyed so far", "Opened, by role and day"):
        assert heading in taken.text
    assert "**observations**" in taken.text
    assert (await web.get(f"/trust/{uuid4()}.md")).status_code == 403


async def test_a_sponsor_of_several_organisations_reads_of_which_a_card_is(
    web: httpx.AsyncClient, works: Works
) -> None:
    propose(works)
    await works.person("sponsor")
    web.cookies.set("leaven_session", works.cookies["sponsor"])
    topics = [card["topic"] for card in (await web.get("/api/decide")).json()["cards"]]
    assert "New scanners in the yard" in topics
    org = also_at(works, "sponsor", "sponsor")
    sponsor = await works.same_browser("sponsor")
    await sponsor.organisations.choose(org)
    name = (await works.organisation(sponsor)).name
    topics = [card["topic"] for card in (await web.get("/api/decide")).json()["cards"]]
    assert f"{name} · New scanners in the yard" in topics


async def test_a_page_that_has_not_changed_is_not_sent_again(web: httpx.AsyncClient) -> None:
    first = await web.get("/ask", headers={"Accept-Language": "de"})
    known = {"If-None-Match": first.headers["ETag"]}
    again = await web.get("/ask", headers={"Accept-Language": "de", **known})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("Cache-Control", "Content-Security-Policy", "Vary"):
        assert again.headers[name] == first.headers[name]
    english = await web.get("/ask", headers={"Accept-Language": "en", **known})
    assert english.status_code == 200
