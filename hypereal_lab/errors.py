"""Every exception a user can catch.

    HyperealError
    ├── InputError              an argument is wrong; nothing was sent (also a ValueError)
    ├── SettingsError           no usable key, address or folder
    │   └── GatewayNotStarted   the embedded gateway could not be found or started
    ├── SpendingRefused         the lab's own guard said no; nothing was sent
    │   ├── PriceUnknown        no price is known and nobody said that this is fine
    │   ├── BudgetExceeded      it does not fit into a budget that is in force
    │   ├── CostAboveLimit      it may cost more than its own `max_cost`
    │   └── ConfirmationNeeded  it is dearer than what passes unasked
    ├── RecipeError             a recipe that is none, or of a newer version (also a ValueError)
    ├── ShelfError              an asset could not be kept or found
    ├── JobFailed               the server took the job and it did not succeed
    ├── StillRunning            a job took longer than its waiting; it goes on
    ├── OutcomeUnknown          an earlier answer was lost, and asking again could pay twice
    ├── AnswerMisfit            an answer came, whole and paid, that does not fit the form asked for
    ├── NeverSent               a call was asked for its result but never sent
    ├── WebhookInvalid          what came as a webhook is not genuine, or is old
    ├── NestingRefused          the running loop cannot be nested safely here
    ├── TransportError          no answer came back
    │   ├── ConnectionFailed
    │   ├── TimedOut
    │   ├── StreamCut           a stream ended before its answer did
    │   └── UnreadableAnswer    an answer came that is not what the API speaks
    └── APIError                the server answered with a problem
        ├── BadRequest          400
        │   └── UnknownModel    400 with `available_models`
        ├── AuthenticationError 401
        ├── InsufficientCredits 402
        ├── PermissionDenied    403
        ├── NotFound            404
        ├── Conflict            409
        ├── Gone                410
        ├── PayloadTooLarge     413
        ├── RateLimited         429
        ├── UpstreamError       500, 502
        └── Unavailable         503, 504

Each `APIError` class belongs to one word of the wire (`error.type`) and each word to one class: `BY_TYPE`.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "APIError",
    "AnswerMisfit",
    "AuthenticationError",
    "BadRequest",
    "BudgetExceeded",
    "ConfirmationNeeded",
    "Conflict",
    "ConnectionFailed",
    "CostAboveLimit",
    "GatewayNotStarted",
    "Gone",
    "HyperealError",
    "InputError",
    "InsufficientCredits",
    "JobFailed",
    "NestingRefused",
    "NeverSent",
    "NotFound",
    "OutcomeUnknown",
    "PayloadTooLarge",
    "PermissionDenied",
    "PriceUnknown",
    "RateLimited",
    "RecipeError",
    "SettingsError",
    "ShelfError",
    "SpendingRefused",
    "StillRunning",
    "StreamCut",
    "TimedOut",
    "TransportError",
    "Unavailable",
    "UnknownModel",
    "UnreadableAnswer",
    "UpstreamError",
    "WebhookInvalid",
]


class HyperealError(Exception):
    """The base of all errors of this package; its text ends with the next step."""

    sent_before = False
    """True where an earlier try of the same request may have reached the server, so that this is no verdict on it."""


class InputError(HyperealError, ValueError):
    """An argument is wrong. Nothing was sent and nothing was charged."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field
        """Name of the argument that has to change."""


class SettingsError(HyperealError):
    """No usable key, address or folder."""


class GatewayNotStarted(SettingsError):
    """The embedded gateway could not be found or started."""


class SpendingRefused(HyperealError):
    """The lab's own guard said no. Nothing was sent, held or charged."""


class PriceUnknown(SpendingRefused):
    """The price book has no price for this call and the caller did not allow that."""


class BudgetExceeded(SpendingRefused):
    """The call does not fit into a budget that is in force. Amounts are `wire.money.Credits`."""

    def __init__(self, name: str, *, cap: object, asked: object, spent: object, held: object, left: object) -> None:
        super().__init__(
            f"The {name} allows {cap} credits: {spent} are spent and {held} held by running calls, so {left} are left "
            f"and this call may need {asked}. Nothing was sent; raise the budget, or ask for less."
        )
        self.budget = name
        self.cap = cap
        self.asked = asked
        self.spent = spent
        self.held = held
        self.left = left


class CostAboveLimit(SpendingRefused):
    """The call may cost more than its own `max_cost`."""


class ConfirmationNeeded(SpendingRefused):
    """The call is dearer than what passes unasked; `confirm=True` says yes."""


class RecipeError(HyperealError, ValueError):
    """A recipe that is none, or that a newer version wrote."""


class ShelfError(HyperealError):
    """An asset could not be kept or found."""


class JobFailed(HyperealError):
    """The server took the job and it ended without a result; what was held is given back."""

    def __init__(self, message: str, *, job: str, status: str) -> None:
        super().__init__(message)
        self.job = job
        """The server's id of the job."""
        self.status = status
        """`failed`, `cancelled` or `expired`."""


