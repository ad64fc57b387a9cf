/**
 * The spectral curve on the real axis of γ, step by step with two derivatives:
 *
 *     g = gain·κ,   κ ← g (1 − z/count) − tail/count,   z ← z + tail/g;     κ = γ at first, λ at last
 *
 * (curve.ts writes the tail into z before the step). Between poles every step is an increasing function of the one before wherever the
 * spectrum has a gap; that is what support.ts looks for.
 */
import type { Curve } from '../complex/curve.ts';
import type { Kernel } from '../kernel.ts';

/** A function of γ with its first two derivatives. */
export interface Jet {
  readonly value: number;
  readonly first: number;
  readonly second: number;
}

/** One step of the curve: a layer of features, or at last the samples. */
export interface Step {
  readonly count: number;
  readonly gain: number;
  readonly tail: number;
}

/** The curve as its steps on the eigenvalues of the kernel, each once and none 0, in descending order. */
export interface SteppedCurve {
  readonly eigenvalues: readonly number[];
  readonly multiplicities: readonly number[];
  readonly rank: number;
  readonly steps: readonly Step[];
}

export function steppedCurve({ kernel, samples, features, layers = [] }: Curve): SteppedCurve {
  const counted = [{ features, gain: 1, tail: 0 }, ...layers, { features: samples, gain: 1, tail: 0 }];
  // Without features τ/γ = τ gain/g is the next step's.
  let tail = kernel.tail;
  const steps: Step[] = [];
  for (const layer of counted) {
    tail = tail * layer.gain + layer.tail;
    if (layer.features === Number.POSITIVE_INFINITY) continue;
    steps.push({ count: layer.features, gain: layer.gain, tail });
    tail = 0;
  }
  return { ...distinct(kernel), rank: kernel.rank, steps };
}

function distinct({ eigenvalues, multiplicities }: Kernel) {
  const byEigenvalue = new Map<number, number>();
  eigenvalues.forEach((s, i) => {
    if (s > 0) byEigenvalue.set(s, (byEigenvalue.get(s) ?? 0) + multiplicities[i]!);
  });
  const sorted = [...byEigenvalue].sort(([a], [b]) => b - a);
  return { eigenvalues: sorted.map(([s]) => s), multiplicities: sorted.map(([, m]) => m) };
}

/** [γ, κ, …, λ] at a real γ that is no pole. */
export function stepsAt(curve: SteppedCurve, gamma: number): Jet[] {
  const { base, rest } = degreesAt(curve, gamma);
  let [value, first, second] = [rest.value, rest.first, rest.second];
  let kappa: Jet = { value: gamma, first: 1, second: 0 };
  const jets = [kappa];
  for (const { count, gain, tail } of curve.steps) {
    const g = { value: gain * kappa.value, first: gain * kappa.first, second: gain * kappa.second };
    // 1 − z/count, its whole part first: close to count = rank the rest must not drown.
    const share = (count - base - value) / count;
    kappa = {
      value: g.value * share - tail / count,
      first: g.first * share - (g.value * first) / count,
      second: g.second * share - (2 * g.first * first + g.value * second) / count,
    };
    jets.push(kappa);
    if (tail > 0) {
      const [inverse, ratio] = [tail / g.value, g.first / g.value];
      value += inverse;
      first -= inverse * ratio;
      second += inverse * (2 * ratio * ratio - g.second / g.value);
    }
  }
  return jets;
}

/** Σ m s/(s+γ) as base + rest, base the number of directions with s > |γ|. */
function degreesAt({ eigenvalues, multiplicities, rank }: SteppedCurve, gamma: number) {
  let learned = 0;
  let allLearned = true;
  let [value, first, second] = [0, 0, 0];
  for (let i = 0; i < eigenvalues.length; i++) {
    const [s, m] = [eigenvalues[i]!, multiplicities[i]!];
    const inverse = 1 / (s + gamma);
    const part = m * s * inverse;
    if (s > Math.abs(gamma)) {
      learned += m;
      value -= m * gamma * inverse;
    } else {
      allLearned = false;
      value += part;
    }
    first -= part * inverse;
    second += 2 * part * inverse * inverse;
  }
  return { base: allLearned ? rank : learned, rest: { value, first, second } };
}
