"""Usage in the words of FOCUS, the FinOps Foundation's format of bills."""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

from hypereal_lab.errors import InputError
from hypereal_lab.tables import TIME
from hypereal_lab.usage.reading.moments import EPOCH
from hypereal_lab.usage.schema import CALLS
from hypereal_lab.usage.views.rows import collect
from hypereal_lab.wire.money import Credits

__all__ = ["FOCUS_COLUMNS", "VERSIONS", "focus_frame"]

VERSIONS = ("1.2",)
_ACCOUNT = "local-ledger"
"""Plainly not an account of anybody."""
_PACK = "prepaid-credits"
_UNITS = {
    "image": "Images", "second": "Seconds", "clip": "Clips", "request": "Requests", "minute": "Minutes",
    "token": "Tokens", "mesh": "Models",
}  # fmt: skip

FOCUS_COLUMNS = (
    "BilledCost", "BillingAccountId", "BillingAccountName", "BillingAccountType", "BillingCurrency", "BillingPeriodEnd",
    "BillingPeriodStart", "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargeFrequency", "ChargePeriodEnd",
    "ChargePeriodStart", "CommitmentDiscountCategory", "CommitmentDiscountId", "CommitmentDiscountName",
    "CommitmentDiscountStatus", "CommitmentDiscountType", "ConsumedQuantity", "ConsumedUnit", "ContractedCost",
    "ContractedUnitPrice", "EffectiveCost", "InvoiceIssuerName", "ListCost", "ListUnitPrice", "PricingCategory",
    "PricingCurrency", "PricingCurrencyContractedUnitPrice", "PricingCurrencyEffectiveCost",
    "PricingCurrencyListUnitPrice", "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName", "RegionId",
    "RegionName", "ResourceId", "ResourceName", "ResourceType", "ServiceCategory", "ServiceName", "ServiceSubcategory",
    "SkuId", "SkuPriceDetails", "SkuPriceId", "SubAccountId", "SubAccountName", "Tags",
    "x_AvoidedCost", "x_CellId", "x_CostSource", "x_EstimateHigh", "x_EstimatedCost", "x_LatencySeconds", "x_MediaKind",
    "x_ModelId", "x_NotebookName", "x_PriceTableVersion", "x_Rating", "x_RecipeHash", "x_Replayed", "x_RunId",
)  # fmt: skip
"""FOCUS's own in alphabetical order, then ours. Costs and prices are exact decimals in US dollars; those whose name
begins with `PricingCurrency`, and ours, are in credits. Discounts, regions, resources and sub-accounts there are none,
which empty columns say."""


_MOMENTS = ("BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd")


def focus_frame(
    rows: Any, version: str = "1.2", purchases: Sequence[Mapping[str, Any]] = ()
) -> tuple[pd.DataFrame, int]:
    """A table of bills, and how many calls were left out because nobody knows their price. Raises `InputError`.

    `purchases` are prepaid packs, each with `time`, `credits` and, where it was not the usual one, `usd`.
    """
    if version not in VERSIONS:
        raise InputError(f"version is one of {', '.join(VERSIONS)}; not {version!r}.", field="version")
    calls = collect(rows, (column.computed for column in CALLS))
    known = [one for one in calls if one["credits_micros"] is not None and one["time_us"] is not None]
    lines = [line for one in known for line in _lines(one)]
    lines += [_purchase(one) for one in purchases]
    pointed = [{name: _pointed(value) for name, value in line.items()} for line in lines]
    made = pd.DataFrame(pointed, columns=list(FOCUS_COLUMNS), dtype="object")
    return made.astype(dict.fromkeys(_MOMENTS, TIME)), len(calls) - len(known)


