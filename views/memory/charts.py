"""Charts that a phone can show, each with its numbers as a table for who does not see it."""

from collections.abc import Sequence

import flet as ft
import flet_charts as fc

from app.domain.memory import MonthVoices
from views.components.buttons import Tap, quiet_button
from views.components.cards import card, stack
from views.components.text import heading, label, note
from views.components.waiting import meter
from views.words import say
from views.words.when import month_parts, month_words

TALL = 220
BARS = 12  # months that a phone has room for; the table has all of them
ROOMY = 6  # months up to which each has its name on the axis
EVERY = 3  # months between two names beyond that


def months_chart(months: Sequence[MonthVoices], table: bool, on_table: Tap) -> ft.Control:
    """Voices a month; `None` is a month with too few to say. The table says the same."""
    said = "; ".join(f"{month_words(each.month)}: {_number(each)}" for each in months)
    chart = ft.Semantics(
        label=say("Voices heard in each month. {said}", said=said),
        container=True,
        exclude_semantics=True,
        content=ft.Container(_bars(months[-BARS:]), height=TALL, padding=ft.Padding.only(top=8)),
    )
    inside = _table(months) if table else chart
    return card(
        heading(say("Heard month by month")),
        note(say("Rounded down, once a night; a month with too few voices stays empty.")),
        inside,
        quiet_button(
            say("Show it as a chart") if table else say("Show it as a table"),
            on_table,
            ft.Icons.BAR_CHART_ROUNDED if table else ft.Icons.TABLE_ROWS_ROUNDED,
        ),
    )


def _bars(months: Sequence[MonthVoices]) -> ft.Control:
    most = max((each.voices or 0 for each in months), default=0) or 1
    chart: ft.Control = fc.BarChart(
        groups=[
            fc.BarChartGroup(
                x=at,
                rods=[
                    fc.BarChartRod(
                        to_y=each.voices or 0,
                        width=18,
                        color=ft.Colors.PRIMARY,
                        border_radius=6,
                        bg_to_y=most,
                        bgcolor=ft.Colors.SURFACE_CONTAINER_HIGH,
                    )
                ],
            )
            for at, each in enumerate(months)
        ],
        max_y=most,
        bottom_axis=fc.ChartAxis(
            label_size=48,
            labels=[
                fc.ChartAxisLabel(value=at, label=_under_each_other(each.month))
                for at, each in enumerate(months)
                if (len(months) - 1 - at) % EVERY == 0 or len(months) <= ROOMY
            ],
        ),
        left_axis=fc.ChartAxis(label_size=40),
        interactive=False,
        expand=True,
    )
    return chart


def _under_each_other(month: str) -> ft.Control:
    """The month over its year: as narrow as a bar."""
    name, year = month_parts(month)
    words = label(f"{name[:3]}\n{year}")
    words.text_align = ft.TextAlign.CENTER
    return words


def _table(months: Sequence[MonthVoices]) -> ft.Control:
    return ft.DataTable(
        columns=[
            ft.DataColumn(label=label(say("Month"))),
            ft.DataColumn(label=label(say("Voices")), numeric=True),
        ],
        rows=[
            ft.DataRow(
                [ft.DataCell(note(month_words(each.month))), ft.DataCell(note(_number(each)))]
            )
            for each in months
        ],
    )


def days(words: str, value: int | None, most: int) -> ft.Control:
    """A median of days as a bar with its words."""
    if value is None:
        return stack(label(words), note(say("Too few to say yet")), spacing=2)
    return meter(
        words,
        min(value, most),
        most,
        say("1 day") if value == 1 else say("{count} days", count=value),
    )


def share(words: str, value: int | None) -> ft.Control:
    """A share in steps of five per cent as a bar with its words."""
    if value is None:
        return stack(label(words), note(say("Too few to say yet")), spacing=2)
    return meter(words, value, 100, say("about {value} %", value=value))


def _number(month: MonthVoices) -> str:
    if month.voices is None:
        return say("too few to say")
    return say("{count} or more", count=month.voices)
