import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openBackend } from '../../src/linalg/select.ts';
import { signatures } from '../../src/models/registry.ts';
import { openData } from '../../src/parts/inputs/data.ts';
import { estimateSpectrum, type Groups } from '../../src/parts/inputs/estimate.ts';
import { teacherOf } from '../../src/parts/inputs/teacher.ts';
import { openStream } from '../../src/random/stream.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { npyFile } from '../helpers/npy.ts';
import { resultsOf } from './inProcess.ts';

const folder = mkdtempSync(join(tmpdir(), 'descent-'));
const place = (name: string) => join(folder, name);
const [rows, columns, power] = [3000, 40, 4];
const draws = new Float64Array(rows * (columns + 1));
openStream([17, 7], 0, 0).normals(draws);
const scales = Array.from({ length: columns }, (_, j) => (1 + j) ** -0.2);
const inputs = Array.from({ length: rows }, (_, i) =>
  scales.map((scale, j) => scale * draws[i * columns + j]!),
);
/** A teacher of power 4 spread evenly over the directions, and noise of variance 1 within the sign. */
const labels = Array.from({ length: rows }, (_, i) => {
  const field =
    scales.reduce((sum, _scale, j) => sum + draws[i * columns + j]!, 0) * Math.sqrt(power / columns);
  return [field + draws[rows * columns + i]! > 0 ? 1 : -1];
});
writeFileSync(place('x.npy'), npyFile(inputs));
writeFileSync(place('y.npy'), npyFile(labels));
writeFileSync(place('three.npy'), npyFile(labels.map(([label], i) => [i === 0 ? 2 : label!])));
const data = `${place('x.npy')},${place('y.npy')}`;
const sumOf = (groups: Groups) => groups.reduce((sum, { weight }) => sum + weight, 0);

const backend = openBackend('embedded');
const opened = openData(data);
const estimate = teacherOf(opened, estimateSpectrum(backend, opened));
writeFileSync(
  place('eigs.csv'),
  `eigenvalue,weight\n${estimate.groups.map(({ eigenvalue, weight }) => `${eigenvalue},${weight}`).join('\n')}\n`,
);
const text = `title: Classes of rows
model: classification
parameters: { n: [80, 240], ridge: 0.1, loss: logistic, labels: probit, delta: 1 }
inputs: { spectrum: "file:${place('eigs.csv')}", data: "${data}" }
simulation: { trials: 150 }
comparison: { alpha: 0.01, tolerance: 0.06, quantities: [labelError, testLoss, trainLoss, classificationError] }
`;

describe('classification of the rows of a data set', () => {
  it('has the teacher that made the labels', () => {
    // The share that is explained, (2/π) 4/5 = 0.509, is known to some 0.014 of 3000 rows: ρ to a seventh.
    expect(Math.abs(sumOf(estimate.groups) / power - 1)).toBeLessThan(0.4);
    expect(estimate.groups.length).toBe(columns);
  });

  it('agrees with it in what is about labels, and measures nothing else', () => {
    const { verdict, limits } = resultsOf(text);
    expect(new Set(limits.map(({ quantity }) => quantity))).toEqual(
      new Set(['labelError', 'testLoss', 'trainLoss']),
    );
    expect(verdict).toBe('agree');
  });

  it('agrees with random features of them, too', () => {
    const features = [
      'parameters.k=100',
      'parameters.activation=tanh',
      'parameters.n=160',
      'simulation.trials=60',
    ];
    expect(resultsOf(text, features).verdict).toBe('agree');
  });

  it.each([
    [
      ['parameters.rule=gibbs', 'parameters.ridge=0'],
      'rule gibbs cannot be had of data, which have no teacher',
    ],
    [['parameters.intercept=0.5'], 'intercept 0.5 cannot be had of data'],
    [['parameters.n=3000'], 'n 3000 leaves no rows of'],
    [
      [`inputs.data=${place('x.npy')},${place('three.npy')}`],
      'are of 3 values; expected one of two values, -1 and 1',
    ],
    [['inputs.spectrum=power:a=1,count=39'], 'has 39 directions, data'],
  ])('is refused with %j', (overrides, message) => {
    expect(() => loadScenario('s.yaml', text, signatures, overrides)).toThrow(message);
  });

  it('is refused where the spectrum is that of the labels, or its labels are of no teacher', () => {
    writeFileSync(place('labels.csv'), `eigenvalue,weight\n${scales.map((s) => `${s},1`).join('\n')}\n0,1\n`);
    const other = [`inputs.spectrum=file:${place('labels.csv')}`];
    expect(() => loadScenario('s.yaml', text, signatures, other)).toThrow(
      'expected the spectrum of a teacher',
    );
    // Labels that the first input is explain themselves.
    const clear = { name: 'clear', labels: { ...opened.labels, data: opened.labels.data } };
    const found = {
      ...estimate,
      groups: [
        { eigenvalue: 1, weight: 0.7, multiplicity: 1 },
        { eigenvalue: 0, weight: 0.3, multiplicity: 1 },
      ],
    };
    expect(() => teacherOf(clear, found)).toThrow('explain 70 % of their labels’ power'.replace('’', "'"));
  });
});
