"""What the pictures show beyond the worked example: a decision, an owner, a card, a night."""

from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import psycopg

from services.embedded.postgres import running_dsn
from tests.support.actions import propose

DECIDED = """
insert into leaven.decisions (id, org_id, action_id, turn, verdict, reason, decided_on)
select gen_random_uuid(), org_id, id, 1, 'approved_with_change',
       'Thank you. From Monday on, and for the yard too.', current_date
  from leaven.actions where id = %(action)s
"""
CARD = """
insert into leaven.cards (id, org_id, session_id, saw, look_for, changed, shared_on)
select %(card)s, org_id, id, 'The scanner freezes when it comes out of the cold store.',
       'Cold devices that somebody warms by hand before the shift.',
       'The scanners sleep in the warm office now.', current_date
  from leaven.sessions where id = %(session)s
"""
ASSUMED = """
with named as (insert into leaven.assumptions (id, org_id, session_id, kind)
  select gen_random_uuid(), org_id, session_id, 'staffing' from leaven.actions where id = %(action)s
  returning id)
insert into leaven.assumption_lines
select named.id, g.observation_id from named, leaven.action_grounds g where g.action_id = %(action)s
"""
OWNER = """
insert into private.owner_keys (secret_hash, action_id, kind)
values (private.hash(%(secret)s), %(action)s, 'link')
"""
FULLEST = """
select theme_id from leaven.links where state = 'linked' group by 1
 order by count(*) desc, 1 limit 1
"""


def fill(home: Path) -> dict[str, str]:
    """Put it there; answers what the addresses of the screens need."""
    dsn = running_dsn(home)
    assert dsn is not None
    works = SimpleNamespace(dsn=dsn)
    waiting, agreed = propose(works), propose(works)  # type: ignore[arg-type]
    ids = {"card": str(uuid4()), "owner": uuid4().hex, "past": str(agreed.session_id)}
    with psycopg.connect(dsn, autocommit=True) as database:
        database.execute(DECIDED, {"action": agreed.id})
        database.execute(ASSUMED, {"action": agreed.id})
        database.execute(
            "update leaven.actions set state = 'approved_with_change' where id = %s", (agreed.id,)
        )
        database.execute(OWNER, {"secret": ids["owner"], "action": agreed.id})
        database.execute(CARD, {"card": ids["card"], "session": waiting.session_id})
        database.execute("select private.nightly()")
        row = database.execute(FULLEST).fetchone()
    return ids | {"theme": str(row[0]) if row else ""}
