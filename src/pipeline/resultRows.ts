/** Results as rows of a table: a quantity at one point and one size, and after its sizes what all of them say together. */
import { toCsv } from '../report/csv.ts';
import { grouped } from './grouped.ts';
import type { ResultCell, ResultLimit, Results } from './results.ts';

/** results.csv, whose columns docs/results.md lists; without simulation, the predictions. */
export function resultsCsv(results: Results): string {
  return toCsv(resultRows(results));
}

/** A row: texts, numbers, and null for what has no value. */
export type Row = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** The rows of results.csv. */
export function resultRows({ cells, limits, theory, theories }: Results): Row[] {
  if (cells.length === 0) {
    const own = new Map<object, Record<string, number | null>>(
      theory.map(({ parameters }) => [parameters, {}]),
    );
    for (const { name, statements } of theories)
      for (const { parameters, quantity, value } of statements)
        own.get(parameters)![`${quantity}:${name}`] = value;
    return theory.map(({ parameters, prediction }) => ({
      ...parameters,
      ...prediction,
      ...own.get(parameters),
    }));
  }
  const ofClaim = grouped(cells, claimName);
  return limits.flatMap((limit): Row[] => {
    const sizes = ofClaim.get(claimName(limit))!;
    return [...sizes.map(sizeRow), judgedRow(sizes, limit)];
  });
}

function claimName({ parameters, quantity, by, from }: ResultCell | ResultLimit): string {
  return JSON.stringify([parameters, quantity, by, from]);
}

/** What is simulated at one size is not judged by itself: theory may be O(1/size) off there. */
function sizeRow({ parameters, size, sizes, trials, testPoints, notFinite, ...cell }: ResultCell) {
  const { quantity, by, from, mean, standardError, theory, z, quantiles, cautions } = cell;
  return {
    ...parameters,
    size,
    ...sizes,
    ...{ trials, testPoints, notFinite, quantity, by, from, mean, standardError, theory, z },
    ...{ verdict: null, method: null, extrapolationError: null },
    ...Object.fromEntries(Object.entries(quantiles).map(([level, value]) => [`q${level}`, value])),
    cautions,
  };
}

/** The columns that it lacks have no value. */
function judgedRow(sizes: readonly ResultCell[], limit: ResultLimit) {
  const { parameters, quantity, by, from, estimate, standardError, theory, z, verdict, method, cautions } =
    limit;
  const total = (count: (cell: ResultCell) => number) => sizes.reduce((sum, cell) => sum + count(cell), 0);
  return {
    ...parameters,
    size: 'all',
    trials: total((cell) => cell.trials),
    testPoints: sizes[0]!.testPoints,
    notFinite: total((cell) => cell.notFinite),
    ...{
      quantity,
      by,
      from,
      mean: estimate,
      standardError,
      theory,
      z,
      verdict: verdict ?? 'untested',
      method,
    },
    extrapolationError: estimate === null ? null : limit.extrapolationError,
    cautions,
  };
}