def _lines(call: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row of usage for what was charged, and a negative one for what was given back."""
    net, back = int(call["credits_micros"]), int(call["refunded_micros"] or 0)
    if not back:
        return [_usage(call, net)]
    charged = [_usage(call, net + back)] if net + back else []
    return [*charged, _usage(call, -back)]


def _usage(call: Mapping[str, Any], micros: int) -> dict[str, Any]:
    when = EPOCH + timedelta(microseconds=int(call["time_us"]))
    dollars, spent = Credits(micros).usd, Credits(micros).decimal
    quantity, unit = _quantity(call, micros)
    price, price_credits = dollars / quantity, spent / quantity
    refund, sku = micros < 0, call["model"] or "unknown"
    return {
        **_common(when, when + timedelta(seconds=max(float(call["latency"] or 0), 0.001))),
        "BilledCost": Decimal(0),
        "EffectiveCost": dollars,
        "ListCost": dollars,
        "ContractedCost": dollars,
        "ListUnitPrice": price,
        "ContractedUnitPrice": price,
        "PricingQuantity": quantity,
        "PricingUnit": unit,
        "ConsumedQuantity": quantity,
        "ConsumedUnit": unit,
        "PricingCurrencyListUnitPrice": price_credits,
        "PricingCurrencyContractedUnitPrice": price_credits,
        "PricingCurrencyEffectiveCost": spent,
        "ChargeCategory": "Usage",
        "ChargeDescription": f"{'Refund of ' * refund}{call['kind'] or 'call'} by {call['model'] or 'a model'}",
        "ChargeFrequency": "Usage-Based",
        "PricingCategory": "Standard",
        "ServiceName": str(call["kind"] or "generation"),
        "SkuId": sku,
        "SkuPriceId": f"{sku}/{call['price_version'] or 'unknown'}",
        "SkuPriceDetails": json.dumps({"x_PriceBasis": call["price_basis"]}) if call["price_basis"] else None,
        "Tags": json.dumps(dict.fromkeys(call["tags"].split(","), True)) if call["tags"] else None,
        "x_RunId": call["run"],
        "x_RecipeHash": call["recipe_hash"],
        "x_CellId": call["cell"],
        "x_NotebookName": call["notebook"],
        "x_ModelId": call["model"],
        "x_MediaKind": call["kind"],
        "x_EstimatedCost": _credits(call["estimate_expected_micros"]),
        "x_EstimateHigh": _credits(call["estimate_high_micros"]),
        "x_AvoidedCost": Decimal(0) if refund else _credits(call["avoided_micros"] or 0),
        "x_PriceTableVersion": call["price_version"],
        "x_Replayed": bool(call["replayed"]),
        "x_Rating": call["rating"],
        "x_LatencySeconds": call["latency"],
        "x_CostSource": call["cost_source"],
    }


def _quantity(call: Mapping[str, Any], micros: int) -> tuple[Decimal, str]:
    """Units where the price of one is an exact decimal, so that price times quantity is the cost; else one request."""
    units = int(call["units"] or 0)
    if units > 0 and call["unit"] in _UNITS and micros % units == 0:
        return Decimal(-units if micros < 0 else units), _UNITS[call["unit"]]
    return Decimal(-1 if micros < 0 else 1), "Requests"


def _purchase(pack: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(pack.get("time"), datetime) or pack["time"].tzinfo is None or "credits" not in pack:
        raise InputError("A purchase has a time with its zone, credits and perhaps usd.", field="purchases")
    bought = Credits.of(pack["credits"])
    paid, listed = Decimal(str(pack["usd"])) if "usd" in pack else bought.usd, bought.usd
    by_credit = paid == listed  # else the price of one credit need not be a decimal, and the pack is what was priced
    quantity, unit = (bought.decimal, "Credits") if by_credit else (Decimal(1), "Packs")
    return {
        **_common(pack["time"].astimezone(UTC), pack["time"].astimezone(UTC) + timedelta(seconds=1)),
        "BilledCost": paid,
        "EffectiveCost": Decimal(0),
        "ListCost": listed,
        "ContractedCost": paid,
        "ListUnitPrice": listed / quantity,
        "ContractedUnitPrice": paid / quantity,
        "PricingQuantity": quantity,
        "PricingUnit": unit,
        "PricingCurrencyListUnitPrice": bought.decimal / quantity,
        "PricingCurrencyContractedUnitPrice": bought.decimal / quantity,
        "PricingCurrencyEffectiveCost": Decimal(0),
        "ChargeCategory": "Purchase",
        "ChargeDescription": f"Prepaid pack of {bought} credits",
        "ChargeFrequency": "One-Time",
        "PricingCategory": "Standard",
        "ServiceName": "credits",
        "SkuId": _PACK,
        "SkuPriceId": f"{_PACK}/{unit}",
        "x_Replayed": False,
    }


def _common(begin: datetime, end: datetime) -> dict[str, Any]:
    first = begin.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return {
        **dict.fromkeys(FOCUS_COLUMNS),
        "BillingAccountId": _ACCOUNT,
        "BillingAccountName": _ACCOUNT,
        "BillingAccountType": "Ledger",
        "BillingCurrency": "USD",
        "BillingPeriodStart": pd.Timestamp(first),
        "BillingPeriodEnd": pd.Timestamp(first + timedelta(days=monthrange(first.year, first.month)[1])),
        "ChargePeriodStart": pd.Timestamp(begin),
        "ChargePeriodEnd": pd.Timestamp(end),
        "PricingCurrency": "Credits",
        "ProviderName": "Hypereal",
        "PublisherName": "Hypereal",
        "InvoiceIssuerName": "Hypereal",
        "ServiceCategory": "AI and Machine Learning",
        "ServiceSubcategory": "Generative AI",
    }


def _pointed(value: Any) -> Any:
    """Decimals with a place after the point, which those who read the bill as CSV would take for whole numbers."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else -1
    return value.quantize(Decimal("1.0")) if isinstance(exponent, int) and exponent >= 0 else value


def _credits(micros: Any) -> Decimal | None:
    return None if micros is None else Credits(int(micros)).decimal
