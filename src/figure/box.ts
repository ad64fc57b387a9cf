/** Rectangles in bp; y grows downwards. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The box grown by `margin` on every side. */
export function grown(box: Box, margin: number): Box {
  return {
    x: box.x - margin,
    y: box.y - margin,
    width: box.width + 2 * margin,
    height: box.height + 2 * margin,
  };
}

/** Whether the point is in the box or on its edge, rounding errors forgiven. */
export function contains(box: Box, x: number, y: number): boolean {
  const slack = 1e-6;
  const inside = (at: number, start: number, length: number): boolean =>
    at >= start - slack && at <= start + length + slack;
  return inside(x, box.x, box.width) && inside(y, box.y, box.height);
}
