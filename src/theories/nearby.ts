/** Points near given ones, within the domains of the parameters. */
import { isInDomain, type NumberParameter, type Parameter, type Point } from '../parts/parameter.ts';

/** Starts, evenly among the given points; and points around each at which all parameters change. */
const mostStarts = 4;
const jointPoints = 16;
/** The value that is tried in the place of 0. */
const insteadOfZero = 0.1;

/**
 * Points at which one parameter is doubled or halved, and then points at which all of them are changed at once, by factors from ½ to
 * 2 that differ. Parameters that are 0 are given other values, but for every other one of the latter points. The points need not be
 * valid in all: parameters that do not go together are left to the model to refuse.
 */
export function* pointsAround(
  points: readonly Point[],
  parameters: readonly Parameter[],
): Generator<Point[]> {
  const spacing = Math.max(1, points.length / mostStarts);
  const starts = points.filter((_, i) => Math.floor(i / spacing) > Math.floor((i - 1) / spacing));
  const numbers = (point: Point) =>
    parameters.filter(
      (each): each is NumberParameter => each.kind === 'number' && typeof point[each.name] === 'number',
    );
  yield starts.flatMap((start) =>
    numbers(start).flatMap((parameter) =>
      [2, 0.5].flatMap((factor) => changed(start, [parameter], [factor])),
    ),
  );
  yield starts.flatMap((start) =>
    Array.from({ length: jointPoints }, (_, k) => {
      const moving = numbers(start).filter(({ name }) => k % 2 === 0 || start[name] !== 0);
      return changed(
        start,
        moving,
        moving.map((_, i) => spreadFactor(k, i)),
      );
    }).flat(),
  );
}

/** Fractions of multiples of their roots fill (0, 1) evenly, each in an order of its own. */
const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];

/** The factor in (½, 2) by which the k-th point changes the i-th parameter. */
function spreadFactor(k: number, i: number): number {
  const turns = (k + 1) * Math.sqrt(primes[i % primes.length]!);
  return 2 ** (2 * (turns - Math.floor(turns)) - 1);
}

/** The point with parameters multiplied, where their domains allow it; none where nothing changes. */
function changed(point: Point, parameters: readonly NumberParameter[], factors: readonly number[]): Point[] {
  const changes = parameters.flatMap((parameter, i) => {
    const value = multiplied(Number(point[parameter.name]), factors[i]!, parameter);
    return isInDomain(value, parameter) && value !== point[parameter.name] ? [[parameter.name, value]] : [];
  });
  return changes.length === 0 ? [] : [{ ...point, ...Object.fromEntries(changes) }];
}

function multiplied(value: number, factor: number, { whole, example }: NumberParameter): number {
  const result = (value === 0 ? example || insteadOfZero : value) * factor;
  return whole ? Math.round(result) : Number(result.toPrecision(3));
}
