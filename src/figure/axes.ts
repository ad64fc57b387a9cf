/** The frame of a plot: margins from measured labels, box, inward ticks on all four sides, labels. */
import type { Box } from './box.ts';
import { type Element, element, path } from './element.ts';
import type { Axis } from './figure.ts';
import { type Interval, makeScale, type Scale } from './scale.ts';
import type { ShownAxes } from './shown.ts';
import { DIGIT_HEIGHT, drawLabel, fittingSize, type Style } from './style.ts';
import { type Label, typeset } from './tex.ts';
import { type Tick, type Ticks, ticksOf } from './ticks.ts';

/** An axis whose domain is settled. */
export interface SettledAxis extends Axis {
  readonly domain: Interval;
}

export interface Plot {
  readonly frame: Box;
  readonly x: Scale;
  readonly y: Scale;
  /** The box with its ticks and all labels around it. */
  readonly axes: readonly Element[];
  readonly shown: ShownAxes;
}

/** Room between the frame and the edges of its space, in bp. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What a figure is drawn on: as wide as the style says, and with these margins at least. */
export interface Sheet {
  readonly height: number;
  readonly least?: Margins | undefined;
}

/** A figure as it is drawn on its sheet, and where the frame of its axes stands. */
export interface Drawing {
  readonly elements: readonly Element[];
  readonly frame: Box;
}

export interface Space {
  readonly width: number;
  readonly height: number;
  /** Room kept free for others above, to the right of and below the frame with its labels. */
  readonly above?: number;
  readonly right?: number;
  readonly below?: number;
  /** Inward ticks on all four sides by default; outward ones, left and below, where the ground is coloured. */
  readonly ticks?: 'inward' | 'outward';
  readonly least?: Margins | undefined;
}

interface Labelled {
  readonly tick: Tick;
  readonly label: Label;
}

/** Lays out the two axes in the space and draws them. */
export function layOutAxes(xAxis: SettledAxis, yAxis: SettledAxis, space: Space, style: Style): Plot {
  const { unit, sizes } = style;
  const { least = { left: 0, right: 0, top: 0, bottom: 0 }, below = 0 } = space;
  const outward = space.ticks === 'outward';
  const gap = (outward ? 4.5 : 3) * unit;
  const edge = 1.5 * unit;
  const titleHeight = (label: Label): number =>
    label.width > 0 ? (label.ascent + label.depth) * sizes.label + 3 * unit : 0;
  const yNamed = named(
    yAxis,
    ticksOf(yAxis, Math.max(2, Math.min(8, Math.floor(space.height / (16 * unit))))),
  );
  const yTitle = typeset(yNamed.label);
  const yWidth = widest(labelled(yNamed.ticks)) * sizes.tick;
  const beside = edge + titleHeight(yTitle) + yWidth + (yAxis.bare ? 0 : gap);
  const length = space.width - Math.max(least.left, beside) - (space.right ?? 0);
  const xNamed = named(xAxis, fittingTicks(xAxis, length, style));
  const xTitle = typeset(xNamed.label);
  const xLabels = labelled(xNamed.ticks);
  const xAscent = Math.max(0, ...xLabels.flatMap(({ label }) => label.ascent)) * sizes.tick;
  const xDepth = Math.max(0, ...xLabels.flatMap(({ label }) => label.depth)) * sizes.tick;
  const halfOf = (end: Labelled | undefined): number => ((end?.label.width ?? 0) * sizes.tick) / 2;
  const left = Math.max(least.left, beside, edge + halfOf(xLabels[0]));
  const right = Math.max(least.right, edge + (space.right ?? Math.max(halfOf(xLabels.at(-1)), 1.5 * unit)));
  const top = Math.max(least.top, edge + Math.max(space.above ?? 0, 0.4 * sizes.tick));
  const underneath = edge + below + titleHeight(xTitle) + xDepth + xAscent + (xAxis.bare ? 0 : gap);
  const bottom = Math.max(least.bottom, underneath);
  const [width, height] = [space.width - left - right, space.height - top - bottom];
  const frame: Box = { x: left, y: top, width, height };
  const shown: ShownAxes = {
    ...{ kind: 'axes', frame, outward, style },
    x: {
      ...xNamed,
      tickLabels: gap + xAscent,
      title: space.height - edge - below - xTitle.depth * sizes.label,
      size: fittingSize(xTitle, sizes.label, roomAround(left, width, space.width)),
    },
    y: {
      ...yNamed,
      tickLabels: gap,
      title: edge + yTitle.ascent * sizes.label,
      size: fittingSize(yTitle, sizes.label, roomAround(top, height, space.height)),
    },
  };
  const x = makeScale(xAxis.scale, xAxis.domain, [left, left + width]);
  const y = makeScale(yAxis.scale, yAxis.domain, [top + height, top]);
  return { frame, x, y, shown, axes: drawAxes(shown, x, y) };
}

