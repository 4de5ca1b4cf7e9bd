"""The gateway's own description of itself, OpenAPI 3.1, made from the same structs that read and write its bodies."""

from __future__ import annotations

from hypereal_lab.gateway.openapi.document import build_document
from hypereal_lab.gateway.openapi.operations import OPERATIONS, Operation

__all__ = ["OPERATIONS", "Operation", "build_document"]
