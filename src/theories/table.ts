/** Numbers of one's own, point by point: a curve from elsewhere, known at its rows alone. */
import type { Theory } from './theory.ts';

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
  return {
    name,
    source: source ?? null,
    quantities: [...new Set(rows.flatMap(({ values }) => Object.keys(values)))],
    sparse: true,
    state: (quantity, place) => {
      const row = rows.find(({ at }) =>
        Object.entries(at).every(([key, value]) => place.point[key] === value),
      );
      if (row === undefined) return { gap: 'the table has no row for this point' };
      const value = row.values[quantity] ?? null;
      if (value === null) return { gap: `the table has no ${quantity} at this point` };
      const [here, nominal] = [place.engine(quantity), place.nominal(quantity)];
      const rounding = row.decimals === undefined ? {} : { rounding: 0.5 * 10 ** -row.decimals };
      return { value: here && nominal ? value * (here / nominal) : value, ...rounding };
    },
  };
}
