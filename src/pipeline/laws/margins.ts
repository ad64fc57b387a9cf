/** Limiting laws of a classifier's margins y f, on its training samples and on fresh ones, against those of simulated fits. */
import { InputError } from '../../errors.ts';
import { limitOf, type Model, resolvePoint } from '../../models/model.ts';
import { bracketedRoot } from '../../numerics/bracketedRoot.ts';
import type { Point } from '../../parts/parameter.ts';
import { show } from '../../report/table.ts';
import marginsSimulator from '../../simulators/laws/margins.ts';
import { freshMargins, type MarginLaw, trainingMargins } from '../../theory/replica/margins.ts';
import { minimiserOf } from '../../theory/replica/prediction.ts';
import { targetPower } from '../../theory/replica/spectral.ts';
import {
  type LawKind,
  type Level,
  largestDistance,
  pooled,
  type Showing,
  type ShownLaw,
  type Told,
} from './law.ts';

/** A law at the places of a grid; null where there is none. */
interface Tabulated {
  /** Of the continuous part. */
  readonly density: readonly (number | null)[];
  readonly cdf: readonly (number | null)[];
  readonly atoms: MarginLaw['atoms'];
}

interface Margins extends Told {
  readonly training: Tabulated;
  readonly fresh: Tabulated;
  /**
   * ok; separable: of the direction of a loss without a minimiser, scaled so that its least margin is 1;
   * threshold: data just cease to be separable, there is no limit; or not-converged.
   */
  readonly status: 'ok' | 'separable' | 'threshold' | 'not-converged';
  readonly residual: number | null;
}

/** Margins with the law of those of the training samples; null where there is none. */
interface ShownMargins extends ShownLaw<Margins> {
  readonly law: MarginLaw | null;
}

/** @throws {InputError} for what is no minimiser of a loss of the margin */
function marginsOf(model: Model, given: Point, { points, at }: Showing): ShownMargins {
  const parameters = resolvePoint(model, given);
  const cautions = model.cautions(parameters);
  const { kernel, training, classifier } = limitOf(model, parameters);
  if (!classifier)
    throw new InputError(`${model.name} has no margins y f of labels ±1; expected classification`);
  if (classifier.rule !== 'minimise')
    throw new InputError(
      `rule ${parameters['rule']}: margins are known of minimisers; ` +
        'expected minimise, pseudo-inverse or maximum-stability',
    );
  const { loss, labels, separator, offset } = classifier;
  if (offset !== undefined)
    throw new InputError(`intercept ${offset}: margins are known where both classes are alike; leave it out`);
  const channel = { loss, labels, rho: targetPower(kernel) };
  const found = minimiserOf({ kernel, channel, ...training }, separator);
  if (!found?.converged) {
    const status = found === null ? 'threshold' : 'not-converged';
    const none = tabulated(null, at ?? []);
    const residual = Number.isFinite(found?.residual) ? found!.residual : null;
    return {
      told: { parameters, grid: at ?? [], training: none, fresh: none, status, residual, cautions },
      law: null,
    };
  }
  const { state, residual } = found;
  const [law, fresh] = [trainingMargins(found.channel, state), freshMargins(channel, state)];
  const proximal = (omega: number) => found.channel.loss.proximal(omega, state.v);
  const grid = at ?? gridOf(law, rangeOf(fresh, proximal, Math.sqrt(state.q)), points);
  const status = found.channel.loss === loss ? 'ok' : 'separable';
  const laws = { training: tabulated(law, grid), fresh: tabulated(fresh, grid) };
  return { told: { parameters, grid, ...laws, status, residual, cautions }, law };
}

function tabulated(law: MarginLaw | null, grid: readonly number[]): Tabulated {
  return {
    density: grid.map((u) => law?.density(u) ?? null),
    cdf: grid.map((u) => law?.cdf(u) ?? null),
    atoms: law?.atoms ?? [],
  };
}

/** Share of fresh margins that the grid leaves out at either end. */
const left = 1e-4;
/** Standard deviations beyond which nothing is. */
const farthest = 9;

function rangeOf(
  fresh: MarginLaw,
  proximal: (omega: number) => number,
  scale: number,
): readonly [number, number] {
  const quantile = (share: number) =>
    bracketedRoot((omega) => fresh.cdf(omega) - share, [-farthest * scale, farthest * scale]);
  const [low, high] = [quantile(left), quantile(1 - left)];
  return [Math.min(low, proximal(low)), Math.max(high, proximal(high))];
}

