/** A moment as a person says it: `today 14:02`, `Tuesday 14:02`, `3 Nov 14:02`, with the year when it is another one. */
export function when(milliseconds: number, now: number = Date.now()): string {
  const then = new Date(milliseconds);
  const today = new Date(now);
  const time = then.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const days = Math.round((midnight(today) - midnight(then)) / 86_400_000);
  if (days === 0) return `today ${time}`;
  if (days === 1) return `yesterday ${time}`;
  if (days > 1 && days < 7) return `${then.toLocaleDateString(undefined, { weekday: "long" })} ${time}`;
  const year = then.getFullYear() === today.getFullYear() ? {} : { year: "numeric" as const };
  return `${then.toLocaleDateString(undefined, { day: "numeric", month: "short", ...year })} ${time}`;
}

/** A length of time: `4 s`, `2 min 5 s`, `1 h 3 min`. */
export function length(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${seconds > 0 && seconds < 10 && seconds % 1 ? seconds.toFixed(1) : whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
