"""`linkcheck explore`: look around in the database, in a browser, with Datasette."""

import importlib.util
import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import click

from linkcheck.cli.options import MEMORY, settings_options
from linkcheck.cli.running import Running, running
from linkcheck.errors import UsageError
from linkcheck.pipeline.underway import require_memory
from linkcheck.store import Store

PATIENCE = 30_000
"""Milliseconds that a query may take; Datasette's own second is for public sites."""


@click.command(short_help="Look around in the database, in a browser.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8001, show_default=True, help="0 takes a free one.")
@settings_options(MEMORY)
@click.pass_context
def explore(context: click.Context, /, port: int, **options: Any) -> int:
    """Show the database in a browser on this machine, with views and questions to begin with. Nothing is changed.

    It needs Datasette: pip install "linkcheck-archive[explore]". Ctrl-C ends it.
    """
    with running(context, options) as run:
        if importlib.util.find_spec("datasette") is None:
            raise UsageError('Datasette is not installed: pip install "linkcheck-archive[explore]"')
        require_memory(run.settings)
        return _served(run, port)


def _served(run: Running, port: int) -> int:
    """Run Datasette until it ends; its exit code."""
    with Store.open(run.settings.db, run.world.clock):
        pass  # an older database has no views yet
    with NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as metadata:
        metadata.write(_metadata(run.settings.db))
        metadata.flush()
        command = [sys.executable, "-m", "datasette", "serve", str(run.settings.db), "--host", "127.0.0.1"]
        command += ["--port", str(port), "--metadata", metadata.name]
        command += ["--setting", "sql_time_limit_ms", str(PATIENCE), "--setting", "allow_download", "off"]
        try:
            return subprocess.run(command, check=False).returncode  # noqa: S603 - our own interpreter, our own words
        except KeyboardInterrupt:
            # Ctrl-C goes to both; Datasette has ended by itself
            return 0


def _metadata(db: Path) -> str:
    """What Datasette is told of the database, under the name that it gives it."""
    told = json.loads(files("linkcheck.store").joinpath("metadata.json").read_text(encoding="utf-8"))
    told["databases"] = {db.stem: told["databases"]["linkcheck"]}
    return json.dumps(told)
