"""The commands, each loaded when it is called, so that help is there at once."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import click

from sphinx_mlsys import __version__
from sphinx_mlsys.cli.common import USAGE, WRONG

COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "check": ("sphinx_mlsys.cli.check", "Tell everything that is wrong, and where."),
        "new": ("sphinx_mlsys.cli.new", "Begin a conference, a paper or a talk."),
        "import": ("sphinx_mlsys.cli.importing.command", "Take facts from saved files."),
        "export": ("sphinx_mlsys.cli.export", "Write citations, data, feeds and calendars."),
        "init": ("sphinx_mlsys.cli.init", "Begin a new digest that builds at once."),
    }
)
"""Name of a command to the module that holds it (as ``command``) and what it does."""


class Commands(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order in which they are explained."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        found = importlib.import_module(COMMANDS[cmd_name][0]).command
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_module, what) in COMMANDS.items()])


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    epilog="Status: 0 nothing is wrong, 1 something is wrong with the files or they were refused, "
    "2 called in a wrong way or no project found. "
    "A project is a folder with mlsys.toml; it is looked for here, in docs/ and in the folders "
    "above.",
)
@click.version_option(__version__, prog_name="sphinx-mlsys")
def group() -> None:
    """Keep a digest of a conference: check it, add to it, import into it, export it."""


def run(args: Sequence[str] | None) -> int:
    """Run a command and return the status of the process."""
    try:
        status = group.main(
            args=None if args is None else list(args),
            prog_name="sphinx-mlsys",
            standalone_mode=False,
        )
        sys.stdout.flush()
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return USAGE if isinstance(error, click.UsageError) else error.exit_code
    except click.Abort:
        click.echo("Stopped; nothing was changed.", err=True)
        return WRONG
    except BrokenPipeError:
        # The reader (head, less) has gone: what Python flushes at exit must go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WRONG
    except OSError as error:
        click.echo(f"Error: {error.filename or ''}: {error.strerror or error}", err=True)
        return WRONG
    return status if isinstance(status, int) else 0