/** Equal steps, and both sides of every atom. */
function gridOf({ atoms }: MarginLaw, [low, high]: readonly [number, number], points: number): number[] {
  const step = (high - low) / Math.max(1, points - 1);
  const even = Array.from({ length: points }, (_, i) => low + i * step);
  const sides = atoms.flatMap(({ at }) => [at - 1e-6 * step, at]);
  return [...even, ...sides].sort((a, b) => a - b);
}

/** Training margins of simulated fits. */
interface SampledMargins {
  readonly size: number;
  /** With a certified fit. */
  readonly trials: number;
  /** Of which the fit has no certificate: they are left out. */
  readonly uncertified: number;
  /** Of all of these, ascending. */
  readonly margins: readonly number[];
  /** Share of them at each atom of the law. */
  readonly atAtoms: readonly number[];
  /** max |F_n − F| beside the atoms: of one problem, whose margins depend on each other, not a test. */
  readonly distance: number;
}

/** Margins of a fit are at an atom to this. */
const atomWidth = 1e-4;

function isAt({ at }: MarginLaw['atoms'][number], u: number): boolean {
  return Math.abs(u - at) <= atomWidth;
}

/** @returns null where no fit has a certificate */
function sampleMargins({ law }: ShownMargins, { size, values }: Level): SampledMargins | null {
  const { atoms, cdf } = law!;
  const certified = values.filter(([first]) => !Number.isNaN(first));
  if (certified.length === 0) return null;
  const margins = pooled(certified);
  const atAtoms = atoms.map((atom) => margins.filter((u) => isAt(atom, u)).length / margins.length);
  const near = (u: number) => atoms.some((atom) => isAt(atom, u));
  const distance = largestDistance(margins, margins.length, cdf, near);
  const uncertified = values.length - certified.length;
  return { size, trials: certified.length, uncertified, margins, atAtoms, distance };
}

/** Where the parameters of a point tell it from others. */
function pointText(parameters: Point): string {
  return ['loss', 'labels', 'alpha', 'psi1', 'n', 'ridge']
    .filter((name) => name in parameters)
    .map((name) => `${name} ${parameters[name]}`)
    .join(', ');
}

export const margins: LawKind<ShownMargins, SampledMargins> = {
  name: 'margins',
  simulator: marginsSimulator,
  show: marginsOf,
  missing: ({ law, told: { parameters, status } }) =>
    law === null ? `there is no law to draw at ${pointText(parameters)}: ${status}` : null,
  series: (_, __, ___, { series }) => series,
  sample: (_, shown, levels) => sampleMargins(shown, levels.at(-1)!),
  verdict: () => null,
  rows: ({ told: { parameters, grid, training, fresh, status, cautions } }) =>
    grid.map((margin, i) => ({
      ...parameters,
      margin,
      trainingDensity: training.density[i]!,
      trainingCdf: training.cdf[i]!,
      freshDensity: fresh.density[i]!,
      freshCdf: fresh.cdf[i]!,
      status,
      cautions,
    })),
  curves: ({ shown: { told }, sample }) => {
    const { density, atoms } = told.training;
    const beside = (u: number) => !atoms.some((atom) => isAt(atom, u));
    return [
      {
        ...{ name: 'training', density, atoms },
        ...(sample
          ? { sampled: { numbers: sample.margins.filter(beside), total: sample.margins.length } }
          : {}),
      },
      { name: 'fresh', density: told.fresh.density, atoms: [] },
    ];
  },
  words: (model, _, sample) => ({
    title: `${model.title}: margins`,
    lines: 'Lines: limiting density of y f, without atoms.',
    steps: sample
      ? `Steps: training margins of ${sample.trials} simulated fits of size ${sample.size}.`
      : null,
    ...{ axis: '\\text{margin } y f', scale: 'linear', room: 0 },
  }),
  provenance: ({ told: { parameters, training, status } }) => ({
    parameters,
    atoms: training.atoms,
    status,
  }),
  report: (_, { shown: { told }, sample }) => ({
    ...(sample && sample.uncertified > 0
      ? {
          note: `${sample.uncertified} of ${sample.trials + sample.uncertified} fits have no certificate and are left out: what is simulated is of the others`,
        }
      : {}),
    columns: ['atom', 'mass', 'simulated', 'distance', 'status'],
    rows: (told.training.atoms.length > 0 ? told.training.atoms : [null]).map((atom, i) => [
      show(atom?.at),
      show(atom?.mass),
      show(sample?.atAtoms[i]),
      show(sample?.distance, 2),
      told.status,
    ]),
  }),
};
