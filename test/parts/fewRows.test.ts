import { describe, expect, it } from 'vitest';
import { openBackend } from '../../src/linalg/select.ts';
import { estimateSpectrum, type Groups } from '../../src/parts/inputs/estimate.ts';
import { jackknifeError } from '../../src/parts/inputs/replicates.ts';
import { openStream } from '../../src/random/stream.ts';

const backend = openBackend('embedded');

/** Error on fresh labels of ridge regression on n rows, by bisection of n (1 − λ/κ) = z(κ): theory written down once more, for this test alone. */
function testError(groups: Groups, noise: number, n: number, ridge: number): number {
  const sum = (term: (share: number, multiplicity: number, weight: number) => number, kappa: number) =>
    groups.reduce(
      (all, { eigenvalue, multiplicity, weight }) =>
        all + term(eigenvalue / (eigenvalue + kappa), multiplicity, weight),
      0,
    );
  let [low, high] = [-40, 30];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    const kappa = Math.exp(middle);
    if (n * (1 - ridge / kappa) < sum((share, m) => m * share, kappa)) low = middle;
    else high = middle;
  }
  const kappa = Math.exp(high);
  const left = sum((share, _m, w) => w * (1 - share) ** 2, kappa);
  return (left + noise) / (1 - sum((share, m) => m * share ** 2, kappa) / n);
}

interface Law {
  readonly rows: number;
  readonly columns: number;
  readonly variance: (j: number) => number;
  readonly noise: number;
}

/** Power goes as variance squared, 1 in all. */
function truthOf({ columns, variance }: Law): Groups {
  const total = Array.from({ length: columns }, (_, j) => variance(j) ** 2).reduce((a, b) => a + b, 0);
  return Array.from({ length: columns }, (_, j) => ({
    eigenvalue: variance(j),
    multiplicity: 1,
    weight: variance(j) ** 2 / total,
  }));
}

function draw(law: Law, seed: number) {
  const { rows, columns, noise } = law;
  const truth = truthOf(law);
  const draws = new Float64Array(rows * columns + rows);
  openStream([21, seed], 0, 0).normals(draws);
  const data = draws
    .slice(0, rows * columns)
    .map((value, i) => value * Math.sqrt(truth[i % columns]!.eigenvalue));
  const labels = Float64Array.from({ length: rows }, (_, i) => {
    const signal = truth.reduce((sum, { weight }, j) => sum + Math.sqrt(weight) * draws[i * columns + j]!, 0);
    return signal + Math.sqrt(noise) * draws[rows * columns + i]!;
  });
  return { inputs: { rows, columns, data }, labels: { rows, columns: 1, data: labels } };
}

/** Generalised cross-validation of these rows: (1/N) |N λ (K + Nλ)⁻¹ y|²/(mean diagonal of it)². */
function gcv({ inputs, labels }: ReturnType<typeof draw>, ridge: number): number {
  const { rows, columns, data } = inputs;
  return backend.workspace.scope(() => {
    const x = backend.workspace.matrix(rows, columns);
    x.data.set(data);
    const gram = backend.workspace.matrix(rows, rows);
    backend.gram(gram, x, { transpose: false, alpha: 1 / rows });
    const vectors = backend.workspace.matrix(rows, rows);
    const values = backend.eigenSymmetric(gram, vectors);
    let [trace, square] = [0, 0];
    values.forEach((value, i) => {
      const share = ridge / (Math.max(0, value) + ridge);
      const along = labels.data.reduce((sum, label, row) => sum + label * vectors.data[i * rows + row]!, 0);
      trace += share / rows;
      square += (share * along) ** 2 / rows;
    });
    return square / trace ** 2;
  });
}

const powerLaw: Law = { rows: 80, columns: 300, variance: (j) => (j + 1) ** -1.2, noise: 0.1 };
const flat: Law = { rows: 80, columns: 1112, variance: () => 1, noise: 0.2 };

