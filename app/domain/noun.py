"""How every noun of the domain behaves: frozen, and forgiving of fields it does not know yet."""

from pydantic import BaseModel, ConfigDict


class Noun(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")
