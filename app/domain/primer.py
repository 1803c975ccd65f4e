"""What a guide reads before the first team: how it goes, and one team from beginning to end."""

STEPS = (
    ("Learn", "How does this job really go? No fixes yet: those go to the parking place."),
    (
        "Soak",
        "A day or more. People notice, compare notes and add. Then the team lets its story go.",
    ),
    (
        "Improve & Action",
        "What protects us, and what does it rest on? Small things the crew does itself, "
        "larger ones go to somebody who can decide, on the spot.",
    ),
    ("Share", "What should others look for? Another team recognises it and builds on it."),
)
EXAMPLE = (
    (
        "Learn",
        "“The slide needs two pairs of hands, and at four in the morning it is me.” The sheet says "
        "two people; the roster has one.",
    ),
    (
        "Soak",
        "On another shift it is the same: “We borrow a porter from the next floor; "
        "it is on no plan.”",
    ),
    (
        "Improve & Action",
        "What protects us is somebody's skill. Change the plan so that two-person jobs are booked "
        "when two are there. The operations manager says yes, on the phone, with a date.",
    ),
    (
        "Share",
        "Look for two-person jobs on one-person rosters. A depot answers: we have this too.",
    ),
)
"""One worked story in four steps; the example organisation tells it at length."""
