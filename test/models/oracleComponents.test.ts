import { describe, expect, it } from 'vitest';
import { predictGiven } from '../../src/models/given.ts';
import { modelNamed } from '../../src/models/registry.ts';

const linear = modelNamed('linear');
const blocks = '0.2:2:0.4,0.2:1.2:0.3,0.2:0.8:0.15,0.2:0.4:0.1,0.2:0.2:0.05';
const at = (point: object) => predictGiven(linear, { noise: 0.3, blocks, ...point });

describe('oracle principal components', () => {
  // Independent evaluations of the formulas of Xu & Hsu, arXiv:1906.01139: n/p and blocks that are kept of five.
  it.each([
    [0.5, 4, 1.0108356971609107],
    [0.5, 5, 0.7894953496201131],
    [0.9, 3, 1.0500000000000003],
  ])('have the risk of reference at n/p = %d, %d blocks', (samples, kept, risk) => {
    const gamma = 1 / samples;
    const { excessRisk } = at({ gamma, oracleComponents: (gamma * kept) / 5 });
    expect(excessRisk).toBeCloseTo(risk, 12);
  });

  it('below n of them are least squares with what is dropped as noise, (v⊥ + σ²)/(1 − q/n) − σ²', () => {
    expect(at({ gamma: 2, oracleComponents: 0.6 }).excessRisk).toBeCloseTo((0.45 + 0.3) / 0.4 - 0.3, 12);
    expect(at({ gamma: 2, oracleComponents: 1 }).status).toBe('diverges');
  });

  it('of an explicit spectrum are its leading directions p', () => {
    const explicit = predictGiven(linear, { spectrum: 'power:a=1,b=1,count=100', n: 50, p: 30, noise: 0.3 });
    const shares = Array.from({ length: 100 }, (_, i) => 1 / (i + 1));
    const mean = shares.reduce((sum, each) => sum + each, 0) / 100;
    const typed = shares.map((each) => `0.01:${each / mean}`).join(',');
    const oracle = at({ blocks: typed, gamma: 2, oracleComponents: 0.6 });
    expect(oracle.excessRisk).toBeCloseTo(explicit.excessRisk!, 9);
  });

  it('are the leading directions of trials, too, at whole numbers', () => {
    const whole = { ridge: 0, signal: 1, nonlinear: 0, observedShare: 1, distribution: 'gaussian' };
    const point = { ...whole, noise: 0.3, blocks: '0.5:0.5,0.25:1,0.25:2', gamma: 2, oracleComponents: 0.81 };
    const { sizes, ratios, series } = linear.realise(point, 20);
    expect(ratios).toEqual({ gamma: 2, oracleComponents: 0.8 });
    expect(sizes).toEqual({ n: 20, p: 16, d: 40 });
    const { cell } = series as unknown as { cell: { blocks: readonly { observed: number }[] } };
    expect(cell.blocks.map(({ observed }) => observed)).toEqual([0, 6, 10]);
  });

  it.each([
    [
      { gamma: 0.5, oracleComponents: 0.6 },
      'oracleComponents 0.6 is more than there are directions; expected at most p/n = 0.5',
    ],
    [{ gamma: 2, observedShare: 0.5, oracleComponents: 0.6 }, 'exclude each other'],
    [
      { gamma: 2, spectrum: 'power:a=1,count=9', blocks: 'isotropic', oracleComponents: 0.6 },
      'give p, the leading directions',
    ],
    [{ gamma: 2, components: 0.3, rcond: 0.1 }, 'rcond 0.1 and components 0.3 exclude each other'],
    [
      { gamma: 2, components: 0.3, ridge: 0.1 },
      'components 0.3 needs ridge 0, not 0.1: what is kept has no penalty',
    ],
    [{ n: 20, spectrum: 'power:a=1,count=9', blocks: 'isotropic', rcond: 0.1 }, 'expected components'],
  ])('%o is refused', (point, message) => {
    expect(() => at(point)).toThrow(message);
  });
});
