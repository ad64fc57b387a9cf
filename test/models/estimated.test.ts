import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/comparison/judge.ts';
import { errorOnRows, predictionError, rowsCaution } from '../../src/models/estimated.ts';
import { leveragesAt } from '../../src/models/leverage.ts';
import { linear } from '../../src/models/linear/linear.ts';
import { randomFeatures } from '../../src/models/random-features/randomFeatures.ts';
import { openData } from '../../src/parts/inputs/data.ts';
import type { Point } from '../../src/parts/parameter.ts';
import { openStream } from '../../src/random/stream.ts';
import { generator } from '../comparison/synthetic.ts';
import { npyFile } from '../helpers/npy.ts';
import { resultsOf } from '../pipeline/inProcess.ts';

const folder = mkdtempSync(join(tmpdir(), 'descent-'));
const place = (name: string) => join(folder, name);

/** Rows of three columns and labels of power 1, 0.5 of it noise. */
function drawRows(name: string, rows: number, seed: number): string {
  const draws = new Float64Array(rows * 4);
  openStream([31, seed], 0, 0).normals(draws);
  const all = Array.from({ length: rows }, (_, i) => [...draws.subarray(4 * i, 4 * i + 4)]);
  writeFileSync(place(`${name}-x.npy`), npyFile(all.map((row) => row.slice(0, 3))));
  writeFileSync(place(`${name}-y.npy`), npyFile(all.map(([a, , , d]) => [Math.SQRT1_2 * (a! + d!)])));
  return `${place(`${name}-x.npy`)},${place(`${name}-y.npy`)}`;
}

const own = drawRows('own', 400, 1);
const others = drawRows('others', 100, 2);
const { digest } = openData(own).source;
/** Powers in units of what no input explains, so that the risk is known by hand: three equal eigenvalues, and a replicate above and one below. */
writeFileSync(
  place('eigs.csv'),
  `# estimated from 400 rows, data ${digest}
eigenvalue,weight,multiplicity,replicate
1,0.5,3,0
0,0.5,1,0
1,0.5,3,1
0,0.6,1,1
1,0.5,3,2
0,0.4,1,2
`,
);

const at = (more: Point): Point => ({
  ...Object.fromEntries(
    [...linear.parameters, ...linear.inputs].flatMap(({ name, default: value }) =>
      value === undefined ? [] : [[name, value]],
    ),
  ),
  spectrum: `file:${place('eigs.csv')}`,
  ...more,
});

describe('the error of a prediction from an estimated spectrum', () => {
  it('is that of the jackknife over the replicates', () => {
    // Ridgeless, n > p: noise/(1 − p/n) = 0.5/(1 − 3/30) and 0.6, 0.4 in the place of 0.5: √(½ · 2) of 0.1 so much.
    expect(predictionError(linear, at({ n: 30 }), 'excessRisk')).toBeCloseTo(0.1 / 0.9, 12);
    expect(predictionError(linear, at({ spectrum: 'power:a=1,count=9', n: 30 }), 'excessRisk')).toBeNull();
  });

  it('is none on the rows themselves, and more on other rows the fewer they are', () => {
    expect(errorOnRows(linear, at({ n: 30, data: own }), 'excessRisk')).toBeNull();
    expect(errorOnRows(linear, at({ n: 30 }), 'excessRisk')).toBeNull();
    expect(errorOnRows(linear, at({ n: 30, data: others }), 'excessRisk')).toBeCloseTo(
      (0.1 / 0.9) * Math.sqrt(5),
      12,
    );
    expect(errorOnRows(linear, at({ n: 30, data: `${others},population` }), 'excessRisk')).toBeNull();
  });

  it('keeps a verdict open on other rows that would refute it on its own', () => {
    const text = (data: string) => `title: Rows
model: linear
parameters: { n: 30, noise: 0 }
inputs: { spectrum: "file:${place('eigs.csv')}", data: "${data}" }
simulation: { trials: 400 }
comparison: { tolerance: 0.002, quantities: [excessRisk] }
`;
    const [limit] = resultsOf(text(others)).limits;
    expect(limit!.verdict).toBe('undecided');
    expect(limit!.reason).toContain(
      'the estimate that theory follows from has 45 % of it; more rows of data',
    );
    expect(limit!.theoryError).toBeCloseTo((0.1 / 0.9) * Math.sqrt(5), 10);
    expect(limit!.standardError).toBeLessThan(0.02);
    const [same] = resultsOf(text(own)).limits;
    expect(same!.standardError).toBeLessThan(0.02);
  });
});

