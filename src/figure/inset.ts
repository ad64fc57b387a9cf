/** Insets: parts of a plot of curves, larger, in frames within it, joined to the parts that they show. */
import { InputError } from '../errors.ts';
import type { Drawing, Plot } from './axes.ts';
import { type Box, overlap } from './box.ts';
import { yRange } from './curveDomains.ts';
import { type Element, element, path } from './element.ts';
import type { CurveFigure, Series } from './figure.ts';
import { type InsetLook, usualInset } from './look.ts';
import { alongLine, leastCovering, spots } from './placement.ts';
import type { Style } from './style.ts';

/** Sizes of text and strokes, in parts of the plot's. */
const REDUCED = 0.85;

/** Where insets stand, their ticks' labels included; each covers as little as possible unless its place is said. */
export function insetBoxes(
  insets: readonly InsetLook[],
  plot: Plot,
  obstacles: readonly Box[],
  { unit }: Style,
): Box[] {
  const boxes: Box[] = [];
  const { frame } = plot;
  const margin = 3 * unit;
  for (const { size: [w, h] = usualInset, place = 'auto' } of insets) {
    const size = { width: w * frame.width, height: h * frame.height };
    boxes.push(
      place === 'auto'
        ? leastCovering(apart(spots(size, frame, margin), boxes), obstacles, unit).box
        : typeof place === 'string'
          ? {
              ...size,
              x: place.endsWith('left') ? frame.x + margin : frame.x + frame.width - size.width - margin,
              y: place.startsWith('top') ? frame.y + margin : frame.y + frame.height - size.height - margin,
            }
          : {
              ...size,
              x: frame.x + place[0] * frame.width,
              y: frame.y + (1 - place[1]) * frame.height - size.height,
            },
    );
  }
  return boxes;
}

/** Those that overlap none of the boxes, if there are any. */
function apart(candidates: readonly Box[], boxes: readonly Box[]): readonly Box[] {
  const free = candidates.filter((box) => !boxes.some((other) => overlap(box, other)));
  return free.length > 0 ? free : candidates;
}

/** What the frames around the parts cover that insets show. */
export function zoomBoxes(figure: CurveFigure, plot: Plot): Box[] {
  return (figure.insets ?? [])
    .filter(({ zoom }) => zoom !== false)
    .flatMap((inset) => {
      const { x, y, width, height } = zoomedBox(inset, partOf(figure, inset).y.domain!, plot);
      const corners = [
        [x, y],
        [x + width, y],
        [x + width, y + height],
        [x, y + height],
        [x, y],
      ] as const;
      return alongLine(corners, plot.frame);
    });
}

/** How an inset's curves are drawn. */
type Draw = (figure: CurveFigure, height: number, style: Style) => Drawing;

/** The insets in their boxes, with what they show framed on the plot. */
export function drawInsets(
  figure: CurveFigure,
  boxes: readonly Box[],
  plot: Plot,
  draw: Draw,
  style: Style,
): Element[] {
  return (figure.insets ?? []).flatMap((inset, i) => {
    const box = boxes[i]!;
    const part = partOf(figure, inset);
    const { elements, frame } = draw(part, box.height, styleOf(box, `${style.id}-inset${i}`, style));
    const placed = { ...frame, x: box.x + frame.x, y: box.y + frame.y };
    const zoom =
      inset.zoom === false ? NO_ZOOM : drawZoom(zoomedBox(inset, part.y.domain!, plot), placed, style);
    const ground = element('rect', { ...box, fill: style.colors.background });
    const moved = element('g', { transform: path`translate(${box.x} ${box.y})` }, elements);
    return [...zoom.outline, ground, ...zoom.lines, moved];
  });
}

function styleOf({ width }: Box, id: string, { colors, sizes, unit }: Style): Style {
  const { label, tick } = sizes;
  return {
    ...{ colors, id, halo: colors.background, unit: REDUCED * unit },
    sizes: { width, label: REDUCED * label, tick: REDUCED * tick },
  };
}

