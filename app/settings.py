"""The environment, read once. Secrets come from here only."""

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that can be set; nothing has to be. Hosted mode begins with SUPABASE_URL."""

    model_config = SettingsConfigDict(env_prefix="LEAVEN_", extra="ignore")

    home: Path = Field(default_factory=lambda: user_data_path("leaven", appauthor=False))
    host: str = "127.0.0.1"
    port: int = 8550
    public_url: str = ""
    """The address that phones use, when it is not the one that is listened on (a proxy, a LAN)."""
    tls_certificate: Path | None = None
    """The certificate (chain) to serve HTTPS with, and its key; else HTTP, behind a proxy."""
    tls_key: Path | None = None
    tls_authority: Path | None = None
    """What phones may be told to trust, offered at /authority.pem; only with `--lan`."""
    example: bool = True
    speech_engine: Literal["faster", "openai"] = "faster"
    speech_model: str = ""
    encoder: str = ""
    database_memory: str = Field("64MB", pattern=r"^\d+(MB|GB)$")
    """What the embedded Postgres keeps at hand of its data (its `shared_buffers`)."""

    mail_host: str = ""
    """The SMTP server that tells people that something waits; without it nobody is written to."""
    mail_port: int = 587
    mail_user: str = ""
    mail_password: str = Field("", repr=False)
    mail_sender: str = ""
    mail_security: Literal["starttls", "tls", "none"] = "starttls"

    supabase_url: str = Field("", validation_alias="SUPABASE_URL")
    supabase_publishable_key: str = Field("", validation_alias="SUPABASE_PUBLISHABLE_KEY")
    supabase_secret_key: str = Field("", validation_alias="SUPABASE_SECRET_KEY", repr=False)
    database_url: str = Field("", validation_alias="DATABASE_URL", repr=False)

    @property
    def hosted(self) -> bool:
        return bool(self.supabase_url)

    @property
    def address(self) -> str:
        """Where a browser finds this server."""
        scheme = "https" if self.tls_certificate else "http"
        return self.public_url.rstrip("/") or f"{scheme}://{self.host}:{self.port}"
