/**
 * The state evolution of convex classification: minimise Σ ℓ(y f) + (λ/2)|w|² over n samples, f = w·φ/√k.
 * In the literature, with f = (prox − ω)/V and at κ = λ/V̂,
 *
 *     V = z(κ)/V̂      m = (m̂/V̂)(ρ − B(κ))      q = (q̂/V̂²) d2(κ) + (m̂/V̂)² (ρ − 2B(κ) + b2(κ))
 *     V̂ = −n E ∂_ω f   q̂ = n E f²               m̂ = n E[∂_{ω*} log Z0 · f]
 *
 * With z, d2, … of spectral.ts and the channel's shrink, align, pull2 of channel.ts, V or V² times these means,
 *
 *     n shrink = z(κ)                 V̂ V = z(κ), so that V = κ z(κ)/λ
 *     m z = n align · learned         q z² = n pull2 · degrees2 + (n align)² (spread + learned²/ρ)
 *
 * The last two, as one equation for t = m/√(ρq − m²) and one for q, have no cancellation:
 *
 *     t² = (n align)² learned²/ρ / N,    q z² = N + (n align)² learned²/ρ
 *     N = n pull2 · degrees2 + (n align)² spread
 *
 * The norm of the student is |w|² = (z κ)⁻¹ (n pull2 · degreesDrop + (n align)² learnedDrop)/z, and stationarity is
 * κ z |w|² = n work. By Stein's lemma that is n shrink = z where the other two equations hold, and without cancellation where κ
 * is next to nothing and n shrink is next to the rank: at V = ∞ it stands in its place.
 *
 * All unknowns are logarithms but the student's offset b, of which nothing is asked but that it is best: the
 * channel's tilt is 0.
 *
 * Source: the self-consistent equations of Loureiro et al., arXiv:2102.08127 (Gaussian covariates), and Gerace et
 * al., arXiv:2002.09339 (random features). Checked against: the literature's own form by another quadrature, four
 * peers' numbers, and for the square loss the ridge regression of risk.ts.
 */
import { followRoot } from '../../numerics/continuation.ts';
import { type Root, solveSystem } from '../../numerics/newton.ts';
import { type Kernel, trace } from '../kernel.ts';
import { bestOffset, type Channel, channelMoments, type State } from './channel.ts';
import { spectralMoments } from './spectral.ts';

/** A problem: `samples` and `features` in the kernel's extensive scale, `ridge` λ of Σ ℓ + (λ/2)|w|². */
export interface ConvexProblem {
  readonly kernel: Kernel;
  readonly channel: Channel;
  readonly samples: number;
  readonly features: number;
  readonly ridge: number;
}

/**
 * The unknown beside q and t. At λ > 0 either will do: κ, of which V = κ z(κ)/λ, is the better one where λ is
 * small, and V, of which κ = λV/(n shrink), where it is large. At λ = 0 they are the two phases of λ → 0⁺: V
 * = ∞ of what interpolates, κ = 0 of what cannot.
 */
export type Unknown = 'kappa' | 'v';

export interface Solution {
  readonly state: State;
  readonly kappa: number;
  readonly converged: boolean;
  /** Largest relative error of the equations. */
  readonly residual: number;
  /** Evaluations of the equations. */
  readonly iterations: number;
}

const newton = { tolerance: 1e-12, maximumSteps: 40, longestStep: 1.5 };

/** Of n samples V is some 1/n, and kinks of the prox that far apart are known to 10⁻¹⁶: beyond so many samples that decides. */
const manySamples = 1e4;

/**
 * Logarithms of V/√q or κ, of q and, of labels that tell something, of t; with offsets b/√(1 + q). Near
 * thresholds q → ∞ at constant V/√q and b/√q, and next to nothing changes with q: its differences, of no others,
 * must be seen alone.
 */
type Unknowns = readonly number[];

/**
 * The state whose equations hold at λ > 0: the only one, the objective being strictly convex. Newton's method
 * from a plain start and, where that stalls, from the solution at a larger λ.
 */
