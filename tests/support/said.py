"""Lines that several tests of linking use: two themes in other words, and some that are alone."""

LOCKOUT = [
    "the lockout procedure needs two people but the roster only gives us one on nights",
    "there is no second person to verify the isolation after ten o'clock",
    "alone on nights, so nobody checks my isolation",
]
GATE = [
    "lorry drivers wait an hour at the gate because nobody knows they are coming",
    "the gate has no list of deliveries so every lorry driver has to wait and phone",
    "lorry drivers queue down the road, the gate never knows who is due",
]
STRAYS = ["the pump seal leaks", "gulls nest on the stack", "hand dryer is broken"]