describe('a claim with an error of its own', () => {
  const { normal } = generator(5);
  const values = Float64Array.from({ length: 500 }, () => 1.1 + 0.1 * normal());
  const claim = (theory: number, more = {}) => ({
    ...{ id: 'a', exact: false, asSuch: true as const, theory },
    levels: [{ size: 50, draw: 'a', values, theory }],
    ...more,
  });
  const verdictOf = (...given: Parameters<typeof claim>) =>
    judge([claim(...given)], { alpha: 1e-3, tolerance: 0.02 }).judgements[0]!;

  it('is refuted by what is beyond both errors alone', () => {
    expect(verdictOf(1).verdict).toBe('disagree');
    expect(verdictOf(1, { standardError: 0.05 }).verdict).toBe('undecided');
    expect(verdictOf(1, { standardError: 0.01 }).verdict).toBe('disagree');
    expect(verdictOf(1.1).verdict).toBe('agree');
    expect(verdictOf(1.1, { standardError: 0.05 }).verdict).toBe('undecided');
  });

  it('has the tails of few replicates', () => {
    const { z, standardError, theoryError, degreesOfFreedom } = verdictOf(1, { standardError: 0.05 });
    expect(theoryError).toBe(0.05);
    expect(standardError).toBeCloseTo(0.1 / Math.sqrt(500), 3);
    expect(z).toBeCloseTo(0.1 / Math.hypot(0.05, standardError!), 0);
    expect(degreesOfFreedom).toBeCloseTo(19, 0);
  });
});

describe('rows', () => {
  it('that are few say nothing of more samples, and are cautioned of where they are not centred', () => {
    writeFileSync(
      place('few.csv'),
      `# estimated from 80 rows, data ${digest}, for n < 80\neigenvalue,weight\n1,1\n`,
    );
    const few = `file:${place('few.csv')}`;
    expect(rowsCaution(at({ spectrum: few, n: 79 }))).toEqual([]);
    expect(rowsCaution(at({ spectrum: few, n: 80 }))[0]).toContain(
      'few rows: n = 80 is not below the 80 rows',
    );
    writeFileSync(place('u-x.npy'), npyFile([[1], [3]]));
    writeFileSync(place('u-y.npy'), npyFile([[1], [-1]]));
    const [caution] = rowsCaution(at({ n: 1, data: `${place('u-x.npy')},${place('u-y.npy')}` }));
    expect(caution).toMatch(/^uncentred data: the inputs are far from centred: 80 %/);
  });

  it('that are all there is are drawn independently, and tested on all: their own spectrum predicts it', () => {
    // Eigenvalues of the rows' second moments, and the power of their least-squares fit, to first order in the noise of 400 rows.
    const text = `title: Population
model: linear
parameters: { n: [60, 500], ridge: 0.05 }
inputs: { spectrum: "file:${place('own.csv')}", data: "${own},population" }
simulation: { trials: 500 }
comparison: { tolerance: 0.05, quantities: [excessRisk] }
`;
    const { inputs, labels } = openData(own);
    const moments = [0, 1, 2].map(
      (j) => inputs.data.reduce((sum, value, i) => (i % 3 === j ? sum + value * value : sum), 0) / 400,
    );
    const cross = labels.data.reduce((sum, label, i) => sum + label * inputs.data[3 * i]!, 0) / 400;
    const power = labels.data.reduce((sum, label) => sum + label * label, 0) / 400;
    const explained = cross ** 2 / moments[0]!;
    writeFileSync(
      place('own.csv'),
      `eigenvalue,weight\n${moments.map((moment, j) => `${moment},${j === 0 ? explained : 0}`).join('\n')}\n0,${power - explained}\n`,
    );
    const { verdict, limits } = resultsOf(text);
    expect(verdict).toBe('agree');
    // More samples than rows can be drawn.
    expect(limits.length).toBe(2);
  });
});

