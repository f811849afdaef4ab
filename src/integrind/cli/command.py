"""What every command does with its options: groups them in its help, and refuses a second value of one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import typer
from typer.core import TyperCommand, TyperOption

if TYPE_CHECKING:
    from typer._click.core import Context, Parameter
    from typer._click.formatting import HelpFormatter


class Command(TyperCommand):
    """A command whose help has the headings of docs/cli.md, and that never chooses between two values."""

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write arguments, and options under the heading of their bundle; bundles as they come."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            if (record := param.get_help_record(ctx)) is not None:
                sections.setdefault(_heading(param), []).append(record)
        for heading, records in sections.items():
            with formatter.section(heading):
                formatter.write_dl(records)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Refuse a second value of an option that takes one: the last would hold, and nobody be told."""
        if not ctx.resilient_parsing:
            _, _, given = self.make_parser(ctx).parse_args(list(args))
            for param, times in Counter(given).items():
                if times > 1 and _takes_one_value(param):
                    raise typer.BadParameter(
                        "it is given twice, and takes one value", ctx=ctx, param_hint=f"'{param.opts[0]}'"
                    )
        return super().parse_args(ctx, args)


def _heading(param: Parameter) -> str:
    if not isinstance(param, TyperOption):
        return "Arguments"
    return param.rich_help_panel or "Options"


def _takes_one_value(param: Parameter) -> bool:
    return isinstance(param, TyperOption) and not (param.multiple or param.is_flag or param.count)
