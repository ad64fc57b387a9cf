/**
 * Kernels h(x·x') of inputs on the unit sphere, each with both lives: what it is between two inputs, and what decides its eigenvalues.
 */
import { clip, InputError, nearest } from '../../errors.ts';
import { compileExpression } from '../../expressions/univariate.ts';

/** Which kernel, as data: the same content is the same kernel. */
export interface KernelSpec {
  /** One of `kernelNames`, or an expression in x = the inner product. */
  readonly kernel: string;
  /** Hidden layers of arccos and ntk; 1 for the others. */
  readonly depth: number;
  /** ℓ of rbf; null for the others. */
  readonly bandwidth: number | null;
  /** p of polynomial; null for the others. */
  readonly exponent: number | null;
}

/** h(t) = Σ_m a_m t^m with a_m ≥ 0: m!·a_m by the ratios of successive ones. */
export interface PowerSeries {
  /** a_0. */
  readonly first: number;
  /** (m+1)!·a_{m+1} / (m!·a_m). */
  readonly ratio: (m: number) => number;
  /** h^{(m)}(t)/h^{(m)}(0). */
  readonly derivative: (m: number, t: number) => number;
}

export interface ZonalKernel {
  /** h(t), |t| ≤ 1. */
  readonly at: (t: number) => number;
  /** Points of (−1, 1) where h or a derivative jumps. */
  readonly kinks: readonly number[];
  /** Whether the eigenvalues of even degrees, and those of odd ones, descend. */
  readonly decays?: true;
  /** Gives eigenvalues to their last digits where there is one. */
  readonly series?: PowerSeries;
  /**
   * The signs of the coefficients c_l = ±√s_l of random features whose mean kernel this is: φ(x) = Σ_l c_l N(d,l) P_l(w·x) for w uniform on the
   * unit sphere; absent where such features are not known.
   */
  readonly featureSign?: (degree: number) => 1 | -1;
  /** φ as a function of w·x in closed form, where it is not summed. */
  readonly feature?: (dimension: number) => (t: number) => number;
}

const kernelNames = ['rbf', 'polynomial', 'arccos', 'ntk'] as const;
export const validKernels: string = `${kernelNames.join(', ')}, or an expression in x, the inner product of the inputs`;

const cache = new Map<string, ZonalKernel>();

/** @throws {InputError} for a text that is neither a name nor an expression */
export function findKernel(spec: KernelSpec): ZonalKernel {
  const key = JSON.stringify(spec);
  let kernel = cache.get(key);
  if (kernel === undefined) {
    kernel = makeKernel(spec);
    cache.set(key, kernel);
  }
  return kernel;
}

/** @throws {InputError} as findKernel */
export function checkKernelText(kernel: string): void {
  findKernel({ kernel, depth: 1, bandwidth: 1, exponent: 1 });
}

function makeKernel({ kernel, depth, bandwidth, exponent }: KernelSpec): ZonalKernel {
  switch (kernel) {
    case 'rbf':
      return gaussian(bandwidth ?? 1);
    case 'polynomial':
      return polynomial(exponent ?? 1);
    case 'arccos':
      return arcCosine(depth);
    case 'ntk':
      return { at: (t) => neuralTangent(t, depth), kinks: [], decays: true };
    default:
      return expression(kernel);
  }
}

/** exp(−|x−x'|²/2ℓ²) = e^{−b} e^{bt}, b = 1/ℓ². */
function gaussian(bandwidth: number): ZonalKernel {
  const b = bandwidth ** -2;
  return {
    at: (t) => Math.exp(-b * (1 - t)),
    kinks: [],
    series: { first: Math.exp(-b), ratio: () => b, derivative: (_, t) => Math.exp(b * t) },
    featureSign: () => 1,
  };
}

/** ((1+t)/2)^p. */
function polynomial(exponent: number): ZonalKernel {
  return {
    at: (t) => ((1 + t) / 2) ** exponent,
    kinks: [],
    series: {
      first: 2 ** -exponent,
      ratio: (m) => exponent - m,
      derivative: (m, t) => (1 + t) ** Math.max(0, exponent - m),
    },
    featureSign: () => 1,
  };
}

/** κ0, κ1 of Cho & Saul 2009 in the cosine: E φ'φ' and E φφ of φ = √2·relu at unit pre-activations with this correlation. */
function arcCosines(t: number): readonly [kappa0: number, kappa1: number] {
  const cosine = Math.min(1, Math.max(-1, t));
  const rest = Math.PI - Math.acos(cosine);
  return [rest / Math.PI, (Math.sqrt((1 - cosine) * (1 + cosine)) + rest * cosine) / Math.PI];
}

/**
 * NNGP of a ReLU network of L hidden layers, κ1 composed L times; h(1) = 1. Of one layer, features are √(2d)·relu(w·x).
 * Source: Cho & Saul 2009; Bietti & Mairal, arXiv:1905.12173.
 */
function arcCosine(depth: number): ZonalKernel {
  const at = (t: number) => {
    let sigma = t;
    for (let layer = 0; layer < depth; layer++) sigma = arcCosines(sigma)[1];
    return sigma;
  };
  if (depth > 1) return { at, kinks: [], decays: true };
  return {
    at,
    kinks: [],
    decays: true,
    feature: (dimension) => (t) => Math.sqrt(2 * dimension) * Math.max(t, 0),
    // For l ≥ 2 the coefficient is that of P_l^{(l−2)}(0), even degrees alternating.
    featureSign: (degree) => (degree % 4 === 0 && degree > 0 ? -1 : 1),
  };
}

/**
 * Neural tangent kernel of a ReLU network of L hidden layers: Σ_0 = Θ_0 = t, Σ_l = κ1(Σ_{l−1}), Θ_l = Σ_l + Θ_{l−1} κ0(Σ_{l−1});
 * h(1) = L + 1.
 * Source: Jacot, Gabriel & Hongler, arXiv:1806.07572; in this scale Bietti & Mairal, arXiv:1905.12173.
 */
function neuralTangent(t: number, depth: number): number {
  let sigma = t;
  let theta = t;
  for (let layer = 0; layer < depth; layer++) {
    const [kappa0, kappa1] = arcCosines(sigma);
    theta = kappa1 + theta * kappa0;
    sigma = kappa1;
  }
  return theta;
}

function expression(text: string): ZonalKernel {
  if (/^[a-z]+(-[a-z]+)*$/i.test(text) && text !== 'x') {
    const hint = nearest(text, kernelNames);
    throw new InputError(
      `kernel '${clip(text)}' is not known${hint ? `; did you mean '${hint}'?` : ''} (valid: ${validKernels})`,
    );
  }
  const { evaluate, kinks } = compileExpression(text, 1);
  return { at: (t) => evaluate(Math.min(1, Math.max(-1, t))), kinks };
}
