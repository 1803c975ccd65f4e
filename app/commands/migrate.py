"""`python -m app migrate`: brings the database to this version, as often as you like."""

import sys

import typer


def migrate() -> None:
    """Apply what is missing to DATABASE_URL, or to the data folder's own database."""
    from app.errors import LeavenError
    from app.settings import Settings
    from services.database.migrate import migrate as apply
    from services.embedded.postgres import EmbeddedPostgres

    settings = Settings()
    if settings.hosted and not settings.database_url:
        print("Set DATABASE_URL: a hosted project is migrated through it.", file=sys.stderr)
        raise typer.Exit(1)
    try:
        if settings.database_url:
            applied = apply(settings.database_url, embedded=False)
        else:
            with EmbeddedPostgres(settings.home) as server:
                applied = apply(server.dsn, embedded=True)
    except LeavenError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error
    print(f"Applied: {', '.join(applied)}" if applied else "The database is up to date.")
