/** What panels of a grid have in common: domains of shared axes, and labels at the outer ones only. */
import { InputError } from '../errors.ts';
import { xRange, yRange } from './curveDomains.ts';
import { fullDomain } from './domain.ts';
import type { Axis, Shared, SingleFigure } from './figure.ts';
import { colorRange, valueRange } from './heatmap.ts';
import type { Interval } from './scale.ts';

/** The panels, row by row, with what they share. @throws {InputError} for axes of different scales */
export function sharing(
  figures: readonly SingleFigure[],
  columns: number,
  { x = false, y = false, color = false }: Shared,
): SingleFigure[] {
  const lowest = (i: number): number => i + columns * Math.floor((figures.length - 1 - i) / columns);
  const withX = x ? joined(figures, 'x', xDomain, lowest) : figures;
  const withY = y ? joined(withX, 'y', yDomain, (i) => i - (i % columns)) : withX;
  return color ? colored(withY, columns) : [...withY];
}

/** @param labelled  the place of the panel that has the labels of the one at a place, where they are the same */
function joined(
  figures: readonly SingleFigure[],
  name: 'x' | 'y',
  domainOf: (figure: SingleFigure) => Interval,
  labelled: (i: number) => number,
): SingleFigure[] {
  if (name === 'y' && new Set(figures.map(({ kind }) => kind)).size > 1)
    throw new InputError('panels cannot share y: some are of curves and some are maps; leave y out of share');
  const domain = union(
    name,
    figures.map((figure) => figure[name]),
    figures.map(domainOf),
  );
  const isBare = (i: number): boolean =>
    labelled(i) !== i && figures[labelled(i)]![name].label === figures[i]![name].label;
  return figures.map((figure, i) => ({
    ...figure,
    [name]: { ...figure[name], domain, ...(isBare(i) ? { bare: true } : {}) },
  }));
}

function union(name: string, axes: readonly Axis[], domains: readonly Interval[]): Interval {
  const other = axes.findIndex(({ scale }) => scale !== axes[0]!.scale);
  if (other > 0)
    throw new InputError(
      `panels cannot share ${name}: that of panel ${other + 1} is ${axes[other]!.scale}, that of panel 1 is ${axes[0]!.scale}; set figure.${name}Scale of one of them, or leave ${name} out of share`,
    );
  return spanOf(domains);
}

function spanOf(intervals: readonly Interval[]): Interval {
  return [Math.min(...intervals.map(([low]) => low)), Math.max(...intervals.map(([, high]) => high))];
}

function xDomain(figure: SingleFigure): Interval {
  if (figure.x.domain) return figure.x.domain;
  return figure.kind === 'curves' ? xRange(figure) : fullDomain(figure.x.scale, figure.grid.x);
}

function yDomain(figure: SingleFigure): Interval {
  if (figure.y.domain) return figure.y.domain;
  return figure.kind === 'curves'
    ? yRange(figure, xDomain(figure))
    : fullDomain(figure.y.scale, figure.grid.y);
}

/** One scale of colours, and its bar at the end of each row. */
function colored(figures: readonly SingleFigure[], columns: number): SingleFigure[] {
  const maps = figures.filter((figure) => figure.kind === 'heatmap');
  if (maps.length === 0) return [...figures];
  if (new Set(maps.map(({ color }) => color.map)).size > 1)
    throw new InputError(
      'panels cannot share color: their colour maps differ; set figure.colorMap of both, or leave color out of share',
    );
  const domain = union(
    'color',
    maps.map((map) => map.color),
    maps.map((map) => map.color.domain ?? colorRange(map)),
  );
  const shown = spanOf(maps.map(valueRange));
  return figures.map((figure, i) => {
    if (figure.kind === 'curves') return figure;
    const isInner = (i + 1) % columns > 0 && figures[i + 1]?.kind === 'heatmap';
    return {
      ...figure,
      color: { ...figure.color, domain, shown, ...(isInner ? { bar: false as const } : {}) },
    };
  });
}
