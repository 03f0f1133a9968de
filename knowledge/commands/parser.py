"""The parsers of the command line: argparse, with what it says taken from `data/messages/`."""

from __future__ import annotations

import re
from argparse import Action, ArgumentParser, HelpFormatter, _SubParsersAction  # pyright: ignore[reportPrivateUsage]
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from knowledge.commands.sentences import Sentences

USAGE_STATUS = 2
"""Exit status of a command that is written wrongly or of settings that are wrong."""

_FAULTS = (
    ("usage_no_command", r"the following arguments are required: COMMAND$"),
    ("usage_missing", r"the following arguments are required: (?P<names>.+)"),
    ("usage_command_unknown", r"argument COMMAND: invalid choice: '(?P<value>.*?)' \("),
    ("usage_not_known", r"unrecognized arguments: (?P<value>.+)"),
    ("usage_no_value", r"argument (?P<names>.+): expected .*arguments?$"),
    ("usage_wrong_value", r"argument (?P<names>.+): invalid .*value: '(?P<value>.*)'$"),
    ("usage_ambiguous", r"ambiguous option: (?P<value>\S+) could match (?P<expected>.+)"),
)
"""What argparse says, by the key of our sentence."""


class Parser(ArgumentParser):
    """An ArgumentParser whose help and faults are sentences of `say`."""

    def __init__(self, *, say: Sentences, **options: Any) -> None:
        def formatter(*, prog: str) -> HelpFormatter:
            return _Formatter(prog, usage=say("usage_prefix"))

        super().__init__(add_help=False, formatter_class=formatter, **options)
        self.say = say
        self._positionals.title = say("usage_positionals")
        self._optionals.title = say("usage_options")
        self.add_argument("-h", "--help", action="help", help=say("argument_help"))

    def error(self, message: str) -> NoReturn:
        """Say what is missing or unknown and how to go on; exit status 2."""
        self.exit(USAGE_STATUS, f"{self._fault(message)}\n{self._way_on()}\n")

    def _fault(self, message: str) -> str:
        for key, pattern in _FAULTS:
            if match := re.match(pattern, message, re.DOTALL):
                found = match.groupdict()
                if names := found.get("names"):
                    found["names"] = ", ".join(self._explained(name) for name in names.split(", "))
                return self.say(key, **found)
        return self.say("usage_other", value=message)

    def _explained(self, name: str) -> str:
        """An argument as it is written, and its help."""
        for action in self._actions:
            if name in ("/".join(action.option_strings), action.metavar, action.dest):
                return f"{name} ({action.help})" if action.help else name
        return name

    def _way_on(self) -> str:
        commands = [one for action in self._actions for one in _commands_of(action)]
        if not commands:
            return self.say("usage_see", prog=self.prog)
        listed = (f"  {one.metavar or one.dest:<11} {one.help}" for one in commands)
        return "\n".join([self.say("usage_commands"), *listed, self.say("usage_see_command", prog=self.prog)])


@dataclass(frozen=True, slots=True)
class Commands:
    """Where a command declares itself; its description is the sentence `help_<name>`."""

    parsers: _SubParsersAction[Parser]
    say: Sentences

    def add_parser(self, name: str) -> Parser:
        """The parser of a new command."""
        text = self.say(f"help_{name}")
        return self.parsers.add_parser(name, help=text, description=text, say=self.say)


class _Formatter(HelpFormatter):
    def __init__(self, prog: str, *, usage: str) -> None:
        super().__init__(prog)
        self._usage = usage

    def add_usage(self, usage: str | None, actions: Iterable[Action], groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, self._usage if prefix is None else prefix)


def _commands_of(action: Action) -> list[Action]:
    """The commands with their help, which argparse shows nowhere else."""
    return getattr(action, "_choices_actions", [])
