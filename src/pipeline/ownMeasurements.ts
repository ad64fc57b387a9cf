/** Measurements from outside as what claims are held against: rows of one point and size are its trials, or means with errors. */
import type { Measurement, Scenario } from '../scenario/scenario.ts';
import { canonicalJson } from '../simulators/simulator.ts';
import type { Case } from './cases.ts';
import type { Measured, MeasuredLevel } from './claims.ts';
import { grouped } from './grouped.ts';

export function ownMeasurements(cases: readonly Case[], scenario: Scenario): Measured[] {
  const rowsAt = grouped(scenario.measurements, ({ at }) => canonicalJson(at));
  return cases.flatMap((item, index) => {
    const rows = rowsAt.get(canonicalJson(item.point)) ?? [];
    return scenario.comparison.quantities.flatMap((quantity) => {
      const own = rows.filter(({ values }) => values[quantity] !== undefined);
      return own.length === 0 ? [] : [measuredOf(item, quantity, own, `measured:${index}:${quantity}`)];
    });
  });
}

/**
 * Without sizes they are judged at their point as it stands: nothing is extrapolated. What has no error is drawn beside what has one,
 * and where nothing has the point is untested.
 */
function measuredOf(item: Case, quantity: string, rows: readonly Measurement[], id: string): Measured {
  const levels = [...grouped(rows, ({ size }) => size).values()]
    .toSorted((a, b) => (a[0]!.size ?? 0) - (b[0]!.size ?? 0))
    .flatMap((each) => levelsOf(each, { item, quantity, id }));
  const judged = levels.filter((level) => withoutError(level) === null);
  return {
    id,
    case: item,
    quantity,
    from: 'measurements',
    levels: judged.length > 0 ? judged : levels,
    ...(judged.length > 0 ? { drawn: levels.filter((level) => !judged.includes(level)) } : {}),
    exact: rows[0]!.size === undefined,
    untested: judged.length > 0 ? null : withoutError(levels[0]!),
  };
}

/** Why a level cannot be judged; null where it can. */
function withoutError({ given, values }: MeasuredLevel): string | null {
  if (given) return null;
  if (values.length < 2) return 'a single measurement without an error: it is drawn, not judged';
  return values.every((value) => value === values[0])
    ? `${values.length} measurements that are all ${values[0]} have no error: they are drawn, not judged`
    : null;
}

interface About {
  readonly item: Case;
  readonly quantity: string;
  readonly id: string;
}

/** Of one size: each mean with an error by itself, all others together as trials. */
function levelsOf(rows: readonly Measurement[], { item, quantity, id }: About): MeasuredLevel[] {
  const own = rows[0]!.size;
  const level = {
    size: own ?? 1,
    place: item.place,
    shown: { size: own ?? null, sizes: {}, ratios: {}, testPoints: 0 },
  };
  const valuesOf = (some: readonly Measurement[]) => some.map(({ values }) => values[quantity]!);
  const [trials, withErrors] = [false, true].map((given) =>
    rows.filter(({ errors }) => (errors[quantity] !== undefined) === given),
  ) as [Measurement[], Measurement[]];
  return [
    ...withErrors.map((row, i) => ({
      ...level,
      draw: `${id}:${own}:${i}`,
      values: valuesOf([row]),
      given: { mean: row.values[quantity]!, standardError: row.errors[quantity]! },
    })),
    ...(trials.length > 0 ? [{ ...level, draw: `${id}:${own}`, values: valuesOf(trials) }] : []),
  ];
}
