/**
 * Random classification problems, and the state evolution as the literature writes it, with another
 * quadrature.
 */
import { labelLaw, labelNames } from '../../src/parts/labels/signs.ts';
import { type LossName, losses } from '../../src/parts/losses/loss.ts';
import { solveEffectiveRidge } from '../../src/theory/effectiveRidge.ts';
import { type Kernel, spectralFunctions } from '../../src/theory/kernel.ts';
import {
  type LabelLaw,
  type MarginLoss,
  type State,
  teacherGiven,
} from '../../src/theory/replica/channel.ts';
import { type RidgelessSolution, separableSamples } from '../../src/theory/replica/interpolation.ts';
import { targetPower } from '../../src/theory/replica/spectral.ts';
import type { ConvexProblem, Solution } from '../../src/theory/replica/stateEvolution.ts';
import { logUniform, relativeError } from './random.ts';

/** One eigenvalue, one dimension per unit: linear features of isotropic inputs. */
export function isotropic(rho = 1): Kernel {
  return { eigenvalues: [1], multiplicities: [1], rank: 1, targets: [rho], tail: 0, unlearnable: 0 };
}

/** A problem of isotropic linear features. */
export function linearProblem(
  loss: MarginLoss,
  labels: LabelLaw,
  { samples, ridge, rho = 1, offset }: { samples: number; ridge: number; rho?: number; offset?: number },
): ConvexProblem {
  const features = Number.POSITIVE_INFINITY;
  const channel = { loss, labels, rho, ...(offset === undefined ? {} : { offset }) };
  return { kernel: isotropic(rho), channel, samples, features, ridge };
}

/** V, q, m = E f f* and the angle between student and teacher over π. */
export function overlapsOf({ channel }: ConvexProblem, { state: { v, q, t } }: Solution) {
  return { v, q, m: Math.sqrt(channel.rho * q) * (t / Math.hypot(1, t)), error: errorOf(t) };
}

/** Error on clean signs of a student of this overlap. */
export function errorOf(t: number): number {
  return Math.atan2(1, t) / Math.PI;
}

/**
 * Sizes and penalties over some ten decades, every law of labels, one block or two, random features or none.
 */
export function randomClassification(next: () => number, loss: LossName): ConvexProblem {
  const log = logUniform(next);
  const kind = labelNames[Math.floor(labelNames.length * next())]!;
  const delta = next() < 0.2 ? 0 : log(1e-3, 1e3);
  const labels = labelLaw({ kind, delta, flip: 0.5 * next() });
  const rho = log(1e-3, 1e3);
  const layered = next() < 0.5;
  const share = next() < 0.5 ? 1 : 0.05 + 0.9 * next();
  const [first, second] = [log(0.1, 10), log(1e-2, 1)];
  const strong = next();
  const blocks =
    share === 1
      ? { eigenvalues: [first], multiplicities: [1], targets: [rho] }
      : {
          eigenvalues: [first, second],
          multiplicities: [share, 1 - share],
          targets: [strong * rho, (1 - strong) * rho],
        };
  const kernel = {
    ...blocks,
    rank: 1,
    tail: layered && next() < 0.7 ? log(1e-3, 3) : 0,
    unlearnable: next() < 0.3 ? rho * log(1e-2, 10) : 0,
  };
  return {
    kernel,
    channel: { loss: losses[loss], labels, rho: targetPower(kernel) },
    samples: log(0.02, 200),
    features: layered ? log(0.05, 50) : Number.POSITIVE_INFINITY,
    ridge: log(1e-10, 1e3),
  };
}

/** The same without a ridge, of sizes up to 10⁻³ of the threshold, at which interpolation ends. */
export function randomRidgeless(
  next: () => number,
  loss: LossName,
): { problem: ConvexProblem; threshold: number } {
  const drawn = randomClassification(next, loss);
  const { kernel, features, channel } = drawn;
  const rank = kernel.tail > 0 ? features : Math.min(features, kernel.rank);
  const threshold = loss === 'square' ? rank : separableSamples(kernel, features, channel.labels);
  const off = (next() < 0.5 ? -1 : 1) * 10 ** (-3 * next() - 0.01);
  const near = next() < 0.7 && threshold < Number.POSITIVE_INFINITY;
  const samples = near ? threshold * (1 + off) : drawn.samples;
  return { problem: { ...drawn, samples, ridge: 0 }, threshold };
}

/** The problem that a solution without a ridge solves: the hinge's, of a logistic loss on separable data. */
export function separated(problem: ConvexProblem, { interpolating }: RidgelessSolution): ConvexProblem {
  const { channel } = problem;
  return interpolating && !channel.loss.interpolates
    ? { ...problem, channel: { ...channel, loss: losses.hinge } }
    : problem;
}

const normalisation = 1 / Math.sqrt(2 * Math.PI);
const reach = 9;

