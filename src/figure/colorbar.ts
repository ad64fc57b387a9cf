/** The colour scale of a heat map: from values to colours, and the bar that explains it. */
import * as d3 from 'd3';
import type { Plot, SettledAxis } from './axes.ts';
import { type Element, element, path } from './element.ts';
import type { ColorMap } from './look.ts';
import { coordinate, fromCoordinate, makeScale } from './scale.ts';
import { DIGIT_HEIGHT, drawLabel, type Style } from './style.ts';
import { typeset } from './tex.ts';
import { levels, type Ticks, ticksOf } from './ticks.ts';

/** Values up to which the surface has one colour; the last band goes on upwards. */
export interface ColorBand {
  readonly from: number;
  readonly color: string;
}

const BANDS = 28;
/** Distance from the frame, thickness of the bar, length of its ticks, in units of the style. */
const DISTANCE = 6;
const THICKNESS = 7;
const TICK = 2;

export type ColorAxis = SettledAxis & { readonly phases?: true; readonly map?: ColorMap };

const MAPS: Readonly<Record<ColorMap, (t: number) => string>> = {
  viridis: d3.interpolateViridis,
  cividis: d3.interpolateCividis,
  magma: d3.interpolateMagma,
  inferno: d3.interpolateInferno,
  plasma: d3.interpolatePlasma,
  // From dark to light, as the others.
  greys: (t) => d3.interpolateGreys(1 - 0.9 * t),
};

/** Bands of equal width in the coordinate of the scale, which is where `from` is measured; of two phases the first and the last of the colours. */
export function colorBands({ scale, domain, phases, map = 'viridis' }: ColorAxis): ColorBand[] {
  const low = coordinate(scale, domain[0]);
  const count = phases ? 2 : BANDS;
  const step = (coordinate(scale, domain[1]) - low) / count;
  return Array.from({ length: count }, (_, k) => {
    const place = phases ? k * (BANDS - 1) : k;
    return {
      from: low + k * step,
      color: d3.color(MAPS[map]((place + 0.5) / BANDS))!.formatHex(),
    };
  });
}

/** The width to keep free to the right of the frame. */
export function colorBarWidth(axis: ColorAxis, height: number, style: Style): number {
  const { unit, sizes } = style;
  const title = typeset(axis.label);
  const titleHeight = title.width > 0 ? (title.ascent + title.depth) * sizes.label + 3 * unit : 0;
  return (
    (DISTANCE + THICKNESS + TICK + 2) * unit + labelWidth(barTicks(axis, height, style), style) + titleHeight
  );
}

function labelWidth({ major }: Ticks, { sizes }: Style): number {
  return Math.max(0, ...major.map(({ label }) => typeset(label).width)) * sizes.tick;
}

function barTicks(axis: ColorAxis, height: number, { unit }: Style): Ticks {
  const { scale, domain, phases } = axis;
  if (phases && !axis.ticks)
    return { major: domain.map((value) => ({ value, label: `${value}` })), minor: [] };
  const most = Math.max(2, Math.min(8, Math.floor(height / (16 * unit))));
  const chosen = ticksOf(axis, most);
  if (axis.ticks || scale === 'linear' || chosen.major.length > 3) return chosen;
  // Over few decades, decades alone say too little.
  const between = levels(scale, domain).filter(({ value }) => value >= domain[0] && value <= domain[1]);
  const room = between.length <= most && between.length > chosen.major.length;
  return room
    ? { major: between, minor: chosen.minor.filter((value) => !between.some((each) => each.value === value)) }
    : chosen;
}

/** Which ends of the bar point on, because there are values beyond them. */
export interface Beyond {
  readonly below: boolean;
  readonly above: boolean;
}

/** Draws the bar beside the frame of the plot, for a drawing of this height. */
export function drawColorBar(
  axis: ColorAxis,
  beyond: Beyond,
  plot: Plot,
  height: number,
  style: Style,
): Element[] {
  const { unit, sizes, colors } = style;
  const { frame } = plot;
  const width = THICKNESS * unit;
  const left = frame.x + frame.width + DISTANCE * unit;
  const right = left + width;
  const tip = 4.5 * unit;
  const top = frame.y + (beyond.above ? tip : 0);
  const bottom = frame.y + frame.height - (beyond.below ? tip : 0);
  const at = makeScale(axis.scale, axis.domain, [bottom, top]);
  const bands = colorBands(axis);
  const peak = beyond.above ? path`L${left + width / 2} ${top - tip}` : '';
  const foot = beyond.below ? path`L${left + width / 2} ${bottom + tip}` : '';
  const outline = `${path`M${left} ${bottom}V${top}`}${peak}${path`L${right} ${top}V${bottom}`}${foot}Z`;
  const labels = barTicks(axis, height, style);
  const { major, minor } = labels;
  const tick = (value: number, length: number): string => path`M${right} ${at(value)}h${length}`;
  const title = typeset(axis.label);
  const marks = [
    ...major.map(({ value }) => tick(value, TICK * unit)),
    ...minor.map((value) => tick(value, 1.2 * unit)),
  ];
  const text = { size: sizes.tick, fill: colors.ink };
  const titleX =
    right + (TICK + 2) * unit + labelWidth(labels, style) + 3 * unit + title.ascent * sizes.label;
  return [
    element('path', { d: outline, fill: bands[0]!.color }),
    ...bands.slice(1).map(({ from, color }) => {
      const floor = at(fromCoordinate(axis.scale, from));
      return element('path', {
        d: `${path`M${left} ${floor}V${top}`}${peak}${path`L${right} ${top}V${floor}`}Z`,
        fill: color,
      });
    }),
    element('path', {
      d: outline + marks.join(''),
      fill: 'none',
      stroke: colors.ink,
      'stroke-width': 0.5 * unit,
    }),
    ...major.flatMap(({ value, label }) =>
      drawLabel(typeset(label), right + (TICK + 2) * unit, at(value) + (DIGIT_HEIGHT / 2) * sizes.tick, text),
    ),
    ...drawLabel(title, titleX, frame.y + frame.height / 2, {
      size: sizes.label,
      fill: colors.ink,
      anchor: 'middle',
      turn: 90,
    }),
  ];
}
