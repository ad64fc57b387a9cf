import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signatures } from '../../src/models/registry.ts';
import { openStream } from '../../src/random/stream.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { npyFile } from '../helpers/npy.ts';
import { type Memory, resultsOf } from './inProcess.ts';

const linear = `title: A power law
model: linear
parameters: { n: [80, 160], ridge: 1e-3, noise: 0.02 }
inputs: { spectrum: "power:a=0.8,b=1.4,count=240" }
simulation: { trials: 60, labels: 40 }
comparison: { alpha: 0.05, tolerance: 0.05, quantities: [excessRisk, trainError, bias, variance] }
`;

const random = `title: Neurons on a power law
model: random-features
parameters: { n: 150, k: [80, 300], ridge: 1e-2, noise: 0.1, activation: erf, signal: 2 }
inputs: { spectrum: "power:a=0.3,b=0.9,count=120" }
simulation: { trials: 60, labels: 40 }
comparison: { alpha: 0.05, tolerance: 0.08 }
`;

describe('explicit spectra', () => {
  const known: Memory = new Map();

  it.each([
    ['linear features', linear],
    ['random features', random],
  ])('agree with %s at absolute sizes, and exact averages have the mean of drawn labels', (_, text) => {
    const drawn = resultsOf(text, [], known);
    const exact = resultsOf(text, ['simulation.labels=exact', 'simulation.seed=2']);
    expect(drawn.verdict).toBe('agree');
    expect(exact.verdict).toBe('agree');
    expect(drawn.limits.map(({ method }) => method)).toEqual(drawn.limits.map(() => 'size'));
    for (const [i, one] of drawn.limits.entries()) {
      const other = exact.limits[i]!;
      const error = Math.hypot(one.standardError!, other.standardError!);
      expect(Math.abs(one.estimate! - other.estimate!)).toBeLessThan(4 * error);
    }
  });

  it('refute a theory that is far off, though nothing is extrapolated', () => {
    expect(resultsOf(linear, ['comparison.theoryFactor=3'], known).verdict).not.toBe('agree');
  });

  it('sizes are absolute or ratios, in one scenario and in one point', () => {
    const load = (...overrides: string[]) => loadScenario('s.yaml', linear, signatures, overrides);
    expect(() => load('simulation.sizes=40')).toThrow(
      'simulation.sizes 40 cannot be chosen: the parameters are absolute sizes',
    );
    expect(() => load('parameters.gamma=2')).toThrow('gamma 2 and n 80 exclude each other');
    expect(() => load('parameters.p=241')).toThrow(
      'p 241 is more than the 240 directions of spectrum power:',
    );
    expect(() => load('parameters.n=80.5')).toThrow(
      '80.5 is not a whole number; expected a whole number from 1',
    );
    expect(() => load('inputs.blocks="0.5:1.5,0.5:0.5"')).toThrow('exclude each other; give one of them');
    expect(() => load('inputs.spectrum=isotropic')).toThrow('n 80 needs p beside it');
    expect(() => load('parameters.observedShare=0.5')).toThrow(
      'observedShare 0.5 is not for an explicit spectrum',
    );
  });
});

