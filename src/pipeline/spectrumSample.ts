/**
 * A limiting spectrum against the eigenvalues of simulated matrices M of order N. What is judged are the means of
 *
 *     (1/N) tr λ (M + λ)⁻¹
 *
 * at quantiles λ of the law: smooth linear statistics, which fluctuate by O(1/N) only. They are extrapolated along a ladder of two sizes
 * and decided on as the risks of a scenario are. The largest distance of the distribution functions is reported beside it.
 */
import type { Claim } from '../comparison/claim.ts';
import { type FigureJudgement, judge } from '../comparison/judge.ts';
import type { Backend } from '../linalg/backend.ts';
import type { Model, Realisation } from '../models/model.ts';
import { canonicalJson } from '../simulators/simulator.ts';
import { type Cumulative, cumulative, type Law, shareBelow } from '../theory/density/law.ts';
import { lawOf, type ShownLaw } from './spectrum.ts';

export interface Sampling {
  /** The larger of the two sizes, as the model counts them; the other is half of it. */
  readonly size: number;
  /** Draws at the larger size; twice as many at the smaller. */
  readonly trials: number;
  readonly seed: string;
}

/** Simulated matrices beside the law. */
export interface SampledSpectrum {
  readonly sizes: readonly number[];
  readonly trials: readonly number[];
  /** Order N of the matrices of the larger size. */
  readonly order: number;
  /** The eigenvalues of all matrices of the larger size that are not 0, ascending. */
  readonly eigenvalues: readonly number[];
  /** Zero eigenvalues of a matrix of the larger size, beside the atom's N · mass. */
  readonly zeros: { readonly mean: number; readonly theory: number };
  /** max |F_N − F|, F_N the mean distribution function of the larger size. */
  readonly distance: number;
  readonly judgement: FigureJudgement;
}

export const spectrumPolicy = { alpha: 1e-4, tolerance: 0.03 };
/** Eigenvalues below this part of the largest are 0. */
const nullPart = 1e-13;
const quantiles = [0.1, 0.3, 0.5, 0.7, 0.9];

export function sampleSpectrum(
  model: Model,
  shown: ShownLaw,
  backend: Backend,
  { size, trials, seed }: Sampling,
): SampledSpectrum {
  const { matrix, parameters } = shown.spectrum;
  const side = matrix === 'gram' ? 'samples' : 'parameters';
  const levels = [
    { size: Math.ceil(size / 2), trials: 2 * trials },
    { size, trials },
  ].map((level) => ({ ...level, realisation: model.realise(parameters, level.size) }));
  const names = levels.map(({ realisation }) => canonicalJson(realisation.series));
  // Where the point itself says how large everything is, there is but one size.
  const ladder = levels
    .filter((_, i) => names.indexOf(names[i]!, i + 1) < 0)
    .map((level) => {
      const { series, spectrum } = level.realisation;
      if (spectrum === undefined) throw new TypeError(`no spectrum of ${model.name} can be drawn`);
      const draws = Array.from({ length: level.trials }, (_, trial) =>
        spectrum.eigenvalues(backend, { seed, trial }, side),
      );
      const order = spectrum.orders[side];
      const law = realised(model, shown, level.realisation);
      return { ...level, order, draws, draw: canonicalJson(series), law, distribution: cumulative(law) };
    });
  const claims = quantiles.map((quantile): Claim => {
    const lambda = quantileOf(shown, quantile);
    return {
      id: `${quantile}`,
      exact: false,
      theory: trace(shown.distribution, lambda),
      levels: ladder.map((level) => ({
        size: level.size,
        draw: level.draw,
        values: level.draws.map((values) => sampleTrace(values, level.order, lambda)),
        theory: trace(level.distribution, lambda),
      })),
    };
  });
  const largest = ladder.at(-1)!;
  const drawn = largest.draws.flatMap((values) => [...values]).sort((a, b) => a - b);
  const eigenvalues = drawn.filter((s) => s > nullPart * drawn.at(-1)!);
  return {
    sizes: ladder.map((level) => model.absoluteSize(parameters) ?? level.size),
    trials: ladder.map((level) => level.trials),
    order: largest.order,
    eigenvalues,
    zeros: {
      mean: largest.order - eigenvalues.length / trials,
      theory: largest.order * massAtZero(largest.law),
    },
    distance: distance(eigenvalues, largest.order * largest.trials, largest.distribution),
    judgement: judge(claims, spectrumPolicy),
  };
}

/** The law at the ratios that the sizes realise. */
function realised(model: Model, { spectrum }: ShownLaw, { limit, ratios }: Realisation): Law {
  return lawOf(model, { ...spectrum.parameters, ...ratios }, limit!, spectrum.matrix);
}

function massAtZero({ atoms }: Law): number {
  return atoms.find(({ at }) => at === 0)?.mass ?? 0;
}

/** The place that this part of the continuous spectrum is below. */
function quantileOf({ distribution, law }: ShownLaw, part: number): number {
  const atom = law.atoms[0]?.mass ?? 0;
  const share = atom + part * (1 - atom);
  return distribution.places[distribution.shares.findIndex((each) => each >= share)]!;
}

/** ∫ λ/(s+λ) dF(s), every cell at its middle. */
function trace({ places, shares }: Cumulative, lambda: number): number {
  return places.reduce((sum, place, i) => {
    const mass = shares[i]! - (shares[i - 1] ?? 0);
    const s = (place + (places[i - 1] ?? place)) / 2;
    return sum + (mass * lambda) / (s + lambda);
  }, 0);
}

function sampleTrace(values: Float64Array, order: number, lambda: number): number {
  return values.reduce((sum, s) => sum + lambda / (s + lambda), order - values.length) / order;
}

/** `total` eigenvalues, of which those not given are 0. */
function distance(ascending: readonly number[], total: number, distribution: Cumulative): number {
  return ascending.reduce((most, s, i) => {
    const below = (total - ascending.length + i) / total;
    const theory = shareBelow(distribution, s);
    return Math.max(most, Math.abs(theory - below), Math.abs(theory - below - 1 / total));
  }, 0);
}
