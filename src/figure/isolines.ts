/** Contour lines with their labels set into them. */
import { type Box, contains, grown } from './box.ts';
import type { ColorAxis, ColorBand } from './colorbar.ts';
import { contourLines, type Surface } from './contours.ts';
import { type Element, element } from './element.ts';
import { isFree, type Size } from './placement.ts';
import { arcLengths, type Point, pointAt, polylinePath, withoutDisc } from './polyline.ts';
import { coordinate } from './scale.ts';
import { DIGIT_HEIGHT, drawLabel, type Style } from './style.ts';
import { typeset } from './tex.ts';
import { levels, numberTex, type Tick } from './ticks.ts';

/** Lines and labels apart: the lines are to be clipped. */
export interface Isolines {
  readonly lines: readonly Element[];
  readonly labels: readonly Element[];
}

/** Lines at round values of the colour axis; each long one is interrupted by its label, clear of the obstacles. */
export function drawIsolines(
  surface: Surface,
  axis: ColorAxis & { readonly levels: readonly number[] | undefined },
  bands: readonly ColorBand[],
  frame: Box,
  obstacles: readonly Box[],
  style: Style,
): Isolines {
  const { unit, sizes } = style;
  const size = 0.85 * sizes.tick;
  // Two phases have one boundary, where the colours meet: no level lies between them.
  if (axis.phases) return { lines: [], labels: [] };
  const taken = [...obstacles];
  const lines: Element[] = [];
  const labels: Element[] = [];
  for (const { value, label } of levelsOf(axis)) {
    const level = coordinate(axis.scale, value);
    const dark = bands.findLastIndex(({ from }) => from <= level) < 0.6 * bands.length;
    const color = dark ? '#ffffff' : '#000000';
    const text = typeset(label);
    const extent = { width: text.width * size, height: DIGIT_HEIGHT * size };
    const pieces = contourLines(surface, level).flatMap((line) => {
      const spot = spotOn(line, extent, frame, taken, unit);
      if (spot === null) return [line];
      taken.push(spot.box);
      labels.push(
        ...drawLabel(text, ...baseline(spot, extent), {
          size,
          fill: color,
          anchor: 'middle',
          turn: spot.turn,
        }),
      );
      return withoutDisc(line, spot.at, extent.width / 2 + 1.5 * unit);
    });
    const stroke = { fill: 'none', stroke: color, 'stroke-width': 0.45 * unit, 'stroke-opacity': 0.85 };
    if (pieces.length > 0) lines.push(element('path', { d: pieces.map(polylinePath).join(''), ...stroke }));
  }
  return { lines, labels };
}

/** The values that are wanted, in four digits, or round ones. */
function levelsOf({ scale, domain, levels: wanted }: Parameters<typeof drawIsolines>[1]): readonly Tick[] {
  if (wanted === undefined) return levels(scale, domain);
  return wanted.map((value) => ({ value, label: numberTex(value) }));
}

interface Spot {
  readonly at: Point;
  readonly box: Box;
  /** In degrees, anticlockwise. */
  readonly turn: number;
}

/** The place on the line nearest to its middle where the label covers nothing; null if there is none. */
function spotOn(
  line: readonly Point[],
  size: Size,
  frame: Box,
  taken: readonly Box[],
  unit: number,
): Spot | null {
  const lengths = arcLengths(line);
  const total = lengths.at(-1)!;
  if (total < 2.5 * size.width) return null;
  const inner = grown(frame, -2 * unit);
  for (let k = 0; k <= 16; k++) {
    const middle = total * (0.5 + 0.05 * Math.ceil(k / 2) * (k % 2 === 0 ? 1 : -1));
    const [x0, y0] = pointAt(line, lengths, middle - size.width / 2);
    const [x1, y1] = pointAt(line, lengths, middle + size.width / 2);
    if (Math.hypot(x1 - x0, y1 - y0) < 0.9 * size.width) continue; // too bent
    const turn = (Math.atan2(x1 < x0 ? y1 - y0 : y0 - y1, Math.abs(x1 - x0)) * 180) / Math.PI;
    const at: Point = [(x0 + x1) / 2, (y0 + y1) / 2];
    const box = boxAround(at, size, turn);
    const inside = contains(inner, box.x, box.y) && contains(inner, box.x + box.width, box.y + box.height);
    if (inside && isFree(box, taken, 2 * unit)) return { at, box, turn };
  }
  return null;
}

/** Where the baseline of a turned label starts if its digits are to be centred at the spot. */
function baseline({ at, turn }: Spot, { height }: Size): Point {
  const angle = (turn * Math.PI) / 180;
  return [at[0] + (height / 2) * Math.sin(angle), at[1] + (height / 2) * Math.cos(angle)];
}

/** The upright box around a turned one. */
function boxAround([x, y]: Point, size: Size, turn: number): Box {
  const cosine = Math.abs(Math.cos((turn * Math.PI) / 180));
  const sine = Math.abs(Math.sin((turn * Math.PI) / 180));
  const width = cosine * size.width + sine * size.height;
  const height = sine * size.width + cosine * size.height;
  return { x: x - width / 2, y: y - height / 2, width, height };
}