class StillRunning(HyperealError):
    """The waiting for a job ended, not the job."""

    def __init__(self, job: str, seconds: float) -> None:
        super().__init__(
            f"The job {job} has not ended after {seconds:.0f} s; it goes on. lab.jobs.get({job!r}) waits for it, and "
            ".cancel() on that ends it."
        )
        self.job = job


class OutcomeUnknown(HyperealError):
    """An earlier answer to the same call was lost, and this server may charge for asking again."""


class AnswerMisfit(HyperealError):
    """The words of an answer do not fit the form that was asked for. They were charged and are kept."""

    def __init__(self, message: str, *, text: str) -> None:
        super().__init__(message)
        self.text = text
        """What the model wrote."""


class NeverSent(HyperealError):
    """A call was asked for its result but never sent."""


class WebhookInvalid(HyperealError):
    """What came to the address of a webhook is not signed with its secret, or was signed too long ago."""


class NestingRefused(HyperealError):
    """The running event loop cannot be nested safely here. Nothing was patched."""


class TransportError(HyperealError):
    """No usable answer came back; whether the server did the work may be unknown."""

    unsent = False
    """True where no connection was made, so that nothing can have been done or charged."""


class ConnectionFailed(TransportError):
    """The server could not be reached, or the connection broke."""


class TimedOut(TransportError):
    """The server did not answer in the time allowed."""


class StreamCut(TransportError):
    """A stream ended before its answer did; what came so far is not the answer."""


class UnreadableAnswer(TransportError):
    """An answer came that is not what the API speaks, for example an HTML page with status 200."""


class APIError(HyperealError):
    """The server answered with a problem."""

    type = "api_error"
    """The word in `error.type` that this class stands for."""

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str | None = None,
        param: str | None = None,
        request_id: str | None = None,
        facts: Mapping[str, object] | None = None,
    ) -> None:
        where = f" [request {request_id}]" if request_id else ""
        super().__init__(message + where)
        self.message = message
        """The server's own sentence."""
        self.status = status
        """HTTP status."""
        self.code = code
        self.param = param
        """Field of the request that has to change, where the server named one."""
        self.request_id = request_id
        """The server's id of this request, for a question to its operator."""
        self.facts = dict(facts or {})
        """Everything else in the problem, such as `required` and `available`."""


class BadRequest(APIError):
    """400: a field is missing, unknown or has a value that the model does not take."""

    type = "invalid_request"


class UnknownModel(BadRequest):
    """400: no model of that name; `available_models` lists those there are."""

    type = "unknown_model"

    @property
    def available_models(self) -> list[str]:
        listed = self.facts.get("available_models")
        return [str(name) for name in listed] if isinstance(listed, list) else []


class AuthenticationError(APIError):
    """401: the key is missing, wrong, expired or disabled."""

    type = "authentication_error"


class InsufficientCredits(APIError):
    """402: the balance does not cover the call; `facts` has `required` and `available`."""

    type = "insufficient_credits"


class PermissionDenied(APIError):
    """403: the key may not do this."""

    type = "permission_error"


class NotFound(APIError):
    """404: no such route or thing."""

    type = "not_found"


class Conflict(APIError):
    """409: the idempotency key was used for another request."""

    type = "conflict"


class Gone(APIError):
    """410: it was here and its time is over."""

    type = "gone"


class PayloadTooLarge(APIError):
    """413: the body is larger than the server takes."""

    type = "payload_too_large"


class RateLimited(APIError):
    """429: too many requests; `retry_after` seconds until the next one may pass."""

    type = "rate_limit_error"

    @property
    def retry_after(self) -> float | None:
        seconds = self.facts.get("retry_after")
        return float(seconds) if isinstance(seconds, int | float) else None


class UpstreamError(APIError):
    """500 or 502: the generation failed; nothing is charged for it."""

    type = "upstream_error"


class Unavailable(APIError):
    """503 or 504: no upstream can take the call now."""

    type = "upstream_unavailable"


BY_TYPE: Mapping[str, type[APIError]] = {
    kind.type: kind
    for kind in (
        APIError,
        BadRequest,
        UnknownModel,
        AuthenticationError,
        InsufficientCredits,
        PermissionDenied,
        NotFound,
        Conflict,
        Gone,
        PayloadTooLarge,
        RateLimited,
        UpstreamError,
        Unavailable,
    )
}

BY_STATUS: Mapping[int, type[APIError]] = {
    400: BadRequest,
    401: AuthenticationError,
    402: InsufficientCredits,
    403: PermissionDenied,
    404: NotFound,
    409: Conflict,
    410: Gone,
    413: PayloadTooLarge,
    429: RateLimited,
    500: UpstreamError,
    502: UpstreamError,
    503: Unavailable,
    504: Unavailable,
}
"""For answers whose `error.type` is missing or in somebody else's words."""
