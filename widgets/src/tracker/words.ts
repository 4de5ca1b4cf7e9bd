/** How many of all are shown. */
export function shown(many: number, all: number): string {
  return `${many.toLocaleString()} of ${all.toLocaleString()} calls shown.`;
}

export function elsewhere(number: number): string {
  const which = number === 1 ? "1 job of this account was" : `${number} jobs of this account were`;
  return `${which} ordered outside this lab: lab.jobs.orphans() lists them.`;
}
