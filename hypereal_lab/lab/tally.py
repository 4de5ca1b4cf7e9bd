"""What a session spent, holds and saved: sums of the journal, exact to the last millionth."""

from __future__ import annotations

from dataclasses import dataclass

from hypereal_lab.lab.records import Records
from hypereal_lab.lab.run import COLUMNS, OPEN, Run, run_of
from hypereal_lab.wire.money import Credits

__all__ = ["Sums", "Tally"]

_OPEN = ", ".join(f"'{status}'" for status in OPEN)

_SPENT = (
    "SELECT COALESCE(SUM(charges.credits), 0) FROM charges JOIN runs ON runs.id = charges.run"
    " WHERE charges.id > ? AND runs.owner = ?"
)
_SENT = (
    "SELECT COALESCE(SUM(avoided), 0), COUNT(replay_of), COUNT(*) - COUNT(replay_of) FROM runs"
    " WHERE rowid > ? AND owner = ?"
)
_HELD = (
    "SELECT COALESCE(SUM(held), 0), COUNT(*), COUNT(*) FILTER (WHERE held = 0), COUNT(job),"
    " (SELECT COALESCE(MAX(id), 0) FROM charges)"
    f" FROM runs WHERE status IN ({_OPEN}) AND provider = ?"
)
_DEAREST = (
    f"SELECT {COLUMNS} FROM runs WHERE (rowid > ? OR id IN (SELECT run FROM charges WHERE id > ?) OR status IN"
    f" ({_OPEN})) AND owner = ? AND replay_of IS NULL AND (held > 0 OR credits <> 0)"
    " ORDER BY MAX(held, credits) DESC, rowid DESC LIMIT ?"
)
_LATELY = (
    "SELECT COALESCE(SUM(charges.credits), 0) FROM charges JOIN runs ON runs.id = charges.run"
    " WHERE charges.time >= ? AND runs.provider = ?"
)


@dataclass(frozen=True, slots=True)
class Sums:
    """Where the money of a session stands."""

    spent: Credits
    """Charged since the session began to calls that it looks after, refunds taken off."""
    saved: Credits
    """What its replays cost when they were made."""
    calls: int
    """Calls that were sent since then and that it looks after."""
    replays: int
    held: Credits
    """Set aside for calls under way, in all kernels: they share one account."""
    under_way: int
    unpriced: int
    """How many of them hold nothing, since nobody knows their price."""
    moved: tuple[int, int, int]
    """Another one after everything that moves the balance, by whatever kernel."""


class Tally:
    """The sums of one lab since it was opened: what is in the journal when this is made is no part of them."""

    def __init__(self, records: Records, owner: str, provider: str) -> None:
        self._records = records
        self._owner = owner
        self._provider = provider
        ((self._run, self._charge),) = records.read(
            "SELECT (SELECT COALESCE(MAX(rowid), 0) FROM runs), (SELECT COALESCE(MAX(id), 0) FROM charges)"
        )

    def sums(self) -> Sums:
        """As the journal stands now."""
        ((spent,),) = self._records.read(_SPENT, (self._charge, self._owner))
        ((saved, replays, calls),) = self._records.read(_SENT, (self._run, self._owner))
        ((held, under_way, unpriced, jobs, charge),) = self._records.read(_HELD, (self._provider,))
        return Sums(
            spent=Credits(spent),
            saved=Credits(saved),
            calls=calls,
            replays=replays,
            held=Credits(held),
            under_way=under_way,
            unpriced=unpriced,
            moved=(held, jobs, charge),
        )

    def dearest(self, most: int) -> list[Run]:
        """The calls of this session that cost or hold the most, the dearest first; of equal ones the newest."""
        rows = self._records.read(_DEAREST, (self._run, self._charge, self._owner, most))
        return [run_of(row) for row in rows]

    def lately(self, since: float) -> Credits:
        """Charged to the account by all kernels from a moment (Unix seconds) on, refunds taken off."""
        ((spent,),) = self._records.read(_LATELY, (since, self._provider))
        return Credits(spent)

    def version(self) -> int:
        """Another number after every change of the journal; see `Records.version`."""
        return self._records.version()
