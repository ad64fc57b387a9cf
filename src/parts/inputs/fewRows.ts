/**
 * The spectrum of a population from N of its rows that are no more than its inputs, or from their N × N Gram matrix K, by the eigenvalues ŝ of K/N and the
 * powers a = (ûᵀy)²/N of the labels along its eigenvectors û. At ridge κ of the rows, with ẑ(κ) = Σ ŝ/(ŝ + κ) and g = κ/(1 − ẑ(κ)/N), the
 * population's degrees of freedom, and the power of the labels that ridge g leaves, noise σ² among it, are (deterministic equivalents, Rubio & Mestre 2011;
 * the second is the sample's evidence, Jacot et al. 2020)
 *
 *     z(g) = ẑ(κ)        T(g) = B(g) + σ² = g Σ a/(ŝ + κ)
 *
 * As κ falls to 0, g falls to g₀ = 1/mean(1/ŝ) alone: of directions far below g₀ their trace is known, not how many they are, and the labels' power along them
 * is not told from noise. Fits of fewer than N rows need no more: their effective ridge is above g₀.
 *
 * What is found are whole numbers of eigenvalues s, powers w ≥ 0 along them and what is left on eigenvalue 0, of which z(g) = Σ s/(s + g) and
 * T(g) = Σ w g/(s + g) hold, by the multiplicative iteration of Richardson 1972 and Lucy 1974 for relative misfits.
 */

/** What a sample tells of its population: eigenvalues of K/N, descending, and the labels' power along its eigenvectors. */
export interface SampleSpectrum {
  readonly rows: number;
  /** Inputs, which bound the number of directions; infinite where there is a Gram matrix alone. */
  readonly inputs: number;
  /** Those that are not 0. */
  readonly eigenvalues: readonly number[];
  readonly powers: readonly number[];
  /** Of the labels in all, mean yᵀy. */
  readonly power: number;
}

/** Directions of one eigenvalue: the weight is the power along all of them. */
export interface SpectrumGroup {
  readonly eigenvalue: number;
  readonly weight: number;
  readonly multiplicity: number;
}

/** Ridges at which both functions are held, evenly spaced in log κ. */
const levelCount = 40;
/** Ratio of neighbouring eigenvalues of the grid. */
const spacing = 1.25;
/** Eigenvalues of the grid end at g₀ divided by this: below, s/(s + g) is a share of s/g to that. */
const depth = 30;
const steps = 2000;

/** By descending eigenvalue; the last, of eigenvalue 0, has the power that no direction explains. */
export function populationOfFew(sample: SampleSpectrum): SpectrumGroup[] {
  const levels = levelsOf(sample);
  const grid = gridOf(sample, levels.at(-1)!.ridge);
  const freedom = (s: number) => levels.map(({ ridge }) => s / (s + ridge));
  const degrees = levels.map((level) => level.degrees);
  // Directions of no size are directions all the same.
  const [columns, targets] = Number.isFinite(sample.inputs)
    ? [
        [...grid.map((s) => [...freedom(s), 1]), [...levels.map(() => 0), 1]],
        [...degrees, sample.inputs],
      ]
    : [grid.map(freedom), degrees];
  const masses = fitted(columns, targets);
  const groups = firstOf(wholeGroups(grid, masses), sample.inputs);
  const left = (s: number) => levels.map(({ ridge }) => ridge / (s + ridge));
  const weights = fitted(
    [...groups.map(({ eigenvalue }) => left(eigenvalue)), left(0)],
    levels.map((level) => level.left),
    levels.map(({ directions }) => directions),
  );
  return [
    ...groups.map((group, i) => ({ ...group, weight: weights[i]! })),
    { eigenvalue: 0, weight: weights.at(-1)!, multiplicity: 1 },
  ];
}

interface Level {
  /** g of the population. */
  readonly ridge: number;
  readonly degrees: number;
  /** T(g). */
  readonly left: number;
  /** As many powers have a part in T, counted by (Σ 1/(ŝ + κ))²/Σ 1/(ŝ + κ)²: its relative variance is some 2 divided by that. */
  readonly directions: number;
}

/** Share of the rows' directions that is left at the least ridge: below, few of them decide. */
const leastLeft = 0.05;

