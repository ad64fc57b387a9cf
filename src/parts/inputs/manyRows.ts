/**
 * The spectrum of a population from N of its rows x, more than inputs, with labels y = f(x) + noise.
 *
 * The eigenvalues ŝ of XᵀX/N are farther apart than the population's, its eigenvectors û mix neighbouring ones, and the powers ŵ = (ûᵀXᵀy/N)²/ŝ exceed those of
 * the linear part of f along û by an N-th of the noise's power, which is taken off; some are below 0 then. Functions of a ridge can be had nonetheless: at
 * g = κ/(1 − ẑ(κ)/N), ẑ(κ) = Σ ŝ/(ŝ + κ), the resolvents κ (XᵀX/N + κ)⁻¹ and g (Σ + g)⁻¹ are deterministic equivalents (Rubio & Mestre 2011), so that the
 * population's degrees of freedom, and the power of f that ridge g leaves, are
 *
 *     z(g) = ẑ(κ)        B(g) = g Σ ŵ/(ŝ + κ)
 *
 * What is found are eigenvalues s and powers w ≥ 0 with these z(g) = Σ s/(s + g) and B(g) = Σ w g/(s + g) where κ is each of the ŝ, and Σ w = Σ ŵ: eigenvalues
 * follow the misfit of z at their place, powers are multiplied by that of dB/d log g (the iteration of Richardson 1972 and Lucy 1974).
 */
import type { SpectrumGroup } from './fewRows.ts';

/** Steps of either iteration, after which z and B are those of the data to a fraction of their error. */
const steps = 40;
/** Of the step that the misfit of z asks for. */
const damping = 0.5;
/** No power changes by more in one step, either way: noise can make dB/d log g as small as none. */
const longestStep = 4;

/** Where the sample's ridge is one of its eigenvalues: the population's ridge g, z(g) and dB/d log g. */
interface Level {
  readonly ridge: number;
  readonly degrees: number;
  readonly slope: number;
}

/**
 * Eigenvalues and powers of the population from those of the sample, by descending eigenvalue.
 * @param unbiased  powers along the eigenvectors of the sample, less what noise adds
 */
export function populationOfMany(
  sample: readonly number[],
  unbiased: readonly number[],
  rows: number,
): SpectrumGroup[] {
  const levels = sample.map((kappa) => levelAt(kappa, sample, unbiased, rows));
  let eigenvalues = sample;
  for (let step = 0; step < steps; step++) {
    const former = eigenvalues;
    eigenvalues = former.map((s, i) => {
      const { ridge, degrees } = levels[i]!;
      const excess = degrees - sumOf(former, (each) => each / (each + ridge));
      return s * Math.exp((damping * excess) / sumOf(former, (each) => bell(each, ridge)));
    });
  }
  const powers = powersAt(eigenvalues, unbiased, levels);
  return eigenvalues.map((eigenvalue, i) => ({ eigenvalue, weight: powers[i]!, multiplicity: 1 }));
}

/** Powers of these eigenvalues, of the sum of those that are given. */
function powersAt(
  eigenvalues: readonly number[],
  unbiased: readonly number[],
  levels: readonly Level[],
): readonly number[] {
  const total = sumOf(unbiased, (power) => power);
  if (!(total > 0)) return unbiased.map(() => 0);
  let powers = pooled(unbiased);
  for (let step = 0; step < steps; step++) {
    const former = powers;
    const raised = former.map((power, i) => {
      const { ridge, slope } = levels[i]!;
      const own = sumOf(former, (each, j) => each * bell(eigenvalues[j]!, ridge));
      return power * Math.min(longestStep, Math.max(1 / longestStep, slope / own));
    });
    const scale = total / sumOf(raised, (power) => power);
    powers = raised.map((power) => scale * power);
  }
  return powers;
}

function levelAt(kappa: number, sample: readonly number[], unbiased: readonly number[], rows: number): Level {
  const degrees = sumOf(sample, (s) => s / (s + kappa));
  const left = 1 - degrees / rows;
  // d log κ/d log g.
  const stretch = left / (left - sumOf(sample, (s) => bell(s, kappa)) / rows);
  const slope = sumOf(unbiased, (power, j) => {
    const sum = sample[j]! + kappa;
    return (power * (1 - (stretch * kappa) / sum)) / sum;
  });
  const ridge = kappa / left;
  return { ridge, degrees, slope: ridge * slope };
}

/** −d/d log g of s/(s + g). */
function bell(s: number, ridge: number): number {
  return (s * ridge) / (s + ridge) ** 2;
}

/** Neighbours share what they have where one of them would be below 0. */
function pooled(powers: readonly number[]): readonly number[] {
  const groups: { sum: number; count: number }[] = [];
  for (const power of powers) {
    groups.push({ sum: power, count: 1 });
    // From the second on the group before is not below 0, but for the first of all.
    while (groups.length > 1 && (groups.at(-1)!.sum < 0 || groups.at(-2)!.sum < 0)) {
      const { sum, count } = groups.pop()!;
      const before = groups.at(-1)!;
      before.sum += sum;
      before.count += count;
    }
  }
  return groups.flatMap(({ sum, count }) => Array<number>(count).fill(sum / count));
}

function sumOf(values: readonly number[], term: (value: number, index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += term(values[i]!, i);
  return sum;
}
