/** Histograms: filled steps with an outline, behind the lines. */
import type { Plot } from './axes.ts';
import { type Element, element, path } from './element.ts';
import type { Series } from './figure.ts';
import { BAND_OPACITY } from './legend.ts';
import type { Style } from './style.ts';

type Histogram = NonNullable<Series['histogram']>;

/** The histogram down to the bottom of the frame, or 0 where that is higher. */
export function drawHistogram(histogram: Histogram, plot: Plot, color: string, { unit }: Style): Element[] {
  const corners = stepCorners(histogram, plot);
  const [first, last] = [corners[0]!, corners.at(-1)!];
  const floor = floorOf(plot);
  const steps = corners.map(([x, y]) => path`L${x} ${y}`).join('');
  const outline = path`M${first[0]} ${floor}` + steps + path`L${last[0]} ${floor}`;
  const line = {
    fill: 'none',
    stroke: color,
    'stroke-opacity': 2.5 * BAND_OPACITY,
    'stroke-width': 0.5 * unit,
  };
  const { x, heights } = histogram;
  const bottom = Math.max(plot.shown.y.domain[0], 0);
  const shown = {
    kind: 'line',
    x: [x[0]!, ...heights.flatMap((_, i) => [x[i]!, x[i + 1]!]), x.at(-1)!],
    y: [bottom, ...heights.flatMap((height) => [height, height]), bottom],
  } as const;
  return [
    element('path', { d: `${outline}Z`, fill: color, 'fill-opacity': BAND_OPACITY }, [], shown),
    element('path', { d: outline, ...line }, [], shown),
  ];
}

/** The corners of the upper outline, in bp. */
export function stepCorners({ x, heights }: Histogram, plot: Plot): (readonly [number, number])[] {
  const floor = floorOf(plot);
  return heights.flatMap((height, i) => {
    const y = Math.min(plot.y(height), floor);
    return [
      [plot.x(x[i]!), y],
      [plot.x(x[i + 1]!), y],
    ] as const;
  });
}

function floorOf({ frame, y }: Plot): number {
  return Math.min(frame.y + frame.height, y(0));
}
