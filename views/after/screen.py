"""After Improve, at a seat: what was decided, two questions, and what nobody has answered yet."""

import flet as ft

from app.domain.crew import ANSWERS, QUESTIONS, WHY_ANSWERS, CrewAction, WaitingLine, WhyNote
from app.domain.decision import HELPED, STATES, ActionCard
from views.after.state import After
from views.components.buttons import soft_button
from views.components.cards import card, section, side_by_side, stack
from views.components.chips import tag
from views.components.fields import text_field
from views.components.lines import quote
from views.components.text import body, heading, label, note
from views.components.waiting import empty, skeleton
from views.components.whys import WhyCard
from views.context import use_visitor
from views.guard import component, screen
from views.hooks import use_model
from views.live import use_live
from views.page import page_of
from views.words import say
from views.words.when import day_words


@screen
def AfterScreen() -> ft.View:
    after = use_model(After)
    refused = use_live(after.session_id, after.load)
    return page_of(
        say("What became of it"),
        Actions(after),
        whose="seat",
        side=[Whys(after), Waiting(after), OtherTeams(after)],
        back=True,
        refused=refused,
    )


@component
def OtherTeams(after: After) -> ft.Control:
    page = ft.context.page
    if after.page is None:
        return ft.Container()
    return soft_button(
        say("What other teams look for"),
        lambda: page.navigate("/look-for"),
        ft.Icons.VISIBILITY_ROUNDED,
    )


@component
def Actions(after: After) -> ft.Control:
    if after.page is None:
        return skeleton()
    if not after.page.actions:
        return empty(
            say("No action yet"),
            say("Actions are written in Improve, and what became of each stands here."),
            ft.Icons.CHECKLIST_ROUNDED,
        )
    rows = [ActionWithQuestion(after, each, key=str(each.id)) for each in after.page.actions]
    return section(say("Your team's actions"), *rows)


@component
def ActionWithQuestion(after: After, action: CrewAction, key: str | None = None) -> ft.Control:
    asked = action.question if not action.answered else None
    return card(
        *about(action),
        *([Ask(after, action)] if asked else []),
        *([note(say("You have answered. Thank you."))] if action.answered else []),
        *[note(line) for line in spread_of(action)],
        *[quote(words) for words in action.differences],
    )


def about(action: ActionCard) -> list[ft.Control]:
    """The change, where it stands, and the reason that was given."""
    state = tag(say(STATES.get(action.state, "")), kind=_kind(action.state))
    late = (
        [tag(say("Overdue"), ft.Icons.HOURGLASS_BOTTOM_ROUNDED, "care")] if action.overdue else []
    )
    reason = action.last.reason if action.last else ""
    until = action.last.deferred_until if action.last else None
    return [
        heading(action.sentence),
        side_by_side(state, *late),
        *([body(say("The sponsor says: {reason}", reason=reason))] if reason else []),
        *([note(say("To be decided by {until}", until=day_words(until)))] if until else []),
        *([note(say(HELPED[action.did_it_help]))] if action.did_it_help in HELPED else []),
    ]


def spread_of(action: CrewAction) -> list[str]:
    """How the team answered; empty until three have."""
    said = []
    for asked, counts in action.spreads.items():
        words = ANSWERS.get(asked, {})
        parts = [f"{say(words.get(each, each))}: {number}" for each, number in counts.items()]
        said.append(f"{say(QUESTIONS.get(asked, ''))} {', '.join(parts)}")
    return said


def _kind(state: str) -> str:
    if state in {"approved", "approved_with_change", "done"}:
        return "good"
    return "care" if state in {"declined", "cannot", "deferred"} else "sand"


@component
def Ask(after: After, action: CrewAction) -> ft.Control:
    visitor = use_visitor()
    words, set_words = ft.use_state("")
    asked = action.question or "would_help"

    def answerer(answer: str, said: str) -> ft.Control:
        async def give() -> None:
            await after.answer(visitor, action.id, answer, words)

        return soft_button(said, give)

    more = asked == "did_it_help"
    field = text_field(say("What is different now?"), words, set_words, most=500, lines=2)
    return stack(
        label(say(QUESTIONS[asked])),
        *(
            [field, note(say("Your team alone reads it, until three of you let it go."))]
            if more
            else []
        ),
        side_by_side(*[answerer(each, say(said)) for each, said in ANSWERS[asked].items()]),
    )


@component
def Whys(after: After) -> ft.Control:
    if after.page is None or not after.page.why_notes:
        return ft.Container()
    rows = [Why(after, each, key=str(each.id)) for each in after.page.why_notes]
    return section(say("Why it is so, say those who decide"), *rows)


@component
def Why(after: After, why: WhyNote, key: str | None = None) -> ft.Control:
    visitor = use_visitor()
    words, set_words = ft.use_state("")

    def answerer(answer: str, said: str) -> ft.Control:
        async def give() -> None:
            await after.answer_why(visitor, why.id, answer, words)

        return soft_button(said, give)

    asked = [
        text_field(say("A line with it, if you like"), words, set_words, most=500),
        side_by_side(*[answerer(each, say(said)) for each, said in WHY_ANSWERS.items()]),
        note(say("Nobody sees who answered; it shows when five have.")),
    ]
    given = [note(say("You have answered. Thank you."))]
    return stack(
        *([note(say("As written: {step}", step=why.step.words))] if why.step else []),
        WhyCard(why, given if why.answered else asked),
        spacing=4,
    )


@component
def Waiting(after: After) -> ft.Control:
    if after.page is None or not after.page.unanswered:
        return ft.Container()
    rows = [WaitingRow(each, key=str(each.id)) for each in after.page.unanswered]
    return section(say("Not answered yet"), *rows)


@component
def WaitingRow(line: WaitingLine, key: str | None = None) -> ft.Control:
    late = (
        say("No answer for two weeks: those who decide see that")
        if line.too_long
        else say("Waiting")
    )
    return card(quote(line.words), tag(late, kind="care" if line.too_long else "sand"), padding=16)
