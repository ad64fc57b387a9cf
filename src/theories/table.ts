/** Numbers of one's own, point by point: a curve from elsewhere, known at its rows alone. */
import { shapeAt, type Theory } from './theory.ts';

/** Values of quantities at one point; the parameters that it leaves out may have any value. */
export interface TableRow {
  readonly at: Readonly<Record<string, number | string>>;
  readonly values: Readonly<Record<string, number | null>>;
  /** Decimals to which they are rounded; absent: they are exact. */
  readonly decimals?: number;
}

interface Table {
  readonly name: string;
  readonly source?: string;
  readonly rows: readonly TableRow[];
}

/**
 * At realised sizes, whose ratios are rounded, a value is carried along by the ratio of what the engine says there and at the point itself: of the
 * engine only the shape is used.
 */
export function tableTheory({ name, source, rows }: Table): Theory {
  const find = indexOf(rows);
  return {
    name,
    source: source ?? null,
    quantities: [...new Set(rows.flatMap(({ values }) => Object.keys(values)))],
    sparse: true,
    state: (quantity, place) => {
      const found = find(place.point);
      if (found.length === 0) return { gap: 'the table has no row for this point' };
      const row = found.find(({ values }) => (values[quantity] ?? null) !== null);
      if (row === undefined) return { gap: `the table has no ${quantity} at this point` };
      const value = row.values[quantity]!;
      const rounding = row.decimals === undefined ? {} : { rounding: 0.5 * 10 ** -row.decimals };
      return { value: value * (shapeAt(place, quantity) ?? 1), ...rounding };
    },
  };
}

/** The rows of a point, by the parameters that they give. */
function indexOf(rows: readonly TableRow[]): (point: TableRow['at']) => readonly TableRow[] {
  const groups = new Map<string, { names: readonly string[]; rows: Map<string, TableRow[]> }>();
  const keyOf = (names: readonly string[], at: TableRow['at']) =>
    JSON.stringify(names.map((name) => at[name]));
  for (const row of rows) {
    const names = Object.keys(row.at).sort();
    const group = groups.get(names.join()) ?? { names, rows: new Map<string, TableRow[]>() };
    groups.set(names.join(), group);
    const key = keyOf(names, row.at);
    const same = group.rows.get(key);
    if (same) same.push(row);
    else group.rows.set(key, [row]);
  }
  return (point) => [...groups.values()].flatMap(({ names, rows: of }) => of.get(keyOf(names, point)) ?? []);
}
