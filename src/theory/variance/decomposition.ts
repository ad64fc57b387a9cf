/**
 * Where the risk comes from: the error of ridge regression on k random features, split by what it varies with, the training data
 * D (inputs and label noise) or the features F. Two predictors' errors have, with κ, γ of the full problem, the mean product
 *
 *     nothing shared   b2(γ)                                     features shared  b2(κ)
 *     data shared      (b2(γ) + σ²)/(1 − d2(γ)/n) − σ²           both shared      (b2(κ) + σ²)/(1 − d2(κ)/n) − σ²
 *
 * (the functions of γ are the inner kernel's, their b2 includes v_⊥). The terms are differences of these, here written without one: with
 * u, t, θ, w of risk.ts and C = B − b2 of the inner kernel,
 *
 *     per unit of noise:  data    g_D  = (d2(γ)/n)/P            P = 1 − d2(γ)/n = u + w/n
 *                         both    g_DF = (1−θ)(w/n)/(P Q)       Q = 1 − d2(κ)/n = u + θw/n
 *     of the signal:      nothing b2(γ)        features V_F = (1−θ) C
 *                         data    b2(γ) g_D    both     b2(γ) g_DF + V_F (d2(κ)/n)/Q
 *
 * Target power v_⊥ outside every eigenspace is a bias of full size, and on the training data it acts as noise: its products are in
 * varianceData and varianceInteraction, since it is no label noise.
 *
 * Source: Adlam & Pennington, arXiv:2011.03321 (their V_X, V_P, V_PX, V_Xε, V_PXε; V_ε = V_Pε = 0), d'Ascoli, Refinetti, Biroli & Krzakala,
 * arXiv:2003.01054 (their init is features + interaction), Lin & Dobriban, arXiv:2010.05170, whose closed forms are of isotropic inputs.
 * Checked against: published numbers of arXiv:2003.01054, 90-digit differences, and simulation.
 */
import type { EffectiveRidge } from '../effectiveRidge.ts';
import { type Kernel, spectralFunctions } from '../kernel.ts';
import type { Training } from '../risk.ts';

/** The excess risk term by term, in units of y²; null exactly where no finite limit exists. */
export interface Decomposition {
  /** Squared bias of the predictor averaged over data and features; includes v_⊥. */
  readonly bias2: number | null;
  /** Variance over the data, label noise apart, of the predictor averaged over features. */
  readonly varianceData: number | null;
  /** Variance over the features of the predictor averaged over data. */
  readonly varianceFeatures: number | null;
  /** What remains of the variance without label noise. */
  readonly varianceInteraction: number | null;
  /** Variance from label noise of the predictor averaged over features. */
  readonly noiseData: number | null;
  /** What label noise adds through the features drawn. */
  readonly noiseInteraction: number | null;
}

/** The four terms of one source of labels; Infinity where they diverge. */
interface Terms {
  readonly nothing: number;
  readonly data: number;
  readonly features: number;
  readonly interaction: number;
}

/** Of the signal as it is, without v_⊥, and of noise of unit variance, whose nothing and features are 0. */
export interface RiskTerms {
  readonly signal: Terms;
  readonly noise: Terms;
}

/** The terms at a converged solution of the one equation. */
export function riskTerms(kernel: Kernel, training: Training, solution: EffectiveRidge): RiskTerms {
  return solution.gamma !== 0 ? interior(kernel, training, solution) : rankLimit(kernel, training, solution);
}

/** The decomposition of the excess risk of `ensemble` predictors of independent features, averaged. */
export function decompositionOf(
  { signal, noise }: RiskTerms,
  { unlearnable }: Kernel,
  training: Training,
  ensemble: number,
): Decomposition {
  const label = training.noise;
  return {
    bias2: finite(signal.nothing + unlearnable),
    varianceData: finite(signal.data + times(unlearnable, noise.data)),
    varianceFeatures: finite(signal.features / ensemble),
    varianceInteraction: finite((signal.interaction + times(unlearnable, noise.interaction)) / ensemble),
    noiseData: finite(times(label, noise.data)),
    noiseInteraction: finite(times(label, noise.interaction) / ensemble),
  };
}

function interior(kernel: Kernel, training: Training, solution: EffectiveRidge): RiskTerms {
  const { gamma, ridgeShare, featureShare } = solution;
  const n = training.samples;
  const { degrees, degreesDrop, degrees2, unlearned2 } = spectralFunctions(kernel, gamma);
  const kt = training.features * featureShare;
  const theta = kt === Number.POSITIVE_INFINITY ? 1 : kt / (kt + degreesDrop);
  const rest = kt === Number.POSITIVE_INFINITY ? 0 : degreesDrop / (kt + degreesDrop);
  const dataShare = ridgeShare + degreesDrop / n;
  const share = ridgeShare + (theta * degreesDrop) / n;
  const data = degrees2 / n / dataShare;
  const interaction = rest === 0 ? 0 : (rest * degreesDrop) / n / dataShare / share;
  const features = rest * unlearnedDrop(kernel, gamma);
  const gain = (rest * degrees + theta * degrees2) / n / share;
  return {
    signal: {
      nothing: unlearned2,
      data: unlearned2 * data,
      features,
      interaction: times(unlearned2, interaction) + times(features, gain),
    },
    noise: { nothing: 0, data, features: 0, interaction },
  };
}

/** B(g) − b2(g) = Σ v s g/(s+g)². */
function unlearnedDrop({ eigenvalues, targets }: Kernel, g: number): number {
  let sum = 0;
  for (let i = 0; i < eigenvalues.length; i++) {
    const s = eigenvalues[i]!;
    sum += targets[i]! * (s / (s + g)) * (g / (s + g));
  }
  return sum;
}

/**
 * γ → 0 as in risk.ts. Beyond n = rank, P = Q = u. At n = rank both vanish like γ, P = 2γH/n and Q = (1+θ)γH/n, and of g_DF survives
 * n/(4(k − rank)), as 1 − θ = γH/(k − rank) does there; V_F vanishes like γ only at k = rank, where θ = ½.
 */
function rankLimit(
  kernel: Kernel,
  training: Training,
  { ridgeShare, featureShare }: EffectiveRidge,
): RiskTerms {
  const { eigenvalues, multiplicities, targets, rank } = kernel;
  let unseen = 0;
  let targetOverEigenvalue = 0;
  let countOverEigenvalue = 0;
  for (let i = 0; i < eigenvalues.length; i++) {
    if (eigenvalues[i] === 0) unseen += targets[i]!;
    else {
      targetOverEigenvalue += targets[i]! / eigenvalues[i]!;
      countOverEigenvalue += multiplicities[i]! / eigenvalues[i]!;
    }
  }
  const n = training.samples;
  const beyond = ridgeShare > 0;
  const data = beyond ? rank / n / ridgeShare : Number.POSITIVE_INFINITY;
  const interaction = beyond ? 0 : n / (4 * training.features * featureShare);
  const gained = beyond || featureShare > 0 ? 0 : (n * targetOverEigenvalue) / (3 * countOverEigenvalue);
  return {
    signal: {
      nothing: unseen,
      data: times(unseen, data),
      features: 0,
      interaction: times(unseen, interaction) + gained,
    },
    noise: { nothing: 0, data, features: 0, interaction },
  };
}

/** 0·∞ = 0: nothing is multiplied. */
function times(a: number, b: number): number {
  return a === 0 ? 0 : a * b;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