describe('estimateSpectrum of fewer rows than inputs', () => {
  it.each([
    ['a power law', powerLaw, [0.01, 0.1, 1]],
    ['equal eigenvalues', flat, [0.1, 1, 10]],
    [
      'strong and weak directions',
      { ...flat, columns: 200, variance: (j: number) => (j < 5 ? 20 : 1) },
      [1, 10],
    ],
  ])('predicts for as many rows, of %s, what their cross-validation says', (_, law, ridges) => {
    const data = draw(law, 1);
    const { groups, few } = estimateSpectrum(backend, data);
    expect(few).toBe(true);
    for (const ridge of ridges)
      expect(Math.abs(testError(groups, 0, law.rows, ridge) / gcv(data, ridge) - 1)).toBeLessThan(0.06);
    const directions = groups.reduce((sum, { multiplicity }) => sum + multiplicity, 0) - 1;
    expect(directions).toBeLessThanOrEqual(law.columns);
    expect(groups.every(({ weight, multiplicity }) => weight >= 0 && Number.isInteger(multiplicity))).toBe(
      true,
    );
  });

  it('knows how many equal eigenvalues there are, and how large', () => {
    const { groups } = estimateSpectrum(backend, draw(flat, 2));
    const trace = groups.reduce((sum, { eigenvalue, multiplicity }) => sum + eigenvalue * multiplicity, 0);
    // Of the rows it is 1112 but for √(2 · 1112/80); their own eigenvalues are 80, of 14 each.
    expect(Math.abs(trace / 1112 - 1)).toBeLessThan(0.03);
    const weak = groups.filter(({ eigenvalue }) => eigenvalue < 5);
    expect(weak.reduce((sum, { multiplicity }) => sum + multiplicity, 0)).toBeGreaterThan(1000);
  });

  it('predicts errors of smaller samples without bias, as far off as it says', () => {
    const places = [
      [20, 0],
      [40, 0],
      [60, 0.05],
    ] as const;
    const seeds = 5;
    const truth = truthOf(powerLaw);
    const [mean, scores] = [places.map(() => 0), [] as number[]];
    for (let seed = 0; seed < seeds; seed++) {
      const { groups, replicates } = estimateSpectrum(backend, draw(powerLaw, 10 + seed), {
        replicates: true,
      });
      places.forEach(([n, ridge], i) => {
        const right = testError(truth, powerLaw.noise, n, ridge);
        const found = testError(groups, 0, n, ridge);
        mean[i]! += (found / right - 1) / seeds;
        const error = jackknifeError(replicates.map((each) => testError(each, 0, n, ridge)));
        scores.push((found - right) / error);
      });
    }
    // Labels of 80 rows alone make each 16 % uncertain.
    for (const each of mean) expect(Math.abs(each)).toBeLessThan((3 * 0.16) / Math.sqrt(seeds));
    const square = scores.reduce((sum, score) => sum + score * score, 0) / scores.length;
    expect(square).toBeGreaterThan(0.2);
    expect(square).toBeLessThan(2.5);
  });

  it('is the same from the Gram matrix but for the number of inputs, and exact where the rows are all there is', () => {
    const data = draw({ ...powerLaw, rows: 40 }, 3);
    const { rows, columns, data: x } = data.inputs;
    const gram = Float64Array.from({ length: rows * rows }, (_, at) => {
      const [i, k] = [Math.floor(at / rows), at % rows];
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += x[i * columns + j]! * x[k * columns + j]!;
      return sum;
    });
    const sample = { gram: { rows, columns: rows, data: gram }, labels: data.labels };
    const [one, other] = [estimateSpectrum(backend, data), estimateSpectrum(backend, sample)];
    const [a, b] = [one, other].map(({ groups }) => testError(groups, 0, 20, 0.05)) as [number, number];
    expect(Math.abs(a / b - 1)).toBeLessThan(0.01);
    const { groups, explained, unexplained, replicates } = estimateSpectrum(backend, sample, {
      whole: true,
      replicates: true,
    });
    expect(replicates).toEqual([]);
    const power = data.labels.data.reduce((sum, label) => sum + label * label, 0) / rows;
    expect(explained.power + unexplained.power).toBeCloseTo(power, 10);
    // Forty rows can be fitted all.
    expect(unexplained.power).toBeLessThan(1e-10);
    const trace = gram.reduce((sum, value, at) => (at % (rows + 1) === 0 ? sum + value : sum), 0) / rows;
    expect(groups.reduce((sum, { eigenvalue }) => sum + eigenvalue, 0)).toBeCloseTo(trace, 10);
  });

  it('refuses a Gram matrix that is none', () => {
    const gram = { rows: 2, columns: 2, data: Float64Array.of(1, 2, 2, 1) };
    const labels = { rows: 2, columns: 1, data: Float64Array.of(1, -1) };
    expect(() => estimateSpectrum(backend, { gram, labels })).toThrow(
      'the Gram matrix has eigenvalues from -1.00 to 3.00; expected none below 0',
    );
  });
});

describe('estimateSpectrum of more rows than inputs', () => {
  it('sums powers over several labels', () => {
    const one = draw({ ...powerLaw, rows: 200, columns: 20 }, 4);
    const twice = {
      rows: 200,
      columns: 2,
      data: Float64Array.from({ length: 400 }, (_, i) => one.labels.data[i >> 1]! * (i % 2 ? 2 : 1)),
    };
    const [single, both] = [one.labels, twice].map((labels) => estimateSpectrum(backend, { ...one, labels }));
    both!.groups.forEach(({ eigenvalue, weight }, i) => {
      expect(eigenvalue).toBe(single!.groups[i]!.eigenvalue);
      expect(weight).toBeCloseTo(5 * single!.groups[i]!.weight, 10);
    });
    expect(both!.unexplained.standardError).toBeCloseTo(5 * single!.unexplained.standardError!, 10);
  });

  it('has the powers of the least-squares fit where the rows are all there is', () => {
    const data = draw({ ...powerLaw, rows: 50, columns: 2, variance: (j) => 4 - 3 * j }, 5);
    const { groups, explained, unexplained } = estimateSpectrum(backend, data, { whole: true });
    const power = data.labels.data.reduce((sum, label) => sum + label * label, 0) / 50;
    expect(explained.power + unexplained.power).toBeCloseTo(power, 12);
    expect(groups[0]!.weight + groups[1]!.weight).toBeCloseTo(explained.power, 12);
    const trace = data.inputs.data.reduce((sum, value) => sum + value * value, 0) / 50;
    expect(groups[0]!.eigenvalue + groups[1]!.eigenvalue).toBeCloseTo(trace, 12);
  });
});