/** The figure of what an inset shows: the same curves on axes without names. */
function partOf(figure: CurveFigure, { x: domain, y: wanted, xScale, yScale }: InsetLook): CurveFigure {
  const x = { label: '', scale: xScale ?? figure.x.scale, domain };
  const scale = yScale ?? figure.y.scale;
  const y = {
    label: '',
    scale,
    domain: wanted ?? yRange({ ...figure, x, y: { ...figure.y, scale } }, domain),
  };
  const inside = (value: number, [low, high]: readonly [number, number]): boolean =>
    value >= low && value <= high;
  const series = figure.series.map(({ marks, ...rest }, slot) => ({
    slot,
    ...rest,
    marks: (marks ?? []).filter((mark) => inside(mark.x, domain) && inside(mark.y, y.domain)),
  }));
  const shows = ({ line, marks, band, histogram }: Series): boolean =>
    marks!.length > 0 ||
    (band ?? histogram)?.x.some((at) => inside(at, domain)) === true ||
    line?.x.some((at, i) => inside(at, domain) && inside(line.y[i] ?? Number.NaN, y.domain)) === true;
  if (!series.some(shows))
    throw new InputError(
      `there is nothing in the inset of x from ${domain[0]} to ${domain[1]}${wanted ? ` and y from ${wanted[0]} to ${wanted[1]}` : ''}; a part of the plot with curves or marks is needed`,
    );
  const lines = (figure.lines ?? []).map((line) => ({ ...line, label: '' }));
  const { note: _, texts: __, insets: ___, spans: ____, ...rest } = figure;
  return { ...rest, x, y, series, lines, legend: { place: 'none' } };
}

/** The part of the plot that an inset shows, as far as it lies in the frame. */
function zoomedBox({ x }: InsetLook, y: readonly [number, number], { frame, ...scales }: Plot): Box {
  const held = (value: number, start: number, length: number): number =>
    Math.min(Math.max(value, start), start + length);
  const [left, right] = x.map((value) => held(scales.x(value), frame.x, frame.width)) as [number, number];
  const [bottom, top] = y.map((value) => held(scales.y(value), frame.y, frame.height)) as [number, number];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

type Point = readonly [number, number];

interface Zoom {
  readonly outline: readonly Element[];
  readonly lines: readonly Element[];
}

const NO_ZOOM: Zoom = { outline: [], lines: [] };

/** The box around what is shown, and lines between its corners and those of the inset, two that cross neither. */
function drawZoom(shown: Box, frame: Box, { unit, colors }: Style): Zoom {
  if (!(shown.width > 0 && shown.height > 0)) return NO_ZOOM;
  const corners = ({ x, y, width, height }: Box): Point[] => [
    [x, y],
    [x + width, y],
    [x, y + height],
    [x + width, y + height],
  ];
  const ends = corners(frame);
  const lines = corners(shown)
    .map((from, i) => [from, ends[i]!] as const)
    .filter(([from, to]) => !crosses(from, to, shown) && !crosses(from, to, frame))
    .slice(0, 2)
    .map(([[x0, y0], [x1, y1]]) => path`M${x0} ${y0}L${x1} ${y1}`);
  const { x, y, width, height } = shown;
  const outline = path`M${x} ${y}h${width}v${height}h${-width}Z`;
  const pen = { fill: 'none', stroke: colors.faint, 'stroke-width': 0.5 * unit };
  return {
    outline: [element('path', { d: outline, ...pen })],
    lines: lines.length > 0 ? [element('path', { d: lines.join(''), ...pen })] : [],
  };
}

/** Whether the straight line passes through the inside of the box. */
function crosses([x0, y0]: Point, [x1, y1]: Point, { x, y, width, height }: Box): boolean {
  const steps = 200;
  const slack = 1e-6 * (width + height);
  return Array.from({ length: steps - 1 }, (_, i) => (i + 1) / steps).some((t) => {
    const [u, v] = [x0 + t * (x1 - x0), y0 + t * (y1 - y0)];
    return u > x + slack && u < x + width - slack && v > y + slack && v < y + height - slack;
  });
}