describe('a scenario on the rows of a data set', () => {
  const folder = mkdtempSync(join(tmpdir(), 'descent-'));
  const [rows, columns] = [3000, 12];
  const draws = new Float64Array(rows * (columns + 1));
  openStream([5, 6], 0, 0).normals(draws);
  const inputs = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => draws[i * columns + j]! / (1 + j)),
  );
  // Power 1 on the first column, 1/4 on the second, noise 0.5.
  const labels = inputs.map((row, i) => [row[0]! + row[1]! + Math.SQRT1_2 * draws[rows * columns + i]!]);
  const [x, y, eigs] = ['x.npy', 'y.npy', 'eigs.csv'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(x, npyFile(inputs));
  writeFileSync(y, npyFile(labels));
  const spectrum = Array.from(
    { length: columns },
    (_, j) => `${(1 + j) ** -2},${j === 0 ? 1 : j === 1 ? 0.25 : 0}`,
  );
  writeFileSync(eigs, `eigenvalue,weight\n${spectrum.join('\n')}\n0,0.5\n`);
  const text = `title: Rows
model: linear
parameters: { n: [30, 60], ridge: [0, 0.05] }
inputs: { spectrum: "file:${eigs}", data: "${x},${y}" }
simulation: { trials: 400 }
comparison: { alpha: 0.05, tolerance: 0.06 }
`;

  it('agrees with the spectrum that the rows were drawn from', () => {
    const { verdict, limits } = resultsOf(text);
    expect(verdict).toBe('agree');
    expect(limits.map(({ method }) => method)).toEqual(Array(4).fill('size'));
  });

  it('trains on the rows for a time, too', () => {
    const trained = text.replace('ridge: [0, 0.05]', 'time: [0.5, 20]');
    expect(resultsOf(trained).verdict).toBe('agree');
  });

  it.each([
    ['parameters.n=3000', 'n 3000 leaves no rows of'],
    ['parameters.noise=0.1', 'noise 0.1 cannot be had of data; expected 0'],
    ['parameters.signal=2', 'signal 2 cannot be had of data; expected 1'],
    ['parameters.p=5', 'p 5 of the 12 directions of data'],
    ['inputs.spectrum=power:a=1,count=13', 'has 13 directions, data'],
    ['inputs.data=x.npy', "'x.npy' is not inputs and labels"],
  ])('is refused with %s', (override, message) => {
    expect(() => loadScenario('s.yaml', text, signatures, [override])).toThrow(message);
  });

  it('is drawn row by row only', () => {
    expect(() => resultsOf(text, ['simulation.design=tridiagonal'])).toThrow('tridiagonal cannot draw data');
  });
});

describe('random features of the rows of a data set', () => {
  const folder = mkdtempSync(join(tmpdir(), 'descent-'));
  const [rows, columns, power] = [6000, 60, 0.5];
  const draws = new Float64Array(rows * (columns + 1));
  openStream([7, 7], 0, 0).normals(draws);
  const scales = Array.from({ length: columns }, (_, j) => (1 + j) ** -0.2);
  // In units of their own: what is scaled away. The last column is the one before: no direction of its own.
  const inputs = Array.from({ length: rows }, (_, i) => {
    const row = scales.map((scale, j) => 30 * scale * draws[i * columns + j]!);
    return [...row, row[columns - 1]!];
  });
  const labels = Array.from({ length: rows }, (_, i) => {
    const signal = scales.reduce((sum, _scale, j) => sum + draws[i * columns + j]!, 0) / Math.sqrt(columns);
    return [signal + Math.sqrt(power) * draws[rows * columns + i]!];
  });
  const [x, y, eigs] = ['x.npy', 'y.npy', 'eigs.csv'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(x, npyFile(inputs));
  writeFileSync(y, npyFile(labels));
  const lines = scales.map((scale, j) => `${(j === columns - 1 ? 2 : 1) * 900 * scale ** 2},${1 / columns}`);
  writeFileSync(eigs, `eigenvalue,weight\n${lines.join('\n')}\n0,${power}\n`);
  const text = `title: Neurons on rows
model: random-features
parameters: { n: 150, k: [60, 200], ridge: 0.05, activation: erf }
inputs: { spectrum: "file:${eigs}", data: "${x},${y}" }
simulation: { trials: 50 }
comparison: { alpha: 0.01, tolerance: 0.06 }
`;

  it('agree with the spectrum that the rows were drawn from', () => {
    const { verdict, limits } = resultsOf(text);
    expect(limits.map(({ method }) => method)).toEqual(limits.map(() => 'size'));
    expect(verdict).toBe('agree');
  });

  it.each([
    ['parameters.n=6000', 'n 6000 leaves no rows of'],
    ['parameters.noise=0.1', 'noise 0.1 cannot be had of data; expected 0'],
    ['inputs.spectrum=isotropic', 'needs its spectrum, spectrum: file:'],
  ])('are refused with %s', (override, message) => {
    const more = override.includes('isotropic') ? ['parameters.d=61'] : [];
    expect(() => loadScenario('s.yaml', text, signatures, [override, ...more])).toThrow(message);
  });
});