export function solveStateEvolution(problem: ConvexProblem): Solution {
  const unknowns: Unknown[] = problem.ridge < 1 ? ['kappa', 'v'] : ['v', 'kappa'];
  let spent = 0;
  for (const unknown of unknowns) {
    const solution = solveNear(problem, unknown);
    spent += solution.iterations;
    if (solution.converged) return { ...solution, iterations: spent };
  }
  return continued(problem, spent);
}

/** The same by Newton's method alone, from one start: for λ = 0, where the unknown tells the phase. */
export function solveNear(problem: ConvexProblem, unknown: Unknown, start?: Unknowns): Solution {
  const x = unknownsOf(problem, start ?? [0, 0, 0, 0]);
  return solutionOf(problem, unknown, solveFrom(problem, unknown, start ? x : untilted(problem, unknown, x)));
}

/** With the offset that is best, if there is one, in the place of what is given. */
function untilted(problem: ConvexProblem, unknown: Unknown, x: Unknowns): Unknowns {
  const { channel } = problem;
  if (channel.offset === undefined) return x;
  const { state } = sidesAt(problem, unknown, x);
  return [...x.slice(0, -1), bestOffset(channel, state) / Math.sqrt(1 + state.q)];
}

/** What a solution's unknowns are, all four: a start for another problem. */
export function logarithms({ state, kappa }: Solution, unknown: Unknown): Unknowns {
  const { v, q, t, offset = 0 } = state;
  const logs = [unknown === 'kappa' ? kappa : v / Math.sqrt(q), q, t].map(Math.log);
  return [...logs, offset / Math.sqrt(1 + q)];
}

/** Of all four those that the problem has. */
function unknownsOf(problem: ConvexProblem, [first, second, third, fourth]: Unknowns): Unknowns {
  const teacher = hasTeacher(problem) ? [third!] : [];
  const offset = problem.channel.offset === undefined ? [] : [fourth!];
  return [first!, second!, ...teacher, ...offset];
}

/** Whether the student can have any overlap with the teacher. */
function hasTeacher({ channel, kernel }: ConvexProblem): boolean {
  return channel.labels.informative && kernel.eigenvalues.some((s, i) => s > 0 && kernel.targets[i]! > 0);
}

function solveFrom(problem: ConvexProblem, unknown: Unknown, start: Unknowns): Root {
  const tolerance = newton.tolerance * Math.max(1, problem.samples / manySamples);
  return solveSystem((x) => equations(problem, unknown, x), start, { ...newton, tolerance });
}

/** From a ridge at which the problem is nearly linear down to the problem's own. */
function continued(problem: ConvexProblem, spent: number): Solution {
  const size = trace(problem.kernel);
  const last = Math.log(problem.ridge);
  const first = Math.max(last, Math.log((1 + problem.samples) * size));
  const at = (logRidge: number): ConvexProblem => ({ ...problem, ridge: Math.exp(logRidge) });
  const solution = follow(at, 'v', [first, last], [Math.log(size) - first, 0, 0, 0]);
  return { ...solution, iterations: spent + solution.iterations };
}

/** The last of a family of problems, by the solutions of those before it, from a start for the first. */
export function follow(
  at: (parameter: number) => ConvexProblem,
  unknown: Unknown,
  ends: readonly [number, number],
  start: Unknowns,
): Solution {
  const first = at(ends[0]);
  const near = damped(first, unknown, unknownsOf(first, start));
  const root = followRoot((parameter, x) => solveFrom(at(parameter), unknown, x), ends, near);
  return solutionOf(at(ends[1]), unknown, root, root.evaluations + dampedSteps);
}

const dampedSteps = 12;

/** Some steps of the iteration itself, halfway each: a start in the right region. */
function damped(problem: ConvexProblem, unknown: Unknown, start: Unknowns): Unknowns {
  let x = start;
  for (let i = 0; i < dampedSteps; i++) {
    x = untilted(problem, unknown, x);
    const errors = equations(problem, unknown, x);
    if (!errors.every(Number.isFinite)) continue;
    if (unknown === 'v') errors[0]! -= 0.5 * errors[1]!;
    x = x.map((value, k) => value + 0.5 * errors[k]!);
  }
  return x;
}

/** Steps away from a solution, in logarithms of V or κ, q and t and in the offset, from which others are sought. */
const elsewhere: readonly Unknowns[] = [
  [4, 4, 0, 0],
  [-4, -4, 0, 0],
  [4, -4, -3, 1],
  [-4, 4, 3, -1],
  [0, 6, -4, 1],
  [0, -6, 4, -1],
];

