/** The part of the axes that a figure of curves shows unless it is said. */
import { fullDomain, grownDomain, robustDomain, type Sample } from './domain.ts';
import type { CurveFigure } from './figure.ts';
import { coordinate, type Interval } from './scale.ts';

/** The extent of all data along x; marks at its very ends get a little room. */
export function xRange({ series, x }: CurveFigure): Interval {
  const marks = series.flatMap((each) => each.marks ?? []).map((mark) => mark.x);
  const lines = series.flatMap((each) => [
    ...(each.line?.x ?? []),
    ...(each.band?.x ?? []),
    ...(each.histogram?.x ?? []),
  ]);
  const domain = fullDomain(x.scale, [...lines, ...marks]);
  const roomy = grownDomain(x.scale, domain, -0.02, -0.02);
  return marks.some((mark) => mark < roomy[0] || mark > roomy[1])
    ? grownDomain(x.scale, domain, 0.03, 0.03)
    : domain;
}

/** The values worth showing of what stands in the domain along x. */
export function yRange({ series, x, y }: CurveFigure, [left, right]: Interval): Interval {
  const shown = (at: number): boolean => at >= left && at <= right;
  const sampled = (xs: readonly number[], ys: readonly (number | null)[]): Sample => {
    const points = xs.map((at, i) => ({ at, value: ys[i] ?? Number.NaN })).filter(({ at }) => shown(at));
    return sample(
      points.map(({ at }) => coordinate(x.scale, at)),
      points.map(({ value }) => value),
    );
  };
  const lines = series.flatMap(({ line, band }) => [
    ...(line ? [sampled(line.x, line.y)] : []),
    ...(band ? [sampled(band.x, band.low), sampled(band.x, band.high)] : []),
  ]);
  const heights = series.flatMap(({ histogram }) =>
    (histogram?.heights ?? []).filter((_, i) => histogram!.x[i + 1]! >= left && histogram!.x[i]! <= right),
  );
  const marks = series.flatMap((each) => each.marks ?? []).filter((mark) => shown(mark.x));
  return robustDomain(y.scale, lines, [
    ...marks.flatMap((mark) => [mark.low, mark.y, mark.high]),
    ...heights,
  ]);
}

/** The values of a line, each with the length of the x axis that it stands for. */
function sample(at: readonly number[], values: readonly number[]): Sample {
  const weights = at.map((each, i) => Math.abs((at[i + 1] ?? each) - (at[i - 1] ?? each)));
  const largest = values.indexOf(Math.max(...values.filter(Number.isFinite)));
  const diverges = [values[largest - 1], values[largest + 1]].some(
    (next) => next !== undefined && !Number.isFinite(next),
  );
  return { values, weights, diverges };
}
