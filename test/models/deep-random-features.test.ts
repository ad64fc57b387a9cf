import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { deepRandomFeatures } from '../../src/models/deep-random-features/deepRandomFeatures.ts';
import { predict, resolvePoint } from '../../src/models/model.ts';
import { randomFeatures } from '../../src/models/random-features/randomFeatures.ts';
import { drawDeepWeights } from '../../src/parts/features/deep.ts';
import type { Point } from '../../src/parts/parameter.ts';
import { openStream } from '../../src/random/stream.ts';
import deep from '../../src/simulators/deep/deep.ts';
import { runTrial } from '../../src/simulators/simulator.ts';
import { readTrial } from '../helpers/trials.ts';

const base: Point = {
  psi2: 1.3,
  widths: '1.5,2',
  activations: 'tanh',
  signal: 1,
  nonlinear: 0.2,
  noise: 0.3,
  ridge: 0.05,
  distribution: 'gaussian',
  blocks: '0.25:3,0.75:0.4',
};

const risk = (given: Point) => predict(deepRandomFeatures, { ...base, ...given }).excessRisk!;

describe('deep random features', () => {
  it('of one layer are random features', () => {
    for (const ridge of [0, 0.05]) {
      const point = { ...base, ridge, psi1: 1.5, activation: 'relu', weights: 'sphere' };
      const one = predict(deepRandomFeatures, { ...base, ridge, widths: '1.5', activations: 'relu' });
      expect(one).toEqual(predict(randomFeatures, point));
    }
  });

  it('draw the weights that the formula says', () => {
    expect(deepRandomFeatures.formula).toContain(
      'rows of W_1 of norm 1, entries of the others N(0, 1/N_{l−1})',
    );
    const backend = openEmbedded();
    const layers = [400, 300].map((count) => ({ count, activation: 'tanh' }));
    const [first, second] = drawDeepWeights(backend, layers, 50, openStream([1, 2], 0, 0));
    for (let i = 0; i < 400; i++) {
      const row = first!.data.subarray(50 * i, 50 * (i + 1));
      expect(row.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 12);
    }
    const square = second!.data.reduce((sum, value) => sum + value * value, 0) / second!.data.length;
    // 120,000 entries: a standard error of 0.4 %.
    expect(Math.abs(400 * square - 1)).toBeLessThan(0.02);
  });

  it('pass linear layers of unlimited width through, whatever their scale', () => {
    const one = risk({ widths: '2', activations: 'erf' });
    expect(risk({ widths: '1e6,2', activations: 'identity,erf' })).toBeCloseTo(one, 5);
    expect(risk({ widths: '1e6,1e6,2', activations: '3*x+1,identity,erf' })).toBeCloseTo(one, 5);
    // A narrow one forgets directions.
    expect(risk({ widths: '0.3,2', activations: 'identity,erf' })).toBeGreaterThan(one);
  });

  it('diverge where the last layer is as wide as the samples are many, and have a best ridge', () => {
    const point = { ...base, psi2: 2, ridge: 0 };
    expect(predict(deepRandomFeatures, point)).toMatchObject({ status: 'diverges', excessRisk: null });
    expect(deepRandomFeatures.threshold('psi2', point)).toBe(2);
    const best = resolvePoint(deepRandomFeatures, { ...base, ridge: 'optimal' })['ridge'] as number;
    for (const factor of [0.5, 2]) expect(risk({ ridge: best })).toBeLessThan(risk({ ridge: factor * best }));
  });

  it.each([
    [{ widths: '2,x' }, "'x' in '2,x' is not a width; expected numbers from 1e-6 to 1e6"],
    [
      { widths: '2,3,1', activations: 'relu,tanh' },
      'widths 2,3,1 are 3 layers and activations relu,tanh 2; expected as many, or one activation for all',
    ],
    [
      { activations: 'tanh,identity' },
      'activations tanh,identity: the last one, identity, is linear; expected one that is not',
    ],
  ])('refuse %o', (given, message) => {
    expect(() => deepRandomFeatures.check!({ ...base, ...given })).toThrow(new InputError(message));
  });

  it.each([
    { widths: '1.5,2', activations: 'tanh' },
    { widths: '2,1,1.5', activations: 'max(x,0),erf,relu', psi2: 3 },
  ])('have the mean at finite size that theory predicts: %o', (given) => {
    const backend = openEmbedded();
    const point: Point = { ...base, ...(given as Point), distribution: 'sphere', blocks: 'isotropic' };
    const { series, readout, limit } = deepRandomFeatures.realise(point, 80);
    const { cell } = series;
    const plan = {
      design: 'direct' as const,
      series: [{ cell, ridge: readout.ridge }],
      labels: 8,
      nonlinear: true,
      seed: 'test',
    };
    const trials = Array.from({ length: 24 }, (_, trial) => {
      const read = readTrial(backend, plan, trial, deep)[0]!;
      return read('riskSignal') + 0.2 * read('riskNonlinear') + 0.3 * read('riskNoise');
    });
    expect(runTrial(deep, backend, plan, 3)).toEqual(runTrial(deep, openEmbedded(), plan, 3));
    expect(limit.layers!.length).toBe(given.widths.split(',').length - 1);
    const mean = trials.reduce((a, b) => a + b, 0) / trials.length;
    const variance = trials.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (trials.length - 1);
    const theory = risk(point);
    expect(Math.abs(mean - theory)).toBeLessThan(4 * Math.sqrt(variance / trials.length) + 0.03 * theory);
  });
});