/** E over ξ of several functions at once: tanh-sinh on pieces graded towards `centres`. */
export function expectations(f: (xi: number) => readonly number[], centres: readonly Centre[]): number[] {
  const grid = Array.from({ length: 4 * reach + 1 }, (_, i) => i / 2 - reach);
  for (const { at, width } of centres) {
    grid.push(at);
    for (let w = width; w < 2; w *= 4) grid.push(at - w, at + w);
  }
  const ends = [...new Set(grid.filter((x) => Math.abs(x) <= reach))].sort((a, b) => a - b);
  const sums: number[] = [];
  for (let i = 0; i + 1 < ends.length; i++) {
    const half = (ends[i + 1]! - ends[i]!) / 2;
    for (let t = -3.5; t <= 3.5; t += 1 / 8) {
      const u = (Math.PI / 2) * Math.sinh(t);
      // The distance to the nearer end, without cancellation.
      const offset = half * (Math.exp(-Math.abs(u)) / Math.cosh(u));
      const xi = t < 0 ? ends[i]! + offset : ends[i + 1]! - offset;
      const weight = (half * (Math.PI / 16) * Math.cosh(t)) / Math.cosh(u) ** 2;
      const density = weight * normalisation * Math.exp(-0.5 * xi * xi);
      f(xi).forEach((value, k) => {
        sums[k] = (sums[k] ?? 0) + density * value;
      });
    }
  }
  return sums;
}

export interface Centre {
  readonly at: number;
  readonly width: number;
}

/** Of the class y, with f = (prox − ω)/V for y = 1: V times E[−∂f], E f², E[∂log Z0 · f], E f and E |f|; V = ∞: E of V f. */
function classMoments({ channel }: ConvexProblem, state: State, y: number): number[] {
  const { loss, labels, rho } = channel;
  const { v, q } = state;
  const { slope, variance } = teacherGiven(rho, state);
  const law = labels.given(variance);
  const scale = Math.sqrt(q);
  const unit = v === Number.POSITIVE_INFINITY ? 1 : v;
  const [teacher, student] = [y * (channel.offset ?? 0), y * (state.offset ?? 0)];
  const centres: Centre[] = [
    ...loss.kinks(v).map((at) => ({ at: (at - student) / scale, width: 2 })),
    ...loss.poles(v).map(({ centre, width }) => ({ at: (centre - student) / scale, width: width / scale })),
  ];
  if (law.feature && slope > 0)
    centres.push({ at: -teacher / slope / scale, width: law.feature.width / slope / scale });
  return expectations((xi) => {
    const margin = scale * xi + student;
    const prox = loss.proximal(margin, v);
    const pull = prox - margin;
    const mean = slope * scale * xi + teacher;
    const z0 = law.probability(mean);
    return [
      z0 * loss.shrinkage(prox, margin, v),
      z0 * pull * (pull / unit),
      law.density(mean) * pull,
      z0 * pull,
      z0 * Math.abs(pull),
    ];
  }, centres);
}

/**
 * Largest relative difference between a solution's V, q, m and what V̂, q̂, m̂ make of them; with two classes
 * alike the sums over y are twice those at y = 1. With offsets also how far Σ y ℓ′ is from 0, relative to Σ |ℓ′|.
 * At λ = 0 κ is the solution's, and where V = ∞ the hats are V times theirs.
 * Source: Loureiro et al., arXiv:2102.08127v3, eqs. (2.6)–(2.9).
 */
export function literatureResidual(problem: ConvexProblem, { state, kappa }: Solution): number {
  const { kernel, channel, samples, features, ridge } = problem;
  const { v, q, t } = state;
  const unit = v === Number.POSITIVE_INFINITY ? 1 : v;
  const up = classMoments(problem, state, 1);
  const down = channel.offset === undefined ? up : classMoments(problem, state, -1);
  const [vHat, qHat, mHat] = up.map((each, k) => (samples * (each + down[k]!)) / unit) as [
    number,
    number,
    number,
  ];
  const tilt = channel.offset === undefined ? 0 : (up[3]! - down[3]!) / (up[4]! + down[4]!);
  // Where next to no sample lies at a kink of the hinge V̂ underflows, and κ is as good as infinite.
  const farthest = 1e12 * Math.max(...kernel.eigenvalues, kernel.tail);
  const again = ridge === 0 ? kappa : Math.min(ridge / vHat, farthest);
  const { degrees, degrees2, learned, learned2 } = spectralSums(kernel, features, again);
  const dual = ridge === 0 ? vHat : ridge / again;
  const ratio = mHat / dual;
  const m = Math.sqrt(channel.rho * q) * (t / Math.hypot(1, t));
  return Math.max(
    relativeError(unit, degrees / dual),
    Math.abs(tilt),
    relativeError(q, (qHat / dual / dual) * degrees2 + ratio * ratio * learned2),
    relativeError(m, ratio * learned),
  );
}

/** z, d2, ρ − B and ρ − 2B + b2 of the features' kernel at κ. */
function spectralSums(kernel: Kernel, features: number, kappa: number) {
  const layered = features !== Number.POSITIVE_INFINITY;
  const ofFeatures = { samples: features, features: Number.POSITIVE_INFINITY, ridge: kappa };
  const gamma = layered ? solveEffectiveRidge(kernel, ofFeatures).gamma : kappa;
  const { rank, eigenvalues, targets } = kernel;
  const sums =
    gamma > 0
      ? spectralFunctions(kernel, gamma)
      : { degrees: rank, degrees2: rank, degreesDrop: Number.MIN_VALUE };
  const { degrees, degrees2, degreesDrop } = sums;
  // 1 − θ.
  const rest = layered && gamma > 0 ? 1 / (1 + (features * (kappa / gamma)) / degreesDrop) : 0;
  let learned = 0;
  let learned2 = 0;
  eigenvalues.forEach((s, i) => {
    const part = s / (s + gamma);
    learned += targets[i]! * part;
    learned2 += targets[i]! * part * (part + rest * (1 - part));
  });
  return { degrees, degrees2: rest * degrees + (1 - rest) * degrees2, learned, learned2 };
}
