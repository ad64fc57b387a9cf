/** Markers of simulated points: symbols, error bars, verdicts, and arrows for what lies beyond the frame. */
import * as d3 from 'd3';
import { type Box, contains } from './box.ts';
import { type Element, element, fixed, group, path } from './element.ts';
import type { Mark, Verdict } from './figure.ts';
import type { Shape } from './look.ts';
import type { Scale } from './scale.ts';
import type { Style } from './style.ts';

/** The outline of a shape around the origin, in units of the style. */
export function outlineOfShape(shape: Shape): string {
  return d3.symbol(SHAPES[shape], 9).digits(3)() ?? '';
}

const SHAPES: Readonly<Record<Shape, d3.SymbolType>> = {
  circle: d3.symbolCircle,
  square: d3.symbolSquare,
  triangle: d3.symbolTriangle,
  diamond: d3.symbolDiamond,
  down: { draw: (context, size) => invertedTriangle(context, size) },
  star: d3.symbolStar,
  wye: d3.symbolWye,
};

function invertedTriangle(context: Parameters<d3.SymbolType['draw']>[0], size: number): void {
  const y = Math.sqrt(size / (Math.sqrt(3) * 3));
  context.moveTo(0, 2 * y);
  context.lineTo(-Math.sqrt(3) * y, -y);
  context.lineTo(Math.sqrt(3) * y, -y);
  context.closePath();
}

/** Rounding errors at the edges of the frame, in bp. */
const SLACK = 1e-6;

/** The look of a series' marks. */
export interface Marker {
  readonly shape: Shape;
  readonly color: string;
}

export interface Canvas {
  readonly frame: Box;
  readonly x: Scale;
  readonly y: Scale;
}

/** The symbol at a point: filled, or hollow while undecided, with a cross behind it where theory and simulation disagree. */
export function symbol(
  marker: Marker,
  at: readonly [number, number],
  verdict: Verdict | null,
  style: Style,
): Element[] {
  const { unit, colors } = style;
  const hollow = verdict === 'undecided';
  const shape = d3.symbol(SHAPES[marker.shape], 9 * unit * unit).digits(3)() ?? '';
  const elements = [
    element('path', {
      d: shape,
      transform: `translate(${fixed(at[0])} ${fixed(at[1])})`,
      fill: hollow ? colors.background : marker.color,
      stroke: hollow ? marker.color : colors.background,
      'stroke-width': (hollow ? 0.7 : 0.4) * unit,
    }),
  ];
  return verdict === 'disagree' ? [...cross(at, style), ...elements] : elements;
}

/** The sign of a disagreement, legible on any ground. */
export function cross([x, y]: readonly [number, number], { unit, colors }: Style): Element[] {
  const d = crossPath(x, y, 3.3 * unit);
  const stroke = (color: string, width: number): Element =>
    element('path', {
      d,
      fill: 'none',
      stroke: color,
      'stroke-width': width * unit,
      'stroke-linecap': 'round',
    });
  return [stroke(colors.background, 1.9), stroke(colors.disagree, 1.2)];
}

export function crossPath(x: number, y: number, r: number): string {
  return path`M${x - r} ${y - r}l${2 * r} ${2 * r}M${x - r} ${y + r}l${2 * r} ${-2 * r}`;
}

/** A mark with its error bar; beyond the top or bottom of the frame an arrow at the edge points to it. */
export function drawMark(mark: Mark, marker: Marker, canvas: Canvas, style: Style): Element[] {
  const place = markPlace(mark, canvas, style);
  if (place === null) return [];
  const verdict = mark.verdict ?? null;
  const drawing =
    place.beyond === null
      ? [errorBar(mark, marker, canvas, style), ...symbol(marker, [place.x, place.y], verdict, style)]
      : arrow(place, marker, verdict, style);
  return [group(['mark', verdict, place.beyond].filter((word) => word !== null).join(' '), drawing)];
}

function arrow({ x, y, beyond }: Place, { color }: Marker, verdict: Verdict | null, style: Style): Element[] {
  const { unit } = style;
  const up = beyond === 'above' ? -unit : unit;
  const d = path`M${x} ${y - 3 * up}V${y}m${-1.8 * unit} 0h${3.6 * unit}l${-1.8 * unit} ${2.8 * up}Z`;
  const shape = element('path', { d, fill: color, stroke: color, 'stroke-width': 0.6 * unit });
  return verdict === 'disagree' ? [shape, ...cross([x, y - 6 * up], style)] : [shape];
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly beyond: 'above' | 'below' | null;
}

/** Where the mark, or the arrow that stands for it, is drawn; null when it has no place on the x axis or no value. */
export function markPlace(mark: Mark, { frame, x, y }: Canvas, { unit }: Style): Place | null {
  const left = x(mark.x);
  if (Number.isNaN(mark.y) || !contains(frame, left, frame.y)) return null;
  const height = y(mark.y);
  const bottom = frame.y + frame.height;
  if (height < frame.y - SLACK) return { x: left, y: frame.y + 4 * unit, beyond: 'above' };
  if (height > bottom + SLACK) return { x: left, y: bottom - 4 * unit, beyond: 'below' };
  return { x: left, y: height, beyond: null };
}

function errorBar(mark: Mark, marker: Marker, { frame, x, y }: Canvas, { unit }: Style): Element {
  const middle = x(mark.x);
  const cap = 1.5 * unit;
  const end = (value: number): string => {
    if (Number.isNaN(value)) return '';
    const at = y(value);
    const held = Math.min(Math.max(at, frame.y), frame.y + frame.height);
    const line = path`M${middle} ${y(mark.y)}V${held}`;
    return held === at ? line + path`M${middle - cap} ${at}h${2 * cap}` : line;
  };
  const d = end(mark.low) + end(mark.high);
  return element('path', { d, fill: 'none', stroke: marker.color, 'stroke-width': 0.7 * unit });
}

/** The box that a mark with its error bar fills, for placing legends clear of it. */
export function markBox(mark: Mark, canvas: Canvas, style: Style): Box[] {
  const place = markPlace(mark, canvas, style);
  if (place === null) return [];
  const radius = 2.5 * style.unit;
  const { frame, y } = canvas;
  const ends = [mark.low, mark.high]
    .filter((value) => !Number.isNaN(value) && place.beyond === null)
    .map((value) => Math.min(Math.max(y(value), frame.y), frame.y + frame.height));
  const top = Math.min(place.y - radius, ...ends);
  const bottom = Math.max(place.y + radius, ...ends);
  return [{ x: place.x - radius, y: top, width: 2 * radius, height: bottom - top }];
}