/** By descending ridge, from far above the eigenvalues. */
function levelsOf({ rows, eigenvalues, powers, power }: SampleSpectrum): Level[] {
  const unseen = rows - eigenvalues.length;
  const top = 30 * eigenvalues[0]!;
  const degreesAt = (kappa: number) => eigenvalues.reduce((sum, s) => sum + s / (s + kappa), 0);
  let least = eigenvalues.at(-1)! / 30;
  while (rows - degreesAt(least) < leastLeft * rows) least *= 1.2;
  const beyond = Math.max(0, power - powers.reduce((sum, each) => sum + each, 0));
  return Array.from({ length: levelCount }, (_, i) => {
    const kappa = top * (least / top) ** (i / (levelCount - 1));
    let [degrees, sum] = [0, beyond / kappa];
    let [inverse, squares] = [unseen / kappa, unseen / kappa ** 2];
    eigenvalues.forEach((s, j) => {
      degrees += s / (s + kappa);
      sum += powers[j]! / (s + kappa);
      inverse += 1 / (s + kappa);
      squares += 1 / (s + kappa) ** 2;
    });
    const ridge = kappa / (1 - degrees / rows);
    return { ridge, degrees, left: ridge * sum, directions: inverse ** 2 / squares };
  });
}

/** Eigenvalues of the population may be, descending. */
function gridOf({ eigenvalues }: SampleSpectrum, least: number): number[] {
  const [top, bottom] = [spacing * eigenvalues[0]!, least / depth];
  const count = Math.ceil(Math.log(top / bottom) / Math.log(spacing)) + 1;
  return Array.from({ length: count }, (_, i) => top * spacing ** -i);
}

/** x ≥ 0 of which Σ_j x_j columns_j is nearest to the targets > 0, relatively and so heavily. */
function fitted(
  columns: readonly (readonly number[])[],
  targets: readonly number[],
  importance: readonly number[] = targets.map(() => 1),
): number[] {
  const scaled = columns.map((column) =>
    Float64Array.from(column, (value, i) => (importance[i]! * value) / targets[i]!),
  );
  const sums = scaled.map((column) => column.reduce((sum, value) => sum + value, 0));
  // As much of each as matches alone on average, shared evenly.
  const found = sums.map((sum) => importance.reduce((a, b) => a + b, 0) / (columns.length * sum));
  const said = new Float64Array(targets.length);
  const ratios = new Float64Array(targets.length);
  for (let step = 0; step < steps; step++) {
    // Times the importance, which divides out.
    said.fill(0);
    for (let j = 0; j < found.length; j++) addTo(said, found[j]!, scaled[j]!);
    for (let i = 0; i < said.length; i++) ratios[i] = importance[i]! / said[i]!;
    for (let j = 0; j < found.length; j++) found[j]! *= product(ratios, scaled[j]!) / sums[j]!;
  }
  return found;
}

function addTo(sum: Float64Array, factor: number, column: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += factor * column[i]!;
}

function product(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i]! * other[i]!;
  return sum;
}

/** Whole numbers of eigenvalues with the trace of the masses on the grid: each is the mean of one unit of mass, from the top. */
function wholeGroups(grid: readonly number[], masses: readonly number[]): Omit<SpectrumGroup, 'weight'>[] {
  const groups: { eigenvalue: number; multiplicity: number }[] = [];
  const add = (eigenvalue: number, multiplicity: number) => {
    if (multiplicity >= 1 && eigenvalue > 0) groups.push({ eigenvalue, multiplicity });
  };
  let [begun, trace] = [0, 0];
  grid.forEach((s, j) => {
    const first = Math.min(masses[j]!, 1 - begun);
    begun += first;
    trace += first * s;
    if (begun < 1 - 1e-12) return;
    add(trace, 1);
    const rest = masses[j]! - first;
    add(s, Math.floor(rest));
    begun = rest - Math.floor(rest);
    trace = begun * s;
  });
  add(trace, 1);
  return groups;
}

/** At most so many directions. */
function firstOf(
  groups: readonly Omit<SpectrumGroup, 'weight'>[],
  most: number,
): Omit<SpectrumGroup, 'weight'>[] {
  let left = most;
  return groups.flatMap((group) => {
    const multiplicity = Math.min(group.multiplicity, left);
    left -= multiplicity;
    return multiplicity > 0 ? [{ ...group, multiplicity }] : [];
  });
}
