"""The promise: what everyone reads, or hears, before anyone speaks. Thirty seconds, no more."""

PROMISE = (
    "We are here to understand how this job really goes.",
    "Nobody here is in trouble, and nothing said here will be used against anyone.",
    "Your words are kept. Your name, your phone and the time of day are not.",
    "Recordings become text on our own machines and are deleted when you have checked the words, "
    "at the latest a day after they became text.",
    "Nothing leaves this team before the team lets it go.",
    "People in this room hear each other, and words can give a person away: say what you choose.",
    "You can pass at any time.",
)
OPENING = (
    "We are here to understand how this job really goes. Nobody here is in trouble and nothing "
    "said here will be used against anyone. We are not looking for fixes today. Names are not "
    "kept. You can pass at any time."
)
GROUND_RULES = (
    "One voice at a time.",
    "Talk about the work, not about people.",
    "Passing is fine.",
    "Accounts that disagree both stay.",
    "Fixes go to the parking place.",
    "What is said leaves the room only as the story we agree.",
)
