import { describe, expect, it } from 'vitest';
import { exactMeans, modelNamed, type Point } from '../../src/index.ts';
import { openEmbedded } from '../../src/linalg/embedded.ts';
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

describe('exact means of least squares', () => {
  it.each([
    { ...base, gamma: 0.75 },
    { ...base, gamma: 1.5 },
    { ...base, gamma: 1.5, observedShare: 0.5 },
    { ...base, gamma: 0.5, blocks: '0.25:3,0.75:0.4' },
    { ...base, gamma: 0.75, fitIntercept: 'true' },
    { ...base, gamma: 1.5, fitIntercept: 'true', observedShare: 0.5 },
  ])('has the engine’s limit, approached at order 1/n: %o', (point) => {
    const gap = (size: number) => {
      const realisation = linear.realise(point, size);
      const means = realisation.exactMeans!;
      const theory = predictLimit(realisation.limit);
      for (const quantity of simulatedQuantities.filter((each) => !estimatedQuantities.includes(each))) {
        const { limit } = means[quantity]!;
        if (theory[quantity]! === 0) expect(limit).toBe(0);
        else expect(relativeError(limit, theory[quantity]!)).toBeLessThan(1e-12);
      }
      return means['excessRisk']!.mean / means['excessRisk']!.limit - 1;
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
      const means = realisation.exactMeans!;
      expect(Math.abs(score(excess, means['excessRisk']!.mean))).toBeLessThan(4);
      if (means['trainError']!.mean > 0)
        expect(Math.abs(score(train, means['trainError']!.mean))).toBeLessThan(4);
      // The limit is not the mean: 24 samples tell them apart.
      if (point.gamma < 1) expect(Math.abs(score(excess, means['excessRisk']!.limit))).toBeGreaterThan(4);
    }
  });

  it('is the mean of simulated trials with an intercept, which shares its draws with fits without one', () => {
    const backend = openEmbedded();
    for (const point of [
      { ...base, gamma: 0.5, blocks: '0.25:3,0.75:0.4' },
      { ...base, gamma: 2, observedShare: 0.8 },
      { ...base, gamma: 0.75 },
    ]) {
      const realisation = linear.realise({ ...point, fitIntercept: 'true' }, 16);
      const { cell } = realisation.series;
      const series = [{ cell, ridge: 0 }, realisation.series];
      const plan = { design: 'direct', series, labels: 8, nonlinear: false, seed: 'means' } as const;
      const trials = Array.from({ length: 1200 }, (_, trial) => readTrial(backend, plan, trial)[1]!);
      for (const quantity of ['excessRisk', 'trainError'] as const) {
        const values = trials.map((trial) => readOff(trial, realisation.readout, quantity));
        const { mean } = realisation.exactMeans![quantity]!;
        if (mean === 0) for (const value of values) expect(value).toBeLessThan(1e-20);
        else expect(Math.abs(score(values, mean)), `${quantity} at γ ${point.gamma}`).toBeLessThan(4);
      }
      // Without the intercept the mean is another.
      const other = linear.realise(point, 16).exactMeans!['excessRisk']!.mean;
      const excess = trials.map((trial) => readOff(trial, realisation.readout, 'excessRisk'));
      expect(Math.abs(score(excess, other))).toBeGreaterThan(4);
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
      const means = realisation.exactMeans!;
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
    for (const change of [{ ridge: 0.1 }, { distribution: 'sphere' }, { nonlinear: 1 }, { time: 2 }]) {
      expect(linear.realise({ ...base, gamma: 0.5, ...change }, 40).exactMeans).toEqual({});
    }
    expect(linear.realise({ ...base, gamma: 2, blocks: '0.25:3,0.75:0.4' }, 40).exactMeans).toEqual({});
  });
});

describe('exactMeans', () => {
  const at = (point: Point, model = 'linear') => exactMeans(modelNamed(model), point);

  it.each([
    // σ² p/(n−p−1), and unseen signal as noise that stays.
    [
      { n: 40, p: 20, noise: 0.5 },
      { excessRisk: (0.5 * 20) / 19, testError: 0.5 + (0.5 * 20) / 19 },
    ],
    [
      { n: 9, p: 4, noise: 3, blocks: '0.5:3,0.5:1' },
      { excessRisk: 3, trainError: (3 * 5) / 9, bias: 0 },
    ],
    [
      { n: 9, p: 4, observedShare: 0.5 },
      { excessRisk: 0.5 + 0.5, bias2: 0.5, noiseData: 0 },
    ],
    // r²(1 − n/p) + σ² n/(p−n−1).
    [
      { n: 10, p: 40, noise: 0.5, signal: 2 },
      { excessRisk: 2 * 0.75 + 5 / 29, variance: 5 / 29, bias: 1.5, bias2: 2 * 0.75 ** 2, trainError: 0 },
    ],
    // A common variance cancels, directions of variance 0 are none, and unfitted ones are noise.
    [{ n: 10, noise: 0.5, spectrum: 'power:a=0,count=40' }, { excessRisk: 0.75 + 5 / 29 }],
    [{ n: 40, p: 10, noise: 0.5, spectrum: 'power:a=1,b=0,count=20' }, { excessRisk: 0.5 + 10 / 29 }],
    // At 10⁵ directions nothing is drawn.
    [{ n: 1e6, noise: 1, spectrum: 'power:a=1,count=1e5' }, { excessRisk: 1e5 / (9e5 - 1) }],
  ] as [Point, Record<string, number>][])('are those of the formulas at %o', (point, wanted) => {
    const found = at(point)!;
    expect(found.status).toBe('ok');
    for (const [name, value] of Object.entries(wanted)) {
      if (value === 0) expect(found.means[name], name).toBe(0);
      else expect(relativeError(found.means[name]!, value), name).toBeLessThan(1e-12);
    }
  });

  it.each([
    // σ² (n+1)(n−2)/(n(n−p−2)) with the label's own noise.
    [{ n: 40, p: 20, signal: 0 }, (41 * 38) / (40 * 18) - 1],
    [{ n: 40, p: 20, signal: 0 }, 1.1638888888888888],
    [{ n: 30, p: 10, signal: 5, blocks: '0.5:3,0.5:1' }, (31 * 28) / (30 * 18) - 1],
    // R of n − 1 rows, R = r²(1 − (n−1)/p) + σ² (n−1)/(p−n), and (σ² + R)/n.
    [{ n: 10, p: 40, signal: 2 }, 1.1 * ((2 * 31) / 40 + 9 / 30) + 0.1],
  ] as [Point, number][])('have an intercept’s %o', (point, excessRisk) => {
    const { status, means } = at({ ...point, noise: 1, fitIntercept: 'true' })!;
    expect(status).toBe('ok');
    expect(means['excessRisk']!).toBeCloseTo(excessRisk, 12);
    expect(means['bias']! + means['variance']!).toBeCloseTo(excessRisk, 12);
    const terms = ['bias2', 'varianceData', 'noiseData'].reduce((sum, name) => sum + means[name]!, 0);
    expect(terms).toBeCloseTo(excessRisk, 12);
    const { n, p } = point as { n: number; p: number };
    expect(means['trainError']!).toBeCloseTo(Math.max(0, n - 1 - p) / n, 14);
  });

  it('have their peak at p = n − 1 with an intercept', () => {
    const statuses = [17, 18, 19, 20, 21].map(
      (p) => at({ n: 20, p, noise: 1, fitIntercept: 'true' })!.status,
    );
    expect(statuses).toEqual(['ok', 'no mean', 'no mean', 'no mean', 'ok']);
  });

  it('are null where the integral diverges, |n − p| ≤ 1, and only for what it is part of', () => {
    for (const p of [19, 20, 21]) {
      const { status, means } = at({ n: 20, p, noise: 1 })!;
      expect([status, means['excessRisk'], means['testError'], means['variance']]).toEqual([
        'no mean',
        null,
        null,
        null,
      ]);
      expect(means['trainError']).toBeCloseTo(Math.max(0, 1 - p / 20), 14);
      expect(means['bias']).toBeCloseTo(Math.max(0, 1 - 20 / p), 14);
      // Without noise there is nothing that diverges.
      expect(at({ n: 20, p, noise: 0 })).toMatchObject({ status: 'ok', means: { variance: 0 } });
    }
    expect([18, 22].map((p) => at({ n: 20, p, noise: 1 })!.status)).toEqual(['ok', 'ok']);
  });

  it('are not known elsewhere, and at ratios none are meant', () => {
    for (const change of [{ ridge: 0.1 }, { nonlinear: 1 }, { distribution: 'sphere' }, { time: 3 }])
      expect(at({ n: 20, p: 5, ...change })).toEqual({ status: 'not known', means: {} });
    expect(at({ n: 20, p: 50, blocks: '0.5:3,0.5:1' })!.status).toBe('not known');
    expect(at({ gamma: 0.5 })).toBeNull();
    expect(at({ n: 20, k: 5, d: 9 }, 'random-features')).toBeNull();
  });

  it('count the separable labellings of points in general position', () => {
    // Of 4 points in the plane 8 of 16; of n = 2p half; all of n ≤ p.
    for (const [n, d, share] of [
      [4, 2, 0.5],
      [4, 3, 14 / 16],
      [20, 10, 0.5],
      [5, 5, 1],
    ] as const) {
      const { status, means } = at({ labels: 'random', n, d }, 'classification')!;
      expect(status).toBe('ok');
      expect(means['separable']).toBeCloseTo(share, 14);
    }
    expect(at({ n: 4, d: 2 }, 'classification')!.status).toBe('not known');
  });
});

/** (mean − wanted) / standard error. */
function score(values: readonly number[], wanted: number): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
  return (mean - wanted) / Math.sqrt(variance / values.length);
}
