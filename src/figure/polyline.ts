/** Open polylines in bp: their path data, points along them, and cutting a hole into them. */
import { path } from './element.ts';

export type Point = readonly [number, number];

export function polylinePath(points: readonly Point[]): string {
  return points.map(([x, y], i) => (i === 0 ? path`M${x} ${y}` : path`L${x} ${y}`)).join('');
}

/** The length of the line up to each of its points. */
export function arcLengths(line: readonly Point[]): number[] {
  const lengths = [0];
  for (let i = 1; i < line.length; i++) {
    const [x0, y0] = line[i - 1]!;
    const [x1, y1] = line[i]!;
    lengths.push(lengths[i - 1]! + Math.hypot(x1 - x0, y1 - y0));
  }
  return lengths;
}

/** The point of the line at this length along it, held at its ends. */
export function pointAt(line: readonly Point[], lengths: readonly number[], length: number): Point {
  const next = lengths.findIndex((each) => each >= length);
  if (next < 0) return line.at(-1)!;
  if (next === 0) return line[0]!;
  const part = (length - lengths[next - 1]!) / (lengths[next]! - lengths[next - 1]! || 1);
  return between(line[next - 1]!, line[next]!, part);
}

/** What remains of the line outside of a disc. */
export function withoutDisc(line: readonly Point[], center: Point, radius: number): Point[][] {
  const pieces: Point[][] = [[]];
  line.forEach((point, i) => {
    const previous = line[i - 1];
    const crossings = previous ? circleCrossings(previous, point, center, radius) : [];
    for (const part of crossings) {
      const entering = pieces.at(-1)!.length > 0;
      pieces.at(-1)!.push(between(previous!, point, part));
      if (entering) pieces.push([]);
    }
    if (Math.hypot(point[0] - center[0], point[1] - center[1]) > radius) pieces.at(-1)!.push(point);
  });
  return pieces.filter((piece) => piece.length > 1);
}

/** Where, in parts of the segment, it crosses the circle. */
function circleCrossings([x0, y0]: Point, [x1, y1]: Point, [cx, cy]: Point, radius: number): number[] {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const a = dx * dx + dy * dy;
  const b = (x0 - cx) * dx + (y0 - cy) * dy;
  const c = (x0 - cx) ** 2 + (y0 - cy) ** 2 - radius * radius;
  const discriminant = b * b - a * c;
  if (a === 0 || discriminant <= 0) return [];
  const root = Math.sqrt(discriminant);
  return [(-b - root) / a, (-b + root) / a].filter((part) => part > 0 && part < 1);
}

function between([x0, y0]: Point, [x1, y1]: Point, part: number): Point {
  return [x0 + part * (x1 - x0), y0 + part * (y1 - y0)];
}
