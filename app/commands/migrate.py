"""`python -m app migrate`: brings the database to this version, as often as you like."""

import typer


def migrate() -> None:
    """Apply what is missing to DATABASE_URL, or to the data folder's own database."""
    from app.settings import Settings
    from services.database.migrate import migrate as apply
    from services.embedded.postgres import EmbeddedPostgres

    settings = Settings()
    if settings.hosted and not settings.database_url:
        typer.echo("Set DATABASE_URL: a hosted project is migrated through it.", err=True)
        raise typer.Exit(1)
    if settings.database_url:
        applied = apply(settings.database_url, embedded=False)
    else:
        with EmbeddedPostgres(settings.home) as server:
            applied = apply(server.dsn, embedded=True)
    typer.echo(f"Applied: {', '.join(applied)}" if applied else "The database is up to date.")
