"""`hypereal-lab`: open the workbench, run the gateway, make keys, look at the installation."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from hypereal_lab import __version__
from hypereal_lab.errors import HyperealError
from hypereal_lab.wire.codec import encode
from hypereal_lab.wire.money import Credits

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0 when it worked, 2 for bad input, 1 for anything else."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = _parser()
    if not words or words[0] not in ("serve", "keys", "doctor", "open", "-h", "--help", "--version"):
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


def _doctor(options: argparse.Namespace) -> int:
    from hypereal_lab.doctor import report

    for name, value in report(os.environ):
        print(f"{name:<22}{value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
