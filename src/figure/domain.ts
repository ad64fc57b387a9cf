/** The part of an axis worth showing, chosen from the data. */
import { coordinate, fromCoordinate, type Interval, type ScaleKind } from './scale.ts';

/** Values in data units; `weights`, where given, says how much of the x axis each value stands for. */
export interface Sample {
  readonly values: readonly number[];
  readonly weights?: readonly number[];
  /** The largest value is next to a gap: beyond it the line goes on upwards. */
  readonly diverges?: boolean;
}

const EMPTY: Readonly<Record<ScaleKind, Interval>> = { log: [0.1, 10], linear: [0, 1] };

/** How far beyond the bulk, in units of its extent, lines and marks are still followed. */
const LINE_REACH = 0.6;
const MARK_REACH = 4;
/** The part of a line at either end of its values that does not belong to its bulk. */
const TAIL = 0.04;

/**
 * An interval that shows the marks and the bulk of every line: a divergence is clipped a little above the rest.
 * Values that the scale cannot show (not finite, or not positive on a log scale) are left out. `margin` is the
 * part of the interval to add at either end, but not above a diverging line.
 */
export function robustDomain(
  kind: ScaleKind,
  lines: readonly Sample[],
  marks: readonly number[],
  margin = 0.05,
): Interval {
  const points = usable(kind, marks);
  const whole = extent([...lines.flatMap((line) => usable(kind, line.values)), ...points]);
  if (whole === null) return EMPTY[kind];
  const lineCore = extent(lines.flatMap((line) => bulk(kind, line)));
  const markCore = extent(lineCore === null ? points : points.filter(within(kind, lineCore)));
  const core = extent([...(lineCore ?? []), ...(markCore ?? [])]) ?? whole;
  const reach = LINE_REACH * (core[1] - core[0] || tiny(kind, core));
  const low = Math.max(whole[0], core[0] - reach);
  const high = Math.min(whole[1], core[1] + reach);
  const extra = high > low ? margin * (high - low) : tiny(kind, [low, high]);
  const open = lines.some(
    (line) => line.diverges && coordinate(kind, Math.max(...line.values.filter(Number.isFinite))) >= high,
  );
  return [fromCoordinate(kind, low - extra), fromCoordinate(kind, open ? high : high + extra)];
}

/** The interval of the values themselves, without a margin unless it is a point. */
export function fullDomain(kind: ScaleKind, values: readonly number[]): Interval {
  const interval = extent(usable(kind, values));
  if (interval === null) return EMPTY[kind];
  const width = interval[1] - interval[0] === 0 ? tiny(kind, interval) : 0;
  return [fromCoordinate(kind, interval[0] - width), fromCoordinate(kind, interval[1] + width)];
}

/** The domain grown by the given fractions of its extent, in the coordinate of the scale. */
export function grownDomain(kind: ScaleKind, domain: Interval, below: number, above: number): Interval {
  const low = coordinate(kind, domain[0]);
  const high = coordinate(kind, domain[1]);
  return [
    fromCoordinate(kind, low - below * (high - low)),
    fromCoordinate(kind, high + above * (high - low)),
  ];
}

/** The weighted quantiles TAIL and 1 - TAIL of a line's coordinates, as far as they are finite. */
function bulk(kind: ScaleKind, { values, weights }: Sample): number[] {
  const points = values
    .map((value, i) => ({ at: coordinate(kind, value), weight: weights?.[i] ?? 1 }))
    .filter(({ at }) => !Number.isNaN(at))
    .sort((a, b) => a.at - b.at);
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  const quantile = (part: number): number => {
    let sum = 0;
    const found = points.find(({ weight }) => {
      sum += weight;
      return sum >= part * total;
    });
    return found?.at ?? Number.NaN;
  };
  return [quantile(TAIL), quantile(1 - TAIL)].filter(Number.isFinite);
}

function usable(kind: ScaleKind, values: readonly number[]): number[] {
  return values.map((value) => coordinate(kind, value)).filter(Number.isFinite);
}

function extent(values: readonly number[]): Interval | null {
  if (values.length === 0) return null;
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

function within(kind: ScaleKind, [low, high]: Interval): (value: number) => boolean {
  const margin = MARK_REACH * Math.max(high - low, tiny(kind, [low, high]));
  return (value) => value >= low - margin && value <= high + margin;
}

/** Half the width to show around data that are one point. */
function tiny(kind: ScaleKind, [value]: Interval): number {
  return kind === 'log' ? 0.3 : Math.abs(value) * 0.1 || 1;
}
