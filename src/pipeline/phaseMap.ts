/**
 * Maps of a quantity that is 1 in one phase and 0 in the other: their boundary, where the model's threshold lies, is found along each column of the map,
 * or each row, and is exact there.
 */
import type { HeatmapFigure } from '../figure/figure.ts';

type Grid = HeatmapFigure['grid'];

/** What a map of phases depends on. */
export interface PhaseMap {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly scales: Readonly<Record<'x' | 'y', 'linear' | 'log'>>;
  /** Where along an axis the phase changes, at a value of the other axis; null: nowhere. */
  readonly threshold: (along: 'x' | 'y', other: number) => number | null;
  /** 1, 0, or null where there is neither phase. */
  readonly phase: (x: number, y: number) => number | null;
}

/**
 * Values between 0 and 1 that are ½ on the boundary and more than that in the phase of 1: along y, or else along x, ½ and a multiple of the distance to
 * it on the axis. null where neither axis has a threshold anywhere.
 */
export function phaseGrid(map: PhaseMap): Grid['values'] | null {
  const { x, y, phase } = map;
  const columns = lines(map, 'y', x, (i, j) => phase(x[i]!, y[j]!));
  if (columns) return y.map((_, j) => columns.map((column) => column[j]!));
  return lines(map, 'x', y, (j, i) => phase(x[i]!, y[j]!));
}

/** The values along each line. @param phase  at a place on a line */
function lines(
  { x, y, scales, threshold }: PhaseMap,
  along: 'x' | 'y',
  others: readonly number[],
  phase: (line: number, place: number) => number | null,
): (number | null)[][] | null {
  const coordinate = (value: number) => (scales[along] === 'log' ? Math.log(value) : value);
  const places = (along === 'x' ? x : y).map(coordinate);
  const length = places.at(-1)! - places[0]!;
  const found = others.map((other) => threshold(along, other));
  if (found.every((value) => value === null)) return null;
  return found.map((value, line) => {
    const first = phase(line, 0);
    if (first === null) return places.map(() => null);
    // Where nothing changes the boundary is as far off as can be.
    const boundary = value === null ? places[0]! + 2 * length : coordinate(value);
    const sign = (first > 0.5 ? 1 : -1) * (boundary > places[0]! ? 1 : -1);
    return places.map(
      (place) => 0.5 + Math.max(-0.5, Math.min(0.5, (sign * (boundary - place)) / (2 * length))),
    );
  });
}
