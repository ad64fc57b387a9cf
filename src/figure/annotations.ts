/** What users add to a plot: shaded spans, and texts with arrows. */
import type { Plot } from './axes.ts';
import type { Box } from './box.ts';
import { type Element, element, path } from './element.ts';
import type { SpanLook, TextLook } from './look.ts';
import { leastCovering, spots } from './placement.ts';
import { labelIn, labelSize, type Pen, type Style } from './style.ts';

const SPAN_OPACITY = 0.12;

export interface Spans {
  readonly areas: readonly Element[];
  readonly labels: readonly Element[];
  /** The boxes of the labels. */
  readonly taken: readonly Box[];
}

/** Shaded stretches of an axis over the whole of the other, to be clipped; their labels stand in them where they cover the least. */
export function drawSpans(
  spans: readonly SpanLook[],
  plot: Plot,
  obstacles: readonly Box[],
  style: Style,
): Spans {
  const { frame } = plot;
  const { sizes, unit, colors } = style;
  const taken: Box[] = [];
  const drawn = spans.map(({ x, y, label = '', color = colors.faint }) => {
    const [left, right] = x ? held(x.map(plot.x), frame.x, frame.width) : [frame.x, frame.x + frame.width];
    const [top, bottom] = y ? held(y.map(plot.y), frame.y, frame.height) : [frame.y, frame.y + frame.height];
    const box = { x: left, y: top, width: right - left, height: bottom - top };
    const [u, v] = [x ?? plot.shown.x.domain, y ?? plot.shown.y.domain];
    const shown = { kind: 'line', x: [u[0], u[1], u[1], u[0]], y: [v[0], v[0], v[1], v[1]] } as const;
    const area = element('rect', { ...box, fill: color, 'fill-opacity': SPAN_OPACITY }, [], shown);
    const size = labelSize(label, sizes.tick);
    if (label.trim() === '') return { area, text: [] };
    const margin = 4 * unit;
    const fits = size.width + 2 * margin < box.width && size.height + 2 * margin < box.height;
    const middle = { ...size, x: (left + right - size.width) / 2, y: top + margin };
    const candidates = fits ? spots(size, box, margin) : [middle];
    const place = leastCovering(candidates, [...obstacles, ...taken], unit).box;
    taken.push(place);
    return { area, text: labelIn(place, label, sizes.tick, { fill: colors.faint }) };
  });
  return { areas: drawn.map(({ area }) => area), labels: drawn.flatMap(({ text }) => text), taken };
}

/** The ends in ascending order, inside the frame. */
function held(ends: readonly number[], start: number, length: number): [number, number] {
  const [a, b] = ends
    .map((end) => Math.min(Math.max(end, start), start + length))
    .sort((one, other) => one - other) as [number, number];
  return [a, b];
}

function textBox({ at, text, anchor = 'start' }: TextLook, plot: Plot, { sizes }: Style): Box {
  const size = labelSize(text, sizes.tick);
  const shift = { start: 0, middle: size.width / 2, end: size.width }[anchor];
  return { ...size, x: plot.x(at[0]) - shift, y: plot.y(at[1]) - size.height / 2 };
}

/** What the texts cover. */
export function textBoxes(texts: readonly TextLook[], plot: Plot, style: Style): Box[] {
  return texts.map((text) => textBox(text, plot, style));
}

/** Texts where they are wanted, and arrows from them. */
export function drawTexts(
  texts: readonly TextLook[],
  plot: Plot,
  style: Style,
  pen: Pen = { fill: style.colors.ink },
): Element[] {
  return texts.flatMap((each) => {
    const box = textBox(each, plot, style);
    const own = each.color === undefined ? pen : { ...pen, fill: each.color };
    const arrow = each.to ? drawArrow(box, [plot.x(each.to[0]), plot.y(each.to[1])], own, style) : [];
    return [...arrow, ...labelIn(box, each.text, style.sizes.tick, own)];
  });
}

/** From where the line to the middle of the box leaves it, up to its end. */
function drawArrow(box: Box, [x, y]: readonly [number, number], { fill }: Pen, { unit }: Style): Element[] {
  const [middleX, middleY] = [box.x + box.width / 2, box.y + box.height / 2];
  const [dx, dy] = [x - middleX, y - middleY];
  const gap = 2 * unit;
  const leaves = Math.min(
    (box.width / 2 + gap) / Math.max(Math.abs(dx), 1e-9),
    (box.height / 2 + gap) / Math.max(Math.abs(dy), 1e-9),
  );
  if (leaves >= 1) return [];
  const length = Math.hypot(dx, dy);
  const [ux, uy] = [dx / length, dy / length];
  const head = 3.2 * unit;
  const [neckX, neckY] = [x - head * ux, y - head * uy];
  const [sideX, sideY] = [-0.38 * head * uy, 0.38 * head * ux];
  const shaft = path`M${middleX + leaves * dx} ${middleY + leaves * dy}L${neckX} ${neckY}`;
  const tip = path`M${x} ${y}L${neckX + sideX} ${neckY + sideY}L${neckX - sideX} ${neckY - sideY}Z`;
  return [
    element('path', { d: shaft, fill: 'none', stroke: fill, 'stroke-width': 0.6 * unit }),
    element('path', { d: tip, fill }),
  ];
}
