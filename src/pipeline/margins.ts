/** Limiting laws of a classifier's margins y f, on its training samples and on fresh ones, and simulated ones. */
import { InputError } from '../errors.ts';
import type { Backend } from '../linalg/backend.ts';
import type { Cautioned } from '../models/cautions.ts';
import { limitOf, type Model, resolvePoint } from '../models/model.ts';
import { bracketedRoot } from '../numerics/bracketedRoot.ts';
import type { Point } from '../problem/parameter.ts';
import type { ClassifierPlan } from '../simulators/classification/plan.ts';
import { drawnMargins } from '../simulators/classification/trial.ts';
import { freshMargins, type MarginLaw, trainingMargins } from '../theory/replica/margins.ts';
import { minimiserOf } from '../theory/replica/prediction.ts';
import { targetPower } from '../theory/replica/spectral.ts';

/** A law at the places of a grid; null where there is none. */
interface Tabulated {
  /** Of the continuous part. */
  readonly density: readonly (number | null)[];
  readonly cdf: readonly (number | null)[];
  readonly atoms: MarginLaw['atoms'];
}

export interface Margins extends Cautioned {
  readonly parameters: Point;
  readonly grid: readonly number[];
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
export interface ShownMargins {
  readonly margins: Margins;
  readonly law: MarginLaw | null;
}

/** @throws {InputError} for what is no minimiser of a loss of the margin */
export function marginsOf(
  model: Model,
  given: Point,
  { points, at }: { readonly points: number; readonly at?: readonly number[] },
): ShownMargins {
  const parameters = resolvePoint(model, given);
  const cautions = model.cautions(parameters);
  const { kernel, training, classifier } = limitOf(model, parameters);
  if (!classifier) throw new TypeError(`no margins of ${model.name}`);
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
      margins: { parameters, grid: at ?? [], training: none, fresh: none, status, residual, cautions },
      law: null,
    };
  }
  const { state, residual } = found;
  const [law, fresh] = [trainingMargins(found.channel, state), freshMargins(channel, state)];
  const proximal = (omega: number) => found.channel.loss.proximal(omega, state.v);
  const grid = at ?? gridOf(law, rangeOf(fresh, proximal, Math.sqrt(state.q)), points);
  const status = found.channel.loss === loss ? 'ok' : 'separable';
  const laws = { training: tabulated(law, grid), fresh: tabulated(fresh, grid) };
  return { margins: { parameters, grid, ...laws, status, residual, cautions }, law };
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
export interface SampledMargins {
  readonly size: number;
  /** With a certified fit. */
  readonly trials: number;
  /** Of all of these, ascending. */
  readonly margins: readonly number[];
  /** Share of them at each atom of the law. */
  readonly atAtoms: readonly number[];
  /** max |F_n − F| beside the atoms: of one problem, whose margins depend on each other, not a test. */
  readonly distance: number;
}

/** Margins of a fit are at an atom to this. */
export const atomWidth = 1e-4;

/** Fits of as many draws at one size; null where they cannot be drawn, or the law has no limit to compare with. */
export function sampleMargins(
  model: Model,
  { margins: { parameters }, law }: ShownMargins,
  backend: Backend,
  { size, trials, seed }: { readonly size: number; readonly trials: number; readonly seed: string },
): SampledMargins | null {
  if (law === null || model.simulates?.(parameters) === false) return null;
  // Margins have laws in classification only.
  const series = [model.realise(parameters, size).series] as ClassifierPlan['series'];
  const plan = { design: 'direct', series, seed };
  const fits = Array.from({ length: trials }, (_, trial) => drawnMargins(backend, plan, trial)[0]!);
  const drawn = fits.filter((margins) => margins !== null);
  if (drawn.length === 0) return null;
  const margins = drawn.flatMap((values) => [...values]).sort((a, b) => a - b);
  const near = (u: number) => law.atoms.find(({ at }) => Math.abs(u - at) <= atomWidth);
  const atAtoms = law.atoms.map(
    ({ at }) => margins.filter((u) => Math.abs(u - at) <= atomWidth).length / margins.length,
  );
  const distance = margins.reduce((most, u, i) => {
    if (near(u)) return most;
    const theory = law.cdf(u);
    return Math.max(most, Math.abs(theory - i / margins.length), Math.abs(theory - (i + 1) / margins.length));
  }, 0);
  return { size: model.absoluteSize(parameters) ?? size, trials: drawn.length, margins, atAtoms, distance };
}
