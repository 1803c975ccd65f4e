"""Sign in: an e-mail address, then six digits."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import flet as ft

from app.domain.way_back import way_back
from views.components.buttons import main_button, quiet_button
from views.components.cards import card
from views.components.fields import Field, email_field, text_field
from views.components.text import body, heading
from views.context import use_visitor
from views.device.leave import leave_for
from views.guard import component, screen
from views.hooks import use_model
from views.page import page_of
from views.sign_in.state import SignInForm
from views.words import say


@screen
def SignInScreen() -> ft.View:
    form = use_model(SignInForm)
    return page_of(say("Sign in"), SignIn(form), whose="anybody", alone=True, back=True)


@component
def SignIn(form: SignInForm) -> ft.Control:
    return CodeStep(form) if form.code_sent else EmailStep(form)


@component
def EmailStep(form: SignInForm) -> ft.Control:
    visitor = use_visitor()

    def change(value: str) -> None:
        form.email = value

    async def send() -> None:
        await form.send_code(visitor.front_door)

    return card(
        heading(say("Your e-mail address")),
        body(say("We send six digits. There is no password.")),
        email_field(say("E-mail"), form.email, change, error=form.problem, on_submit=send),
        main_button(say("Send the code"), send, ft.Icons.MAIL_ROUNDED, busy=form.busy),
    )


@component
def CodeStep(form: SignInForm) -> ft.Control:
    visitor = use_visitor()
    then = way_back(dict(parse_qsl(urlsplit(ft.context.page.route).query)).get("then"))

    def change(value: str) -> None:
        form.code = value

    async def enter() -> None:
        ticket = await form.enter(visitor.front_door)
        if ticket:
            await leave_for(f"/enter?{urlencode({'ticket': ticket, 'then': then})}")

    return card(
        heading(say("Six digits")),
        body(say("If {email} is known here, a code is on its way.", email=form.email.strip())),
        for_digits(text_field(say("Code"), form.code, change, error=form.problem, on_submit=enter)),
        main_button(say("Sign in"), enter, ft.Icons.LOGIN_ROUNDED, busy=form.busy),
        quiet_button(say("Use another address"), form.start_over, ft.Icons.ARROW_BACK_ROUNDED),
    )


def for_digits(field: Field) -> Field:
    """The keyboard with digits, and the code from the mail where the phone offers it."""
    field.input.keyboard_type = ft.KeyboardType.NUMBER
    field.input.autofill_hints = [ft.AutofillHint.ONE_TIME_CODE]
    return field
