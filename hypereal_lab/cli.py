"""`hypereal-lab`: open the workbench, run the gateway, make keys, price notebooks, tell usage, see what is here."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hypereal_lab import __version__
from hypereal_lab.errors import HyperealError
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.money import Credits

if TYPE_CHECKING:
    from hypereal_lab.bills import Bill

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0 when it worked, 2 for bad input, 1 for anything else."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = _parser()
    if not words or words[0] not in (
        "serve",
        "keys",
        "doctor",
        "estimate",
        "diff",
        "usage",
        "open",
        "-h",
        "--help",
        "--version",
    ):
        words.insert(0, "open")
    options, rest = parser.parse_known_args(words)
    if rest and options.command != "open":
        parser.error(f"unknown argument {rest[0]}")
    options.rest = rest
    try:
        return int(options.run(options) or 0)
    except HyperealError as error:
        print(f"hypereal-lab: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hypereal-lab", description="A creative workbench over one API for every model."
    )
    parser.add_argument("--version", action="version", version=f"hypereal-lab {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    lab = commands.add_parser("open", help="open JupyterLab on the notebooks (also without a command)")
    lab.set_defaults(run=_open)

    serve = commands.add_parser("serve", help="run the gateway for a team")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, default=8787, help="port to listen on, 0 for any free one (8787)")
    serve.add_argument("--data-dir", type=Path, default=Path("hypereal-data"), help="folder of ledger, keys and files")
    serve.add_argument("--config", type=Path, metavar="TOML", help="names providers and their models")
    serve.add_argument(
        "--allow-private-network",
        action="store_true",
        help="let links in requests open private addresses (development)",
    )
    serve.set_defaults(run=_serve)

    keys = commands.add_parser("keys", help="keys of a gateway").add_subparsers(dest="action", required=True)
    create = keys.add_parser("create", help="make a key with an account of its own; it is shown once")
    create.add_argument("--data-dir", type=Path, default=Path("hypereal-data"))
    create.add_argument("--name", default="key", help="for people to tell keys apart")
    create.add_argument("--credits", type=_credits, default=Credits(0), help="credits to start with (0)")
    create.add_argument("--rate-limit", type=_positive, default=None, metavar="N", help="requests an hour (1000)")
    create.set_defaults(run=_create_key)

    runs = (
        "Executes the code of the notebook in a fresh kernel, in its own folder; every lab in it only prices its calls."
    )
    price = commands.add_parser("estimate", help="what a notebook would cost; executes its code", description=runs)
    price.add_argument("notebook", type=Path)
    price.add_argument("--json", action="store_true", help="for a program; credits are decimal text")
    price.set_defaults(run=_estimate)

    change = commands.add_parser("diff", help="what an edit does to the price; executes both", description=runs)
    change.add_argument("before", type=Path)
    change.add_argument("after", type=Path)
    change.add_argument("--json", action="store_true", help="for a program; credits are decimal text, changes signed")
    change.set_defaults(run=_diff)

    used = commands.add_parser("usage", help="what was called and what it cost, of this user's lab or of a file")
    used.add_argument("file", nargs="?", help="CSV or Parquet; this user's lab without it")
    used.add_argument("--by", default="model", help="model, kind, notebook, tag, ..., or day, week, month (model)")
    used.add_argument("--zone", default="UTC", help="time zone of days, weeks and months (UTC)")
    used.add_argument("--format", choices=("table", "csv", "json"), default="table", help="what to print (table)")
    used.set_defaults(run=_usage)

    doctor = commands.add_parser("doctor", help="what is installed, which gateway, which key form")
    doctor.set_defaults(run=_doctor)
    return parser


def _credits(text: str) -> Credits:
    try:
        amount = Credits.of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if amount < Credits(0):
        raise argparse.ArgumentTypeError("credits cannot be negative")
    return amount


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 1 or more")
    return int(text)


def _open(options: argparse.Namespace) -> int:
    from hypereal_lab.notebook_folder import notebook_folder

    folder = notebook_folder(Path.cwd())
    start = folder / "00-start-here.ipynb"
    os.execv(sys.executable, [sys.executable, "-m", "jupyter", "lab", str(start), *_as_root(), *options.rest])


def _as_root() -> list[str]:
    """JupyterLab starts for root, as in most containers, only when told to."""
    return ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _serve(options: argparse.Namespace) -> int:
    from hypereal_lab.gateway.serve import serve
    from hypereal_lab.gateway.settings import Settings

    return serve(
        Settings(
            host=options.host,
            port=options.port,
            data_dir=options.data_dir,
            config=options.config,
            allow_private_network=options.allow_private_network,
        )
    )


def _create_key(options: argparse.Namespace) -> int:
    from hypereal_lab.gateway.accounts import create_key

    made = asyncio.run(
        create_key(options.data_dir, name=options.name, credits=options.credits, rate_limit=options.rate_limit)
    )
    print(
        encode({"key": made.key, "id": made.id, "account": made.account, "credits": options.credits.decimal}).decode()
    )
    return 0


def _estimate(options: argparse.Namespace) -> int:
    from hypereal_lab.bills import bill_json, bill_lines

    bill = _bill(options.notebook)
    _say(
        [encode({"notebook": str(options.notebook), **bill_json(bill)}).decode()] if options.json else bill_lines(bill)
    )
    return _end(options.notebook, bill)


def _diff(options: argparse.Namespace) -> int:
    from hypereal_lab.bills import diff, step_json, step_lines

    bills = []
    for notebook in (options.before, options.after):
        bills.append(_bill(notebook))
        if _end(notebook, bills[-1]):
            return 1
    step = diff(*bills)
    names = {"before": str(options.before), "after": str(options.after)}
    _say([encode({**names, **step_json(step)}).decode()] if options.json else step_lines(step))
    return 0


def _usage(options: argparse.Namespace) -> int:
    from hypereal_lab.usage.command import open_usage, usage_text

    print(usage_text(open_usage(options.file), by=options.by, zone=options.zone, format=options.format))
    return 0


def _bill(notebook: Path) -> Bill:
    from hypereal_lab.bills import bill_of

    print(f"Running the code of {notebook}; its labs only price their calls.", file=sys.stderr)
    return bill_of(notebook)


def _end(notebook: Path, bill: Bill) -> int:
    """1 where a cell raised, said on stderr."""
    from hypereal_lab.bills import failure_line

    if bill.failure is not None:
        print(f"hypereal-lab: {notebook}: {failure_line(bill)}", file=sys.stderr)
    return int(bill.failure is not None)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _doctor(options: argparse.Namespace) -> int:
    from hypereal_lab.doctor import report

    for name, value in report(os.environ):
        print(f"{name:<22}{value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