it('rows that are prepared otherwise than those of the spectrum are named', () => {
  writeFileSync(
    place('words.csv'),
    `# data: ${own},centre
# estimated from 400 rows, data ${openData(`${own},centre`).source.digest}
eigenvalue,weight,multiplicity
1,0.5,3
`,
  );
  const said = (text: string) =>
    rowsCaution(at({ spectrum: `file:${place('words.csv')}`, data: text, n: 30 })).join();
  expect(said(`${own},centre`)).toBe('');
  expect(said(others)).toBe('');
  expect(said(own)).toBe(
    `other rows: the spectrum is that of ${own},centre, the data are ${own}; expected the same words, or files that have not changed`,
  );
});

describe('leverages of rows', () => {
  const data = 'scenarios/data/mixture-inputs.npy,scenarios/data/mixture-labels.npy';

  it('have the moments that numpy finds', () => {
    // s, U = eigh(XᵀX/N); h = ((X U)²/(s + κ)).sum(1); h.mean(), h.var(), 2 Σ (s/(s + κ))², numpy 2.4.6 on the 1600 rows of the file.
    for (const [kappa, mean, variance, gaussian] of [
      [0.02, 35.26286752178836, 36.20793972779922, 63.427509682374065],
      [0.5, 16.204581666531624, 9.506248625478225, 18.984120877245743],
    ] as const) {
      const found = leveragesAt(openData(data), kappa);
      expect(found.mean).toBeCloseTo(mean, 10);
      expect(found.variance).toBeCloseTo(variance, 10);
      expect(found.gaussian).toBeCloseTo(gaussian, 10);
    }
  });

  it('caution where they are far more uneven than Gaussian ones, until there are samples enough', () => {
    // A twentieth of the rows is ten times as long: of x = s g, E s⁴/(E s²)² is large.
    const draws = new Float64Array(400 * 9);
    openStream([31, 7], 0, 0).normals(draws);
    const rows = Array.from({ length: 400 }, (_, i) =>
      [...draws.subarray(9 * i, 9 * i + 8)].map((value) => (i % 20 === 0 ? 10 * value : value)),
    );
    writeFileSync(place('long-x.npy'), npyFile(rows));
    writeFileSync(place('long-y.npy'), npyFile(rows.map(([a], i) => [a! + draws[9 * i + 8]!])));
    writeFileSync(place('long.csv'), 'eigenvalue,weight,multiplicity\n6,6,8\n0,1,1\n');
    const long = {
      spectrum: `file:${place('long.csv')}`,
      data: `${place('long-x.npy')},${place('long-y.npy')}`,
    };
    const kinds = (more: Point) =>
      linear.cautions(at({ ...long, ...more })).map((each) => each.split(':')[0]);
    expect(kinds({ n: 30 })).toEqual(['uneven rows']);
    expect(kinds({ n: 300 })).toEqual([]);
    expect(kinds({ n: 30, ridge: 100 })).toEqual([]);
    const own = drawRows('even', 400, 5);
    expect(linear.cautions(at({ data: own, n: 21 }))).toEqual([]);
  });

  it('are not those of random features, to which labels that are not linear are noise', () => {
    const point = {
      ...Object.fromEntries(
        [...randomFeatures.parameters, ...randomFeatures.inputs].flatMap(({ name, default: value }) =>
          value === undefined ? [] : [[name, value]],
        ),
      ),
      ...{ spectrum: `file:${place('eigs.csv')}`, data: own, n: 30, k: 20 },
    };
    const said = (activation: string) => randomFeatures.cautions({ ...point, activation }).join('\n');
    expect(said('relu')).toContain('labels beyond linear: 50 % of their power');
    expect(said('identity')).toBe('');
  });
});
