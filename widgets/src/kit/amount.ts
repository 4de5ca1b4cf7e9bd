/** Millionths of a credit in exact digits as Python writes them, `12`, `0.5` or `1,234.000001`; no float touches money. */
export function micros(digits: string): bigint {
  const [whole = "0", part = ""] = digits.replace(/,/g, "").split(".");
  const sign = whole.startsWith("-") ? -1n : 1n;
  return sign * (BigInt(whole.replace("-", "") || "0") * 1_000_000n + BigInt(part.padEnd(6, "0").slice(0, 6)));
}

/** The sum of some amounts, as exact digits; amounts that are not known are no part of it. */
export function total(amounts: Iterable<string | null>): string {
  let sum = 0n;
  for (const one of amounts) if (one !== null) sum += micros(one);
  return digits(sum);
}

function digits(amount: bigint): string {
  const size = amount < 0n ? -amount : amount;
  const part = (size % 1_000_000n).toString().padStart(6, "0").replace(/0+$/, "");
  return `${amount < 0n ? "-" : ""}${(size / 1_000_000n).toLocaleString("en")}${part && `.${part}`}`;
}
