/**
 * Ridge regression on k random features φ(x) = σ(Wx) whose weights are orthogonal: W uniform among the k × d matrices with orthonormal rows (k ≤ d), or with
 * orthogonal columns of norm √(k/d) (k ≥ d). Given W the features are μ1 Wx and noise of power μ*², their covariance Ω = μ1² WΣWᵀ + μ*², and
 * f* is seen through WΣ. With κ of ΦΦᵀ/n, κ' = κ + μ*², α = k/d, and the effective ridge g on the inner kernel μ1²Σ,
 *
 *     κ' = g S(x),   x = z_lin(g)/d,   z_lin(g) = Σ m s/(s+g),       S = (α − x)/(1 − x) for α ≤ 1,   α for α ≥ 1
 *     z(κ) = tr Ω(Ω+κ)⁻¹ = k μ*²/κ' + (κ/κ') z_lin(g)               B(κ) = Σ v g/(s+g) + v_⊥
 *
 * S being the S-transform of WᵀW at −x: 1 − x·d/k, times α, for Gaussian weights, which gives back k(1 − κ/γ) = z(γ). Then n(1 − λ/κ) = z(κ) and
 * E_test = (b2 + σ²)/(1 − d2/n) as ever, with d2 = z + κz′ and b2 = B − κB′.
 *
 * Source: free products, Voiculescu 1987; S-transforms as effective ridges, Atanasov, Zavatone-Veth & Pehlevan, arXiv:2405.00592; orthogonal
 * features, Yu et al., arXiv:1610.09072. Checked against: k ≤ d isotropic features, which are isotropic inputs themselves, and simulation.
 */
import { bracketedRoot } from '../../numerics/bracketedRoot.ts';
import type { Kernel } from '../kernel.ts';
import { spectralFunctions } from '../kernel.ts';
import { type RiskPrediction, type Training, unconverged } from '../risk.ts';

/** What is known at one g: κ', its slope, and the functions of the inner kernel without its tail. */
interface Inner {
  readonly kappa: number;
  readonly slope: number;
  readonly degrees: number;
  /** z_lin − d2_lin = −g z_lin′. */
  readonly degreesDrop: number;
  readonly unlearned: number;
  /** B − b2 = g B′. */
  readonly unlearnedDrop: number;
}

/** Natural logarithms between which roots are sought, relative to the scale of the kernel. */
const reach = 80;

/**
 * Asymptotic risk at ridge λ ≥ 0, in the scale of kernels (d/k) ΦΦᵀ.
 * @param dimension d, in the scale of the counts
 */
export function predictOrthogonal(kernel: Kernel, training: Training, dimension: number): RiskPrediction {
  const { samples: n, features: k, noise } = training;
  const alpha = k / dimension;
  const ridge = training.ridge * alpha;
  const largest = Math.max(...kernel.eigenvalues, kernel.tail);
  const at = (kappa: number) =>
    levelAt(kernel, k, innerAt(kernel, alpha, dimension, kappa + kernel.tail), kappa);
  const lacking = (logarithm: number) => {
    const kappa = Math.exp(logarithm);
    return 1 - ridge / kappa - at(kappa).degrees / n;
  };
  const rank = kernel.tail > 0 ? k : Math.min(k, kernel.rank);
  const middle = Math.log(largest * Math.max(1, alpha) + ridge);
  const vanishing = ridge === 0 && rank <= n;
  const kappa = vanishing ? 0 : Math.exp(bracketedRoot(lacking, [middle - reach, middle + reach]));
  if (!Number.isFinite(kappa)) return unconverged(Number.NaN);
  const level = vanishing ? atZero(kernel, alpha, dimension, rank) : at(kappa);
  const share = vanishing ? 1 - rank / n : ridge / kappa;
  const left = vanishing ? share : share + level.drop / n;
  const power = noise + kernel.unlearnable;
  const signal = level.unlearned2 === 0 ? 0 : level.unlearned2 / left;
  const spread = power === 0 ? 0 : (power * (level.degrees - level.drop)) / n / left;
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  const [bias, variance] = [signal + kernel.unlearnable, spread];
  return {
    excessRisk: finite(bias + variance),
    testError: finite(bias + variance + noise),
    trainError: share === 0 ? 0 : finite(share * share * (bias + variance + noise)),
    bias: finite(bias),
    variance: finite(variance),
    kappa: kappa / alpha,
    gammaEffective: level.inner.g,
    degreesOfFreedom: level.degrees / n,
    status: Number.isFinite(bias + variance) ? 'ok' : 'diverges',
    residual: vanishing ? 0 : Math.abs(1 - share - level.degrees / n),
  };
}

/** z, z − d2 = −κz′ and b2 − v_⊥ = B − κB′ − v_⊥ at κ > 0. */
interface Level {
  readonly degrees: number;
  readonly drop: number;
  readonly unlearned2: number;
  readonly inner: { readonly g: number };
}

function levelAt({ tail }: Kernel, k: number, inner: Inner & { readonly g: number }, kappa: number): Level {
  const { kappa: whole, slope, degrees: z, degreesDrop, unlearned, unlearnedDrop, g } = inner;
  // d log g per d log κ.
  const rate = kappa / (g * slope);
  const [own, linear] = [tail / whole, kappa / whole];
  return {
    degrees: k * own + linear * z,
    // −κ d/dκ of both terms.
    drop: linear * (k * own - own * z + degreesDrop * rate),
    unlearned2: unlearned - unlearnedDrop * rate,
    inner,
  };
}

/** κ → 0 where the rank is not above n: z and d2 are the rank, and b2 is B. */
function atZero(kernel: Kernel, alpha: number, dimension: number, rank: number): Level {
  const inner = innerAt(kernel, alpha, dimension, kernel.tail);
  return { degrees: rank, drop: 0, unlearned2: inner.unlearned, inner };
}

/** At the g whose κ' that is. */
function innerAt(
  kernel: Kernel,
  alpha: number,
  dimension: number,
  whole: number,
): Inner & { readonly g: number } {
  const own = { ...kernel, tail: 0 };
  const of = (g: number): Inner & { readonly g: number } => {
    const { degrees, degreesDrop, unlearned, unlearned2 } = spectralFunctions(own, g);
    const x = degrees / dimension;
    const s = alpha >= 1 ? alpha : (alpha - x) / (1 - x);
    const bend = alpha >= 1 ? 0 : ((1 - alpha) * (degreesDrop / dimension)) / (1 - x) ** 2;
    return {
      ...{ g, kappa: whole, slope: s + bend, degrees, degreesDrop, unlearned },
      unlearnedDrop: unlearned - unlearned2,
    };
  };
  if (alpha >= 1) return whole === 0 ? atNothing(kernel) : of(whole / alpha);
  const gap = (logarithm: number) => {
    const g = Math.exp(logarithm);
    const x = spectralFunctions(own, g).degrees / dimension;
    return g * (alpha - x) - whole * (1 - x);
  };
  const middle = Math.log(Math.max(...kernel.eigenvalues, whole) / alpha);
  return of(Math.exp(bracketedRoot(gap, [middle - reach, middle + reach])));
}

/** g → 0 without a tail: what has a variance is learned. */
function atNothing({ eigenvalues, targets, rank }: Kernel): Inner & { readonly g: number } {
  const unseen = eigenvalues.reduce((sum, s, i) => (s === 0 ? sum + targets[i]! : sum), 0);
  return { g: 0, kappa: 0, slope: 1, degrees: rank, degreesDrop: 0, unlearned: unseen, unlearnedDrop: 0 };
}