/** Logarithms of one state that differ by less are the same. */
const same = 1e-6;

/**
 * A second opinion on a solution: another state that solves the same equations, found from starts far from it
 * by steps of the iteration and Newton's method; null where none of them leads to another one. There is none
 * of a convex loss.
 */
export function otherSolution(problem: ConvexProblem, solution: Solution): Solution | null {
  const unknown: Unknown = solution.kappa === 0 || problem.ridge >= 1 ? 'v' : 'kappa';
  const here = unknownsOf(problem, logarithms(solution, unknown));
  for (const each of elsewhere) {
    const step = unknownsOf(problem, each);
    const start = damped(
      problem,
      unknown,
      here.map((value, i) => value + step[i]!),
    );
    const found = solutionOf(problem, unknown, solveFrom(problem, unknown, start));
    const there = unknownsOf(problem, logarithms(found, unknown));
    if (found.converged && here.some((value, i) => !(Math.abs(value - there[i]!) < same))) return found;
  }
  return null;
}

/** κ beyond this many times the trace is as good as infinite. */
const infiniteRidge = 1e14;

/** q, t and b that these unknowns stand for. */
function stateOf({ channel }: ConvexProblem, x: Unknowns): Omit<State, 'v'> {
  const logs = channel.offset === undefined ? x : x.slice(0, -1);
  const q = Math.exp(logs[1]!);
  const t = logs.length > 2 ? Math.exp(logs[2]!) : 0;
  return channel.offset === undefined ? { q, t } : { q, t, offset: x.at(-1)! * Math.sqrt(1 + q) };
}

/** The state that these unknowns stand for, and both sides there. */
function sidesAt(problem: ConvexProblem, unknown: Unknown, x: Unknowns) {
  const { kernel, features, ridge, samples, channel } = problem;
  const rest = stateOf(problem, x);
  const first = Math.exp(x[0]!);
  if (unknown === 'kappa') {
    const spectral = spectralMoments(kernel, features, first);
    const state = { ...rest, v: (first * spectral.degrees) / ridge };
    return { state, kappa: first, spectral, moments: channelMoments(channel, state) };
  }
  const state = { ...rest, v: first * Math.sqrt(rest.q) };
  const moments = channelMoments(channel, state);
  const kappa = Math.min((ridge * state.v) / (samples * moments.shrink), infiniteRidge * trace(kernel));
  return { state, kappa, spectral: spectralMoments(kernel, features, kappa), moments };
}

/** Logarithms of what the right-hand sides make of a state, over the state; and the tilt. */
function equations(problem: ConvexProblem, unknown: Unknown, x: Unknowns): number[] {
  const { samples, channel, ridge } = problem;
  const { state, kappa, moments, spectral } = sidesAt(problem, unknown, x);
  const { degrees, degrees2, degreesDrop, learned, learnedDrop, spread } = spectral;
  const aligned = (samples * moments.align * learned) ** 2 / channel.rho;
  const rest = samples * moments.pull2 * degrees2 + (samples * moments.align) ** 2 * spread;
  // The same but where no sample shrinks and κ is infinite.
  const seen = unknown === 'v' && ridge > 0 ? (ridge * state.v) / kappa : samples * moments.shrink;
  const norm = samples * moments.pull2 * degreesDrop + (samples * moments.align) ** 2 * learnedDrop;
  const first =
    state.v === Number.POSITIVE_INFINITY
      ? Math.log(norm / (degrees * samples * moments.work))
      : Math.log(degrees / seen);
  const second = Math.log((rest + aligned) / (degrees * degrees)) - x[1]!;
  return unknownsOf(problem, [
    first,
    second,
    0.5 * Math.log(aligned / rest) - x[2]!,
    moments.tilt,
  ]) as number[];
}

function solutionOf(
  problem: ConvexProblem,
  unknown: Unknown,
  root: Root,
  iterations: number = root.evaluations,
): Solution {
  const { state, kappa } = sidesAt(problem, unknown, root.x);
  return { state, kappa, converged: root.converged, residual: root.residual, iterations };
}
