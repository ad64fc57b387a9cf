import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { linearExactMeans } from '../../src/models/linear/exactMeans.ts';
import { linear } from '../../src/models/linear/linear.ts';
import { estimatedQuantities, simulatedQuantities } from '../../src/simulators/regression/quantities.ts';
import { readOff } from '../../src/simulators/regression/readings.ts';
import { predictLimit } from '../../src/theories/engine.ts';
import { relativeError } from '../helpers/random.ts';
import { readTrial } from '../helpers/trials.ts';

const base = {
  signal: 2,
  nonlinear: 0,
  noise: 0.7,
  ridge: 0,
  distribution: 'gaussian',
  blocks: 'isotropic',
  observedShare: 1,
};

describe('linearExactMeans', () => {
  it.each([
    { ...base, gamma: 0.75 },
    { ...base, gamma: 1.5 },
    { ...base, gamma: 1.5, observedShare: 0.5 },
    { ...base, gamma: 0.5, blocks: '0.25:3,0.75:0.4' },
  ])('has the engine’s limit, approached at order 1/n: %o', (point) => {
    const gap = (size: number) => {
      const realisation = linear.realise(point, size);
      const means = linearExactMeans(realisation);
      const theory = predictLimit(realisation.limit);
      for (const quantity of simulatedQuantities.filter((each) => !estimatedQuantities.includes(each))) {
        const { limit } = means[quantity]!;
        if (theory[quantity]! === 0) expect(limit).toBe(0);
        else expect(relativeError(limit, theory[quantity]!)).toBeLessThan(1e-12);
      }
      return means.excessRisk!.mean / means.excessRisk!.limit - 1;
    };
    expect(gap(4000) / gap(8000)).toBeCloseTo(2, 1);
  });

  it('is the mean of simulated trials at small sizes', () => {
    const backend = openEmbedded();
    for (const point of [
      { ...base, gamma: 0.5 },
      { ...base, gamma: 2 },
      { ...base, gamma: 0.5, blocks: '0.25:3,0.75:0.4' },
      { ...base, gamma: 2, observedShare: 0.5 },
    ]) {
      const realisation = linear.realise(point, 24);
      const series = [{ cell: realisation.series.cell, ridge: 0 }];
      const plan = { design: 'direct', series, labels: 8, nonlinear: false, seed: 'means' } as const;
      const trials = Array.from({ length: 800 }, (_, trial) => readTrial(backend, plan, trial)[0]!);
      const excess = trials.map((read) => 2 * read('riskSignal') + 0.7 * read('riskNoise'));
      const train = trials.map((read) => 2 * read('trainSignal') + 0.7 * read('trainNoise'));
      const means = linearExactMeans(realisation);
      expect(Math.abs(score(excess, means.excessRisk!.mean))).toBeLessThan(4);
      if (means.trainError!.mean > 0) expect(Math.abs(score(train, means.trainError!.mean))).toBeLessThan(4);
      // The limit is not the mean: 24 samples tell them apart.
      if (point.gamma < 1) expect(Math.abs(score(excess, means.excessRisk!.limit))).toBeGreaterThan(4);
    }
  });

  it('is the mean of crossed trials, term by term', () => {
    const backend = openEmbedded();
    for (const point of [
      { ...base, gamma: 0.5, observedShare: 0.6, blocks: '0.25:3,0.75:0.4' },
      { ...base, gamma: 2, observedShare: 0.5 },
    ]) {
      const realisation = linear.realise(point, 24);
      const series = [{ cell: realisation.series.cell, ridge: 0 }];
      const plan = { design: 'crossed', series, labels: 8, nonlinear: false, seed: 'terms' } as const;
      const trials = Array.from({ length: 400 }, (_, trial) => readTrial(backend, plan, trial)[0]!);
      const means = linearExactMeans(realisation);
      for (const quantity of ['excessRisk', 'trainError', 'bias2', 'varianceData', 'noiseData'] as const) {
        const values = trials.map((trial) => readOff(trial, realisation.readout, quantity));
        const { mean } = means[quantity]!;
        if (mean === 0) for (const value of values) expect(value).toBeLessThan(1e-20);
        else expect(Math.abs(score(values, mean)), `${quantity} at γ ${point.gamma}`).toBeLessThan(4);
      }
      for (const trial of trials) expect(readOff(trial, realisation.readout, 'varianceFeatures')).toBe(0);
    }
  });

  it('claims nothing where no exact mean is known', () => {
    for (const change of [{ ridge: 0.1 }, { distribution: 'sphere' }, { nonlinear: 1 }, { gamma: 1 }]) {
      expect(linearExactMeans(linear.realise({ ...base, gamma: 0.5, ...change }, 40))).toEqual({});
    }
    expect(linearExactMeans(linear.realise({ ...base, gamma: 2, blocks: '0.25:3,0.75:0.4' }, 40))).toEqual(
      {},
    );
  });
});

/** (mean − wanted) / standard error. */
function score(values: readonly number[], wanted: number): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
  return (mean - wanted) / Math.sqrt(variance / values.length);
}
