"""Administration: people, invitations, mail, and what can be taken along."""

import flet as ft

from app.domain.administration import ROLES, Invitation, NamedPerson
from views.administration.language import FirstLanguage
from views.administration.names import Names, OrganisationCard
from views.administration.places import PlacesCard
from views.administration.speech import SpeechCard
from views.administration.state import Office
from views.components.buttons import button, copy_button, quiet_button
from views.components.cards import card, section, side_by_side, stack
from views.components.chips import choice, offered, several, tag
from views.components.dialogs import question
from views.components.fields import email_field
from views.components.qr import qr_code
from views.components.text import body, heading, note, strong
from views.components.waiting import skeleton
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component, screen
from views.hooks import use_model
from views.live import use_load
from views.page import page_of
from views.words import say
from views.words.dotted import dotted

FORMATS = {
    "md": "Markdown",
    "csv": "CSV",
    "json": "JSON",
    "zip": "ZIP with photos",
    "pdf": "PDF, 500 sessions a file",
}


@screen
def AdministrationScreen() -> ft.View:
    office = use_model(Office)
    refused = use_load(office.load)
    return page_of(
        say("Administration"),
        PeopleCard(office),
        PlacesCard(office),
        Names(office),
        SpeechCard(office),
        at="/more",
        whose="people",
        side=[
            OrganisationCard(office),
            FirstLanguage(office),
            Invite(office),
            Mail(office),
            TakeAlong(office),
        ],
        back=True,
        refused=refused,
    )


@component
def PeopleCard(office: Office) -> ft.Control:
    if not office.loaded:
        return skeleton()
    rows = [PersonRow(office, each, key=str(each.id)) for each in office.people.people]
    return section(
        say("People with an account"), note(say("Workers have none, and stand nowhere.")), *rows
    )


@component
def PersonRow(office: Office, person: NamedPerson, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    sure, set_sure = ft.use_state(False)

    async def toggle(role: str) -> None:
        await office.toggle(visitor, person.id, role)

    async def remove() -> None:
        set_sure(False)
        await office.set_roles(visitor, person.id, [])

    asked = question(
        say("Remove this person?"),
        say("They can sign in no more. Everything that was learned stays."),
        (say("Remove them"), remove),
        (say("Keep them"), lambda: set_sure(False)),
        grave=True,
    )
    ft.use_dialog(asked if sure else None)
    return card(
        strong(person.email),
        several(offered(ROLES), frozenset(person.roles), toggle),
        quiet_button(say("Remove {name}", name=person.email), lambda: set_sure(True)),
        padding=16,
    )


@component
def Invite(office: Office) -> ft.Control:
    visitor = use_visitor()
    email, set_email = ft.use_state("")
    role, set_role = ft.use_state("facilitator")

    async def invite() -> None:
        await office.invite(visitor, email, role)
        set_email("")

    link = [
        qr_code(office.link, say("The invitation"), size=200),
        body(office.link),
        copy_button(say("Copy the link"), office.link),
        note(say("Two weeks, once, and for this address only.")),
    ]
    if not office.loaded:
        return skeleton(1)
    return card(
        heading(say("Invite somebody")),
        email_field(say("E-mail address"), email, set_email),
        choice(offered(ROLES), role, set_role),
        button(say("Make the link"), invite, ft.Icons.LINK_ROUNDED),
        *(link if office.link else []),
        *[
            note(dotted(each.email, say(ROLES[each.role]), _stands(each)))
            for each in office.people.invitations
        ],
    )


@component
def Mail(office: Office) -> ft.Control:
    health = office.health
    words = say(
        "{sent} sent, {waiting} waiting, {failed} not delivered",
        sent=health.sent,
        waiting=health.waiting,
        failed=health.failed,
    )
    return card(
        heading(say("Mail, the last seven days")),
        body(words),
        *[tag(trouble, ft.Icons.WARNING_ROUNDED, "care") for trouble in health.troubles],
        note(say("It says that something waits, once a day at most, and never what.")),
    )


@component
def TakeAlong(office: Office) -> ft.Control:
    def saver(kind: str, words: str) -> ft.Control:
        async def save() -> None:
            await leave_for(f"/export/{office.org_id}.{kind}")

        return quiet_button(words, save, ft.Icons.DOWNLOAD_ROUNDED)

    return card(
        heading(say("Take everything along")),
        stack(
            side_by_side(*[saver(kind, say(words)) for kind, words in FORMATS.items()]),
            note(
                say(
                    "What was released, photos in ZIP and PDF. Never seats, receipts or recordings."
                )
            ),
            note(say("Written while it arrives, kept nowhere. Much of it as PDF takes a minute.")),
        ),
    )


def _stands(invitation: Invitation) -> str:
    return say("over") if invitation.over else say("open")
