/** Limiting spectra as a figure: the densities as lines over the histograms of simulated matrices. */
import type { CurveFigure, Series } from '../figure/figure.ts';
import type { Theme } from '../figure/theme.ts';
import type { Venue } from '../figure/venue.ts';
import type { Model } from '../models/model.ts';
import { cautionLines } from '../report/cautions.ts';
import { noteOf, numberTex, valueTex } from './labels.ts';
import type { Spectrum } from './spectrum.ts';
import type { SampledSpectrum } from './spectrumSample.ts';

export interface SpectrumLook {
  readonly width: Venue;
  readonly theme: Theme;
}

/** One law with its sample, which may be missing. */
export interface DrawnSpectrum {
  readonly spectrum: Spectrum;
  readonly sample: SampledSpectrum | null;
}

const bins = 80;
/** Room for the legend, and to the sides of the edges. */
const headroom = 1.3;
const sideroom = 0.04;

/** @param varying parameters by which the laws differ */
export function spectrumFigure(
  model: Model,
  drawn: readonly DrawnSpectrum[],
  varying: readonly string[],
  look: SpectrumLook,
): CurveFigure {
  const scale = drawn.some(({ spectrum }) => spectrum.scale === 'log') ? 'log' : 'linear';
  const range = rangeOf(drawn, scale);
  const series = drawn.map(({ spectrum, sample }): Series => {
    const named = varying.map((name) => valueTex(model, name, spectrum.parameters[name]!));
    const atoms = spectrum.atoms.map(
      ({ at, mass }) => `\\text{mass } ${numberTex(mass)} \\text{ at } ${numberTex(at)}`,
    );
    return {
      label: [...(named.length > 0 ? named : ['\\text{density}']), ...atoms].join(',\\; '),
      line: { x: spectrum.grid, y: spectrum.density },
      ...(sample ? { histogram: histogramOf(sample, range, scale) } : {}),
    };
  });
  const tallest = Math.max(
    ...series.flatMap(({ line, histogram }) => [...line!.y, ...(histogram?.heights ?? [])].map(Number)),
  );
  const { matrix } = drawn[0]!.spectrum;
  const cautions = drawn.map(({ spectrum }) => spectrum.cautions);
  return {
    kind: 'curves',
    title: `${model.title}: spectrum of the ${matrix}`,
    description: [
      'Lines: limiting density of eigenvalues.',
      samplesOf(drawn),
      ...cautionLines(cautions),
    ].join(' '),
    ...noteOf(cautions.flat()),
    ...look,
    x: { label: '\\text{eigenvalue}', scale, domain: range },
    y: {
      label: '\\text{density}',
      scale,
      ...(scale === 'linear' ? { domain: [0, headroom * tallest] as const } : {}),
    },
    series,
    provenance: drawn.map(({ spectrum: { parameters, edges, atoms } }) => ({
      parameters,
      matrix,
      edges,
      atoms,
    })),
  };
}

function samplesOf(drawn: readonly DrawnSpectrum[]): string {
  const sample = drawn.map((each) => each.sample).find((each) => each !== null);
  if (!sample) return 'Nothing was simulated.';
  const { sizes, trials, judgement } = sample;
  return `Steps: eigenvalues of ${trials.at(-1)} simulated matrices of size ${sizes.at(-1)}. Verdict of the first: ${judgement.verdict}.`;
}

/** From the first edge to the last, with room to the sides where the axis has it. */
function rangeOf(drawn: readonly DrawnSpectrum[], scale: 'linear' | 'log'): [number, number] {
  const low = Math.min(...drawn.map(({ spectrum }) => spectrum.grid[0]!));
  const high = Math.max(...drawn.map(({ spectrum }) => spectrum.grid.at(-1)!));
  if (scale === 'log') {
    const room = (high / low) ** sideroom;
    return [low / room, high * room];
  }
  const room = sideroom * (high - low);
  return [Math.max(0, low - room), high + room];
}

/** Density of the eigenvalues in equal bins of the axis, over all of the matrix's eigenvalues. */
function histogramOf(
  { eigenvalues, order, trials }: SampledSpectrum,
  [low, high]: readonly [number, number],
  scale: 'linear' | 'log',
): NonNullable<Series['histogram']> {
  const x = Array.from({ length: bins + 1 }, (_, i) => {
    const part = i / bins;
    return scale === 'log' ? low * (high / low) ** part : low + (high - low) * part;
  });
  const counts = new Array<number>(bins).fill(0);
  for (const s of eigenvalues) {
    const part = scale === 'log' ? Math.log(s / low) / Math.log(high / low) : (s - low) / (high - low);
    const bin = Math.floor(part * bins);
    if (bin >= 0 && bin < bins) counts[bin]!++;
  }
  const total = order * trials.at(-1)!;
  return { x, heights: counts.map((count, i) => count / total / (x[i + 1]! - x[i]!)) };
}
