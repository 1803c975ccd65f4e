"""The trust page: what is stored, who sees it, what was destroyed, and who agreed to the rules."""

import flet as ft

from app.domain.administration import ROLES
from app.domain.trust import (
    DESTROYED,
    NOT_STOPPED,
    OPENED,
    PROVED,
    WHO_SEES,
    RuleChange,
    StoredTable,
)
from services.backend.trust import RETENTION
from views.components.buttons import button, quiet_button, soft_button
from views.components.cards import card, section, stack
from views.components.chips import choice, offered
from views.components.fields import text_field
from views.components.text import body, heading, label, live, note, strong
from views.components.waiting import skeleton
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component, screen
from views.hooks import use_model
from views.live import use_load
from views.page import page_of
from views.trust.state import Trust
from views.words import say
from views.words.when import day_words, week_words

THRESHOLDS = {
    "inside_threshold": "voices before the team hears itself",
    "outside_threshold": "voices before a number or a place leaves the team",
}
RULE_STATES = {
    "proposed": "Proposed",
    "agreed": "Agreed",
    "withdrawn": "Withdrawn",
}
RULES = {**THRESHOLDS, **RETENTION}


@screen
def TrustScreen() -> ft.View:
    trust = use_model(Trust)
    refused = use_load(trust.load)
    return page_of(
        say("What is kept of us?"),
        Promises(trust),
        Stored(trust),
        at="/more",
        whose="people",
        side=[TakeAlong(trust), InForce(trust), Changes(trust), Ledgers(trust)],
        back=True,
        refused=refused,
    )


@component
def Promises(trust: Trust) -> ft.Control:
    sees = [stack(strong(say(each.who)), body(say(each.what)), spacing=2) for each in WHO_SEES]
    proved = [stack(body(say(each.says)), note(each.proof), spacing=2) for each in PROVED]
    return stack(
        section(say("Who sees what"), card(*sees)),
        section(say("What it cannot stop"), card(*[body(say(each)) for each in NOT_STOPPED])),
        section(say("Each rule, and the test that fails when it is broken"), card(*proved)),
        spacing=20,
    )


@component
def InForce(trust: Trust) -> ft.Control:
    if trust.page is None:
        return skeleton()
    page = trust.page
    rules = {
        **{rule: getattr(page, rule) for rule in THRESHOLDS},
        **page.rules,
    }
    rows = [body(f"{rules[rule]} {say(words)}") for rule, words in RULES.items() if rule in rules]
    hold = [strong(say("Deletion is paused by a court."))] if page.legal_hold else []
    return section(say("The rules in force"), card(*rows, *hold))


@component
def Changes(trust: Trust) -> ft.Control:
    visitor = use_visitor()

    def choose(rule: str) -> None:
        trust.rule = rule

    def change(value: str) -> None:
        trust.value = value

    async def propose() -> None:
        await trust.propose(visitor)

    rows = [
        Change(trust, each, key=str(each.id)) for each in (trust.page.changes if trust.page else ())
    ]
    form = card(
        heading(say("Propose a change")),
        note(say("Two roles have to agree: administrator and worker representative.")),
        choice(offered(RULES), trust.rule, choose),
        text_field(say("The new number"), trust.value, change),
        button(say("Propose it"), propose),
        *([live(say(trust.told))] if trust.told else []),
    )
    nothing = body(say("The rules have never been changed."))
    return section(
        say("Changes, and who agreed"), *(rows or [nothing]), *([form] if trust.may_change else [])
    )


@component
def Change(trust: Trust, each: RuleChange, key: str | None = None) -> ft.Control:
    visitor = use_visitor()

    async def agree() -> None:
        await trust.agree(visitor, each.id)

    words = say(RULES.get(each.rule, each.rule.replace("_", " ")))
    by, also = role_words(each.proposed_as), each.agreed_as
    agreed = say("{role}, agreed by {other}", role=by, other=role_words(also)) if also else by
    open_to_me = (
        each.state == "proposed"
        and trust.may_change
        and bool({"administrator", "representative"} & (set(trust.roles) - {each.proposed_as}))
    )
    return card(
        body(
            say(
                "{words}: from {before} to {value}",
                words=words,
                before=each.before,
                value=each.value,
            )
        ),
        note(
            say(
                "{state} · proposed by {by} · {week_words}",
                state=say(RULE_STATES[each.state]),
                by=agreed,
                week_words=week_words(each.week),
            )
        ),
        *([soft_button(say("Agree"), agree)] if open_to_me else []),
        padding=16,
    )


@component
def Ledgers(trust: Trust) -> ft.Control:
    if trust.page is None:
        return skeleton(1)
    gone = [body(f"{say(DESTROYED[each.kind])}: {each.number}") for each in trust.page.destroyed]
    opened = [
        note(
            say(
                "{day}: {role} opened {kind}",
                day=day_words(each.day),
                role=role_words(each.role),
                kind=say(OPENED[each.kind]),
            )
        )
        for each in trust.page.openings[:30]
    ]
    return stack(
        section(
            say("Destroyed so far, as of last night"), card(*(gone or [body(say("Nothing yet."))]))
        ),
        section(say("Opened, by role and day"), card(*(opened or [body(say("Nothing yet."))]))),
        spacing=20,
    )


@component
def Stored(trust: Trust) -> ft.Control:
    if trust.page is None:
        return skeleton()

    def turn() -> None:
        trust.open_tables = not trust.open_tables

    tables = trust.page.stored
    rows = [Table(each, key=each.name) for each in tables] if trust.open_tables else []
    return section(
        say("Everything that is stored"),
        note(say("{count} tables, as the database itself describes them.", count=len(tables))),
        quiet_button(say("Hide them") if trust.open_tables else say("Show them"), turn),
        *rows,
    )


@component
def TakeAlong(trust: Trust) -> ft.Control:
    """This whole page as a file, for who has to keep it: no request to anybody."""

    async def take() -> None:
        await leave_for(f"/trust/{trust.org_id}.md")

    if trust.page is None:
        return ft.Container()
    return soft_button(say("Take this page along"), take, ft.Icons.DOWNLOAD_ROUNDED)


@component
def Table(table: StoredTable, key: str | None = None) -> ft.Control:
    return card(
        label(table.name), body(table.what), note(", ".join(table.columns)), padding=16, spacing=6
    )


def role_words(role: str) -> str:
    """A role as people call it; what is none, such as the nightly worker, as it is."""
    return say(next((words for known, words in ROLES.items() if known == role), role))
