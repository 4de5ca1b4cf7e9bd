"""Prompt and references to bytes, on this CPU, the same bytes for the same order."""

from hypereal_lab.engines.workers import EngineCrashed, Workers

__all__ = ["EngineCrashed", "Workers"]
