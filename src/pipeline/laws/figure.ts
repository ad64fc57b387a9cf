/** Laws as a figure: limiting densities as lines over the histograms of what was simulated. */
import type { CurveFigure, Series, SingleFigure } from '../../figure/figure.ts';
import { numberTex } from '../../figure/ticks.ts';
import type { Model } from '../../models/model.ts';
import { cautionLines } from '../../report/cautions.ts';
import type { LawFigurePlan } from '../../scenario/scenario.ts';
import { dressed, widthOf } from '../figures/dressed.ts';
import { noteOf, valueTex } from '../labels.ts';
import type { DrawnLaw, LawCurve, LawKind } from './law.ts';

const bins = 80;
/** Room for the legend. */
const headroom = 1.3;

type Range = readonly [low: number, high: number];

/** @param varying parameters by which the laws differ */
export function lawFigure(
  kind: LawKind,
  model: Model,
  drawn: readonly DrawnLaw[],
  varying: readonly string[],
  { title, width, theme, ...look }: LawFigurePlan,
): SingleFigure {
  const sample = drawn.find((each) => each.sample !== null)?.sample ?? null;
  const words = kind.words(model, drawn, sample);
  const { axis, scale, room } = words;
  const ends = drawn.flatMap(({ shown: { told } }) => [told.grid[0]!, told.grid.at(-1)!]);
  const range = withRoom([Math.min(...ends), Math.max(...ends)], room, scale);
  const series = drawn.flatMap((each): Series[] => {
    const { parameters, grid } = each.shown.told;
    const named = varying.map((name) => valueTex(model, name, parameters[name]!));
    return kind.curves(each).map(
      (curve): Series => ({
        label: labelOf(curve, named),
        line: { x: grid, y: curve.density },
        ...(curve.sampled ? { histogram: histogramOf(curve.sampled, range, scale) } : {}),
      }),
    );
  });
  const tallest = series
    .flatMap(({ line, histogram }) => [...line!.y, ...(histogram?.heights ?? [])])
    .reduce((most: number, height) => Math.max(most, Number(height)), 0);
  const cautions = drawn.map(({ shown }) => shown.told.cautions);
  const steps = words.steps ?? 'Nothing was simulated.';
  const figure: CurveFigure = {
    kind: 'curves',
    title: title ?? words.title,
    description: [words.lines, steps, ...cautionLines(cautions)].join(' '),
    ...noteOf(cautions.flat()),
    width: widthOf(width),
    theme,
    x: { label: axis, scale, domain: range },
    y: {
      label: '\\text{density}',
      scale,
      ...(scale === 'linear' ? { domain: [0, headroom * tallest] as const } : {}),
    },
    series,
    provenance: drawn.map(({ shown }) => kind.provenance(shown)),
  };
  return dressed(figure, look);
}

function labelOf({ name, atoms }: LawCurve, named: readonly string[]): string {
  const first = [...(name === undefined ? [] : [`\\text{${name}}`]), ...named];
  const masses = atoms.map(
    ({ at, mass }) => `\\text{mass } ${numberTex(mass)} \\text{ at } ${numberTex(at)}`,
  );
  return [...(first.length > 0 ? first : ['\\text{density}']), ...masses].join(',\\; ');
}

/** With room to the sides where the axis has it: numbers none of which is negative have none below 0. */
function withRoom([low, high]: Range, room: number, scale: 'linear' | 'log'): Range {
  if (scale === 'log') return [low / (high / low) ** room, high * (high / low) ** room];
  const wide = room * (high - low);
  return [low < 0 ? low - wide : Math.max(0, low - wide), high + wide];
}

/** Density of the numbers in equal bins of the axis, over all that there are. */
function histogramOf(
  { numbers, total }: NonNullable<LawCurve['sampled']>,
  [low, high]: Range,
  scale: 'linear' | 'log',
): NonNullable<Series['histogram']> {
  const x = Array.from({ length: bins + 1 }, (_, i) => {
    const part = i / bins;
    return scale === 'log' ? low * (high / low) ** part : low + (high - low) * part;
  });
  const counts = new Array<number>(bins).fill(0);
  for (const s of numbers) {
    const part = scale === 'log' ? Math.log(s / low) / Math.log(high / low) : (s - low) / (high - low);
    const bin = Math.floor(part * bins);
    if (bin >= 0 && bin < bins) counts[bin]!++;
  }
  return { x, heights: counts.map((count, i) => count / total / (x[i + 1]! - x[i]!)) };
}
