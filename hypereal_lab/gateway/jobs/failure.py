"""How a job fails, in the words of whoever asks for it."""

from __future__ import annotations

import logging

from hypereal_lab.gateway.providers import ProviderFailed

__all__ = ["Failure", "failure_of", "stopped_too_often"]

log = logging.getLogger("hypereal_lab.gateway")


class Failure(Exception):
    """A status and a word for the log, and a sentence for whoever asks."""

    def __init__(self, status: int, word: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.word = word


def failure_of(job_id: str, error: BaseException) -> Failure:
    """What the work of a job ended with."""
    if isinstance(error, TimeoutError):
        return Failure(504, "timeout", "The film did not become ready in time; nothing was charged. Ask for less.")
    if isinstance(error, ProviderFailed):
        return Failure(502, "provider_failed", f"{error} Nothing was charged.")
    if isinstance(error, MemoryError):
        words = "There was not enough memory for this job; nothing was charged. Ask for less."
        return Failure(500, "out_of_memory", words)
    log.error("%s failed", job_id, exc_info=error)
    words = f"The gateway failed on this job; nothing was charged. Its operator finds it as {job_id}."
    return Failure(500, "internal", words)


def stopped_too_often(times: int) -> Failure:
    """A job that took its gateway down with it, or was there by chance, again and again."""
    return Failure(500, "stopped", f"The gateway was stopped {times} times during this job; order it again.")
