/** Laws of margins as a figure: the densities as lines over the histograms of simulated fits. */
import type { CurveFigure, Series } from '../figure/figure.ts';
import type { Theme } from '../figure/theme.ts';
import type { Venue } from '../figure/venue.ts';
import type { Model } from '../models/model.ts';
import { cautionLines } from '../report/cautions.ts';
import { noteOf, numberTex, valueTex } from './labels.ts';
import { atomWidth, type Margins, type SampledMargins } from './margins.ts';

/** Laws with their sample, which may be missing. */
export interface DrawnMargins {
  readonly margins: Margins;
  readonly sample: SampledMargins | null;
}

const bins = 80;
/** Room for the legend. */
const headroom = 1.3;

/** @param varying parameters by which the laws differ */
export function marginsFigure(
  model: Model,
  drawn: readonly DrawnMargins[],
  varying: readonly string[],
  look: { readonly width: Venue; readonly theme: Theme },
): CurveFigure {
  const ends = drawn.flatMap(({ margins: { grid } }) => (grid.length > 0 ? [grid[0]!, grid.at(-1)!] : []));
  const range = [Math.min(...ends), Math.max(...ends)] as const;
  const series = drawn.flatMap(({ margins, sample }): Series[] => {
    const named = varying.map((name) => valueTex(model, name, margins.parameters[name]!));
    const label = (text: string, more: readonly string[] = []) =>
      [`\\text{${text}}`, ...named, ...more].join(',\\; ');
    const atoms = margins.training.atoms.map(
      ({ at, mass }) => `\\text{mass } ${numberTex(mass)} \\text{ at } ${numberTex(at)}`,
    );
    return [
      {
        label: label('training', atoms),
        line: { x: margins.grid, y: margins.training.density },
        ...(sample ? { histogram: histogramOf(margins, sample, range) } : {}),
      },
      { label: label('fresh'), line: { x: margins.grid, y: margins.fresh.density } },
    ];
  });
  const tallest = Math.max(
    ...series.flatMap(({ line, histogram }) => [...line!.y, ...(histogram?.heights ?? [])].map(Number)),
  );
  const cautions = drawn.map(({ margins }) => margins.cautions);
  const sample = drawn.find((each) => each.sample !== null)?.sample;
  return {
    kind: 'curves',
    title: `${model.title}: margins`,
    description: [
      'Lines: limiting density of y f, without atoms.',
      sample
        ? `Steps: training margins of ${sample.trials} simulated fits of size ${sample.size}.`
        : 'Nothing was simulated.',
      ...cautionLines(cautions),
    ].join(' '),
    ...noteOf(cautions.flat()),
    ...look,
    x: { label: '\\text{margin } y f', scale: 'linear', domain: range },
    y: { label: '\\text{density}', scale: 'linear', domain: [0, headroom * tallest] },
    series,
    provenance: drawn.map(({ margins: { parameters, training, status } }) => ({
      parameters,
      atoms: training.atoms,
      status,
    })),
  };
}

/** Density of the margins beside the atoms in equal bins, over all of them. */
function histogramOf(
  { training: { atoms } }: Margins,
  { margins }: SampledMargins,
  [low, high]: readonly [number, number],
): NonNullable<Series['histogram']> {
  const x = Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins);
  const counts = new Array<number>(bins).fill(0);
  for (const u of margins) {
    const bin = Math.floor(((u - low) / (high - low)) * bins);
    const inside = bin >= 0 && bin < bins && atoms.every(({ at }) => Math.abs(u - at) > atomWidth);
    if (inside) counts[bin]!++;
  }
  return { x, heights: counts.map((count, i) => count / margins.length / (x[i + 1]! - x[i]!)) };
}
