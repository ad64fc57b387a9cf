/** Finding room inside a plot for legends and labels. */
import { type Box, contains, grown, overlap } from './box.ts';

export interface Placement {
  readonly box: Box;
  /** How much of what is drawn lies under the box; 0 when it covers nothing. */
  readonly covered: number;
}

export type Size = { readonly width: number; readonly height: number };

/** Small boxes along the polyline, one every `spacing` bp, as far as they lie in the frame. */
export function alongLine(points: readonly (readonly [number, number])[], frame: Box, spacing = 2): Box[] {
  const boxes: Box[] = [];
  for (let i = 1; i < points.length; i++) {
    const [x0, y0] = points[i - 1]!;
    const [x1, y1] = points[i]!;
    const pieces = Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0) / spacing));
    for (let k = 0; k <= pieces; k++) {
      const x = x0 + ((x1 - x0) * k) / pieces;
      const y = y0 + ((y1 - y0) * k) / pieces;
      if (contains(frame, x, y)) boxes.push({ x: x - 0.5, y: y - 0.5, width: 1, height: 1 });
    }
  }
  return boxes;
}

/** The first of the candidates that covers the least; a margin around each is to stay free as well. */
export function leastCovering(
  candidates: readonly Box[],
  obstacles: readonly Box[],
  margin: number,
): Placement {
  let best: Placement | undefined;
  for (const box of candidates) {
    const guarded = grown(box, margin);
    const enough = best?.covered ?? Number.POSITIVE_INFINITY;
    let covered = 0;
    for (const obstacle of obstacles) {
      if (overlap(guarded, obstacle)) covered++;
      if (covered >= enough) break;
    }
    if (covered < enough) best = { box, covered };
    if (covered === 0) break;
  }
  if (best === undefined) throw new Error('nowhere to place a label');
  return best;
}

/** Whether the box, with a margin around it, covers nothing. */
export function isFree(box: Box, obstacles: readonly Box[], margin: number): boolean {
  return leastCovering([box], obstacles, margin).covered === 0;
}

/** Where a box of the size fits into the frame: the corners first, then along the edges, then inside. */
export function spots(size: Size, frame: Box, margin: number): Box[] {
  const steps = 12;
  const room = { x: frame.width - size.width - 2 * margin, y: frame.height - size.height - 2 * margin };
  const places: { readonly box: Box; readonly rank: number }[] = [];
  for (let i = 0; i <= steps; i++) {
    for (let j = 0; j <= steps; j++) {
      const [u, v] = [i / steps, j / steps];
      const box = { ...size, x: frame.x + margin + u * room.x, y: frame.y + margin + v * room.y };
      const inward = Math.min(u, 1 - u) + Math.min(v, 1 - v);
      places.push({ box, rank: inward + 0.01 * (1 - u) + 0.02 * v });
    }
  }
  return places.sort((a, b) => a.rank - b.rank).map(({ box }) => box);
}
