"""Sizes: type, space, corners and touch, in CSS pixels; a phone has six a millimetre."""

SMALL, MEDIUM, LARGE, HUGE = 8, 16, 24, 40
"""Space between things."""

DISPLAY, TITLE, NAME, HEADING, BODY, NOTE = 30, 24, 22, 20, 17, 15
"""Type; NAME is a screen's own, at its top. Nothing is smaller than NOTE, and Flutter multiplies
by what the person has set."""

CORNER, CORNER_SMALL, ROUND = 24, 16, 28
"""ROUND is half a button of one line; one of three lines keeps its words off the corners."""

MAIN = 124
"""The main button: 20 mm on a phone, to be hit with a glove."""

WIDE = 720
"""From this width on a tablet's layout: a rail and two columns."""
READABLE = 720
"""Lines longer than this are hard to read."""
