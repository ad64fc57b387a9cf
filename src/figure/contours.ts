/** Filled regions and contour lines of a grid of values, on any axes. */
import * as d3 from 'd3';
import { type Point, polylinePath } from './polyline.ts';

/** Where the columns and rows of the grid stand in bp, and the values there; NaN is a gap. */
export interface Surface {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Row by row. */
  readonly values: readonly number[];
}

/** A threshold below every value: its region is everything but the gaps. */
export const EVERYTHING: number = -Number.MAX_VALUE / 4;

/** Path data of the region where the surface is at least `threshold`; to be filled by the even-odd rule. */
export function region(surface: Surface, threshold: number): string {
  const outline = (ring: Point[]): string =>
    `${polylinePath(ring.slice(0, -1).map((point) => position(surface, point)))}Z`;
  return rings(surface, threshold).map(outline).join('');
}

/** The lines on which the surface equals `level`: without the edges of the grid and of its gaps. */
export function contourLines(surface: Surface, level: number): Point[][] {
  return rings(surface, level).flatMap((ring) => {
    const open = ring.slice(0, -1);
    const cut = open.findIndex((point) => isEdge(surface, point));
    if (cut < 0) return [ring.map((point) => position(surface, point))];
    const lines: Point[][] = [[]];
    for (const point of [...open.slice(cut), ...open.slice(0, cut)]) {
      if (isEdge(surface, point)) lines.push([]);
      else lines.at(-1)!.push(position(surface, point));
    }
    return lines.filter((line) => line.length > 1);
  });
}

/** Closed rings in d3's coordinates, where the grid point (i, j) stands at (i + 1/2, j + 1/2). */
function rings({ x, y, values }: Surface, level: number): Point[][] {
  const { coordinates } = d3
    .contours()
    .size([x.length, y.length])
    .contour([...values], level);
  return coordinates.flat() as unknown as Point[][];
}

/** From d3's coordinates to bp, linear between neighbouring columns and rows. */
function position(surface: Surface, [u, v]: Point): Point {
  return [interpolated(surface.x, u - 0.5), interpolated(surface.y, v - 0.5)];
}

function interpolated(at: readonly number[], index: number): number {
  const held = Math.min(Math.max(index, 0), at.length - 1);
  const before = Math.min(Math.floor(held), at.length - 2);
  return at[before]! + (held - before) * (at[before + 1]! - at[before]!);
}

/** Whether a ring's point is on the border of the grid, or on a grid point beside a gap. */
function isEdge({ x, y, values }: Surface, [u, v]: Point): boolean {
  if (u === 0 || v === 0 || u === x.length || v === y.length) return true;
  const [i, j] = [u - 0.5, v - 0.5];
  if (!Number.isInteger(i) || !Number.isInteger(j)) return false; // between two values
  const neighbours: Point[] = [
    [i - 1, j],
    [i + 1, j],
    [i, j - 1],
    [i, j + 1],
  ];
  return neighbours.some(([k, l]) => k >= 0 && k < x.length && Number.isNaN(values[l * x.length + k] ?? 0));
}
