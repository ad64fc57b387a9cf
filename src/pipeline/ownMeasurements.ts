/** Measurements from outside as what claims are held against: rows of one point and size are its trials, or means with errors. */
import type { Level } from '../comparison/claim.ts';
import type { Measurement, Scenario } from '../scenario/scenario.ts';
import type { Case } from './cases.ts';
import type { Measured } from './claims.ts';

export function ownMeasurements(cases: readonly Case[], scenario: Scenario): Measured[] {
  const rowsOf = (item: Case) =>
    scenario.measurements.filter(({ at }) => JSON.stringify(at) === JSON.stringify(item.point));
  return cases.flatMap((item, index) => {
    const rows = rowsOf(item);
    return scenario.comparison.quantities.flatMap((quantity) => {
      const own = rows.filter(({ values }) => values[quantity] !== undefined);
      return own.length === 0 ? [] : [measuredOf(item, quantity, own, `measured:${index}:${quantity}`)];
    });
  });
}

/** Without sizes they are judged at their point as it stands: nothing is extrapolated. */
function measuredOf(item: Case, quantity: string, rows: readonly Measurement[], id: string): Measured {
  const sizes = [...new Set(rows.map(({ size }) => size))].sort((a, b) => (a ?? 0) - (b ?? 0));
  const levels = sizes.flatMap((size) =>
    levelsOf(
      rows.filter((row) => row.size === size),
      quantity,
      id,
    ),
  );
  const alone = levels.some(({ given, values }) => given === undefined && values.length < 2);
  return {
    id,
    case: item,
    quantity,
    from: 'measurements',
    levels: levels.map((level) => ({
      ...level,
      place: item.place,
      shown: { size: level.own ?? null, sizes: {}, ratios: {}, testPoints: 0 },
    })),
    exact: sizes.includes(undefined),
    untested: alone ? 'a single measurement without an error: it is drawn, not judged' : null,
  };
}

/** Of one size: each mean with an error by itself, all others together as trials. */
function levelsOf(
  rows: readonly Measurement[],
  quantity: string,
  id: string,
): (Omit<Level, 'theory'> & { readonly own: number | undefined })[] {
  const own = rows[0]!.size;
  const level = { size: own ?? 1, own };
  const withErrors = rows.filter(({ errors }) => errors[quantity] !== undefined);
  const trials = rows.filter(({ errors }) => errors[quantity] === undefined);
  return [
    ...withErrors.map((row, i) => ({
      ...level,
      draw: `${id}:${own}:${i}`,
      values: [row.values[quantity]!],
      given: { mean: row.values[quantity]!, standardError: row.errors[quantity]! },
    })),
    ...(trials.length > 0
      ? [{ ...level, draw: `${id}:${own}`, values: trials.map(({ values }) => values[quantity]!) }]
      : []),
  ];
}