/** The box with its ticks, and all labels around it. */
function drawAxes({ frame, x, y, outward, style }: ShownAxes, xScale: Scale, yScale: Scale): Element[] {
  const { sizes, colors, halo } = style;
  const floor = frame.y + frame.height;
  const text = { size: sizes.tick, fill: colors.ink, ...(halo ? { halo } : {}) };
  const title = { fill: colors.ink, anchor: 'middle' } as const;
  const middle = (DIGIT_HEIGHT / 2) * sizes.tick;
  return [
    box(frame, { x: xScale, y: yScale, xTicks: x.ticks, yTicks: y.ticks, outward }, style),
    ...labelled(x.ticks).flatMap(({ tick, label }) =>
      drawLabel(label, xScale(tick.value), floor + x.tickLabels, { ...text, anchor: 'middle' }),
    ),
    ...labelled(y.ticks).flatMap(({ tick, label }) =>
      drawLabel(label, frame.x - y.tickLabels, yScale(tick.value) + middle, { ...text, anchor: 'end' }),
    ),
    ...drawLabel(typeset(x.label), frame.x + frame.width / 2, x.title, { ...title, size: x.size }),
    ...drawLabel(typeset(y.label), y.title, frame.y + frame.height / 2, { ...title, size: y.size, turn: 90 }),
  ];
}

/** How long a label may be that stands over the middle of an axis: it ends where the space does. */
function roomAround(start: number, length: number, space: number): number {
  return length + 2 * Math.min(start, space - start - length);
}

/** The axis with its ticks, without labels where it is bare. */
function named(axis: SettledAxis, ticks: Ticks): Omit<SettledAxis, 'ticks'> & { readonly ticks: Ticks } {
  if (!axis.bare) return { ...axis, ticks };
  const major = ticks.major.map((tick) => ({ ...tick, label: '' }));
  return { ...axis, label: '', ticks: { ...ticks, major } };
}

/** As many ticks on a horizontal axis of this length as leave room between their labels. */
function fittingTicks(axis: SettledAxis, length: number, { sizes, unit }: Style): Ticks {
  const scale = makeScale(axis.scale, axis.domain, [0, length]);
  if (axis.ticks) return ticksOf(axis, 2);
  for (let count = 8; count > 2; count--) {
    const candidate = ticksOf(axis, count);
    const labels = labelled(candidate);
    const room = labels.every(({ tick, label }, i) => {
      const next = labels[i + 1];
      if (!next) return true;
      const free = scale(next.tick.value) - scale(tick.value);
      return free > ((label.width + next.label.width) / 2) * sizes.tick + 5 * unit;
    });
    if (room) return candidate;
  }
  return ticksOf(axis, 2);
}

function labelled({ major }: Ticks): Labelled[] {
  return major.map((tick) => ({ tick, label: typeset(tick.label) }));
}

function widest(labels: readonly Labelled[]): number {
  return Math.max(0, ...labels.map(({ label }) => label.width));
}

interface Grid {
  readonly x: Scale;
  readonly y: Scale;
  readonly xTicks: Ticks;
  readonly yTicks: Ticks;
  readonly outward: boolean;
}

function box(frame: Box, { x, y, xTicks, yTicks, outward }: Grid, { unit, colors }: Style): Element {
  const { x: left, y: top } = frame;
  const right = left + frame.width;
  const bottom = top + frame.height;
  const vertical = (value: number, length: number): string =>
    outward
      ? path`M${x(value)} ${bottom}v${length}`
      : path`M${x(value)} ${bottom}v${-length}M${x(value)} ${top}v${length}`;
  const horizontal = (value: number, length: number): string =>
    outward
      ? path`M${left} ${y(value)}h${-length}`
      : path`M${left} ${y(value)}h${length}M${right} ${y(value)}h${-length}`;
  const long = 3 * unit;
  const short = 1.6 * unit;
  const data = [
    path`M${left} ${top}H${right}V${bottom}H${left}Z`,
    ...xTicks.major.map(({ value }) => vertical(value, long)),
    ...xTicks.minor.map((value) => vertical(value, short)),
    ...yTicks.major.map(({ value }) => horizontal(value, long)),
    ...yTicks.minor.map((value) => horizontal(value, short)),
  ];
  return element('path', { d: data.join(''), fill: 'none', stroke: colors.ink, 'stroke-width': 0.5 * unit });
}
