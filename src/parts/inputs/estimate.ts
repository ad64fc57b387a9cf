/**
 * The spectrum of a population from N of its rows x, with labels y = f(x) + noise.
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
import { InputError } from '../../errors.ts';
import type { Backend } from '../../linalg/backend.ts';
import type { DataSet } from './data.ts';

/** A row of a spectrum file. */
export interface SpectrumRow {
  readonly eigenvalue: number;
  readonly weight: number;
}

/** A power with its standard error over other rows of the same population. */
export interface EstimatedPower {
  readonly power: number;
  readonly standardError: number;
}

export interface SpectrumEstimate {
  /** By descending eigenvalue; the last, of eigenvalue 0, has what is not explained for its weight. */
  readonly rows: readonly SpectrumRow[];
  /** What a linear function of the inputs explains of the labels: the weights of the other rows sum to it, if it is not below 0. */
  readonly explained: EstimatedPower;
  /** What none explains. */
  readonly unexplained: EstimatedPower;
}

/** Directions below this share of the largest eigenvalue are rounding. */
const negligible = 1e-12;

/**
 * The population's eigenvalues, and the power of the labels along their eigenvectors.
 *
 * @throws {InputError} when there are no more rows than inputs
 */
export function estimateSpectrum(backend: Backend, { files, inputs, labels }: DataSet): SpectrumEstimate {
  const { workspace } = backend;
  const { rows, columns, data } = inputs;
  if (rows <= columns)
    throw new InputError(
      `${files.inputs}: ${rows} rows of ${columns} inputs are too few; expected more rows than inputs`,
    );
  workspace.reserve(8 * (rows * columns + 2 * rows + 4 * columns * columns + 6 * columns) + 2 ** 24);
  return workspace.scope(() => {
    const x = workspace.matrix(rows, columns);
    x.data.set(data);
    const y = workspace.matrix(rows, 1);
    y.data.set(labels);
    const moments = workspace.matrix(columns, columns);
    backend.gram(moments, x, { transpose: true, alpha: 1 / rows });
    const cross = workspace.matrix(columns, 1);
    backend.multiply(cross, x, y, { transposeA: true, alpha: 1 / rows });
    const vectors = workspace.matrix(columns, columns);
    const values = backend.eigenSymmetric(moments, vectors);
    const along = workspace.matrix(columns, 1);
    backend.multiply(along, vectors, cross);
    // Of the least-squares fit: its coefficients in the eigenbasis, then its residuals.
    const least = negligible * values.at(-1)!;
    const [eigenvalues, fitted]: [number[], number[]] = [[], []];
    for (let i = columns - 1; i >= 0; i--) {
      const seen = values[i]! > least;
      if (seen) {
        eigenvalues.push(values[i]!);
        fitted.push(along.data[i]! ** 2 / values[i]!);
      }
      along.data[i] = seen ? along.data[i]! / values[i]! : 0;
    }
    backend.multiply(cross, vectors, along, { transposeA: true });
    backend.multiply(y, x, cross, { alpha: -1, beta: 1 });
    const { explained, unexplained } = powersOf(labels, y.data, eigenvalues.length);
    const unbiased = fitted.map((power) => power - unexplained.power / rows);
    const found = populationOf(eigenvalues, unbiased, rows);
    return { rows: [...found, { eigenvalue: 0, weight: unexplained.power }], explained, unexplained };
  });
}

/** Power of the labels that a fit of so many parameters explains, and that it does not, from its residuals. */
function powersOf(
  labels: Float64Array,
  residuals: Float64Array,
  parameters: number,
): Pick<SpectrumEstimate, 'explained' | 'unexplained'> {
  const rows = labels.length;
  const squares = residuals.map((residual) => (residual * residual * rows) / (rows - parameters));
  return {
    explained: meanOf(
      labels.map((label, i) => label * label - squares[i]!),
      rows,
    ),
    // As many residuals are independent.
    unexplained: meanOf(squares, rows - parameters),
  };
}

function meanOf(values: Float64Array, independent: number): EstimatedPower {
  const power = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - power) ** 2, 0) / values.length;
  return { power, standardError: Math.sqrt(variance / independent) };
}

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

/** Eigenvalues and powers of the population from those of the sample, by descending eigenvalue. */
function populationOf(sample: readonly number[], unbiased: readonly number[], rows: number): SpectrumRow[] {
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
  return eigenvalues.map((eigenvalue, i) => ({ eigenvalue, weight: powers[i]! }));
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
