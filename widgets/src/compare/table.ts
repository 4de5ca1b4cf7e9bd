import { total } from "../kit/amount";
import type { Axis, Cell } from "./state";

export interface Row {
  /** Values on the axes that make the rows. */
  names: string[];
  /** Number of the cell of each column; -1 where there is none. */
  cells: number[];
}

export interface Table {
  columns: string[];
  rows: Row[];
}

/** The cells as rows and columns: one axis across, all others down. */
export function table(axes: readonly Axis[], across: string, cells: readonly (Cell | undefined)[]): Table {
  const wide = axes.findIndex(({ name }) => name === across);
  const columns = axes[wide]?.values ?? [""];
  const rows = new Map<string, Row>();
  cells.forEach((cell, number) => {
    if (!cell) return;
    const down = cell.at.filter((_, at) => at !== wide);
    const key = down.join(" ");
    const row = rows.get(key) ?? {
      names: axes.flatMap((axis, at) => (at === wide || !tells(axis) ? [] : [said(axis, cell.at[at] as number)])),
      cells: columns.map(() => -1),
    };
    rows.set(key, row);
    row.cells[wide < 0 ? 0 : (cell.at[wide] as number)] = number;
  });
  return { columns, rows: [...rows.values()] };
}

/** Whether an axis sets anything apart. */
export const tells = ({ values }: Axis): boolean => values.length > 1;

/** A prompt speaks for itself, a number needs its name. */
function said({ name, values }: Axis, at: number): string {
  const value = values[at] ?? "";
  return name === "prompt" || name === "model" ? value : `${name.replace(/_/g, " ")} ${value}`;
}

/** What some cells cost and how long they took; empty where nothing was made. */
export interface Sum {
  cost: string | null;
  /** Mean seconds. */
  latency: number | null;
}

export function sum(cells: readonly (Cell | undefined)[]): Sum {
  const made = cells.filter((cell): cell is Cell => cell?.item != null);
  const took = made.flatMap(({ latency }) => (latency === null ? [] : [latency]));
  const known = made.filter(({ cost }) => cost !== null);
  return {
    cost: known.length ? total(known.map(({ cost }) => cost)) : null,
    latency: took.length ? took.reduce((all, one) => all + one, 0) / took.length : null,
  };
}

/** Where an arrow leads among rows and columns. */
export function move(key: string, row: number, column: number, { rows, columns }: Table): [number, number] | null {
  const last: [number, number] = [rows.length - 1, columns.length - 1];
  const to = {
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    PageUp: [row - 3, column],
    PageDown: [row + 3, column],
    Home: [row, 0],
    End: [row, last[1]],
  }[key] as [number, number] | undefined;
  if (!to) return null;
  return [Math.max(0, Math.min(last[0], to[0])), Math.max(0, Math.min(last[1], to[1]))];
}
