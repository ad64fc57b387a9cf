import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { separability } from '../../src/models/classification/exactMeans.ts';
import { predict } from '../../src/models/model.ts';
import { modelNamed } from '../../src/models/registry.ts';
import { type Memory, resultsOf } from './inProcess.ts';

const scaled = `title: Absolute sizes
model: linear
parameters: { n: 40, p: 20, noise: 1 }
theories:
  - engine
  - { name: finite, excessRisk: "noise*p/(n-p-1)" }
  - { name: limit, excessRisk: "noise*p/(n-p)" }
  - { name: slip, excessRisk: "1.06*noise*p/(n-p-1)" }
  - { name: literal, excessRisk: "noise*20/(n-20)" }
  - { name: literal slip, excessRisk: "1.06*noise*20/(n-20)" }
simulation: { scales: [1, 2, 4], trials: [2000, 800, 400], design: tridiagonal }
comparison: { tolerance: 0.05 }
`;
/** Drawn once. */
const known: Memory = new Map();
const verdicts = (text: string, overrides: string[] = []) =>
  Object.fromEntries(
    resultsOf(text, overrides, known).limits.map(({ by, verdict, method }) => [by, `${verdict}, ${method}`]),
  );

describe('absolute sizes that are scaled', () => {
  it('support a formula of finite sizes and one of the limit alike, and refute a slip', () => {
    expect(verdicts(scaled)).toEqual({
      engine: 'agree, exact',
      finite: 'agree, ladder',
      limit: 'agree, ladder',
      slip: 'disagree, ladder',
      // Numbers in the place of sizes do not scale: what is said at the point is then read as its limit.
      literal: 'agree, ladder',
      'literal slip': 'disagree, ladder',
    });
  });

  it('scale all together', () => {
    const { cells } = resultsOf(scaled, [], known);
    const sizes = cells.filter(({ by }) => by === 'engine').map((cell) => cell.sizes);
    expect(sizes).toMatchObject([
      { n: 40, p: 20 },
      { n: 80, p: 40 },
      { n: 160, p: 80 },
    ]);
  });

  it('leave the limit where it is, with a spectrum of which every direction is there more often', () => {
    const linear = modelNamed('linear');
    const given = { spectrum: 'power:a=1.3,b=2,count=30', blocks: 'isotropic', signal: 1, nonlinear: 0 };
    const point = {
      ...given,
      n: 50,
      p: 20,
      noise: 0.3,
      ridge: 0.01,
      observedShare: 1,
      distribution: 'gaussian',
    };
    const larger = linear.scaled!(point, 3)!;
    expect(larger).toMatchObject({ n: 150, p: 60, spectrum: '3*power:a=1.3,b=2,count=30' });
    expect(predict(linear, larger).excessRisk).toBeCloseTo(predict(linear, point).excessRisk!, 13);
    expect(linear.scaled!(point, 1.5)).toBeNull();
  });

  it.each([
    ['simulation.scales=[2,1]', /simulation\.scales: 1 follows 2; expected ascending, distinct scales/],
    ['simulation.scales=[0]', /simulation\.scales/],
    ['parameters={gamma: 0.5}', /simulation\.scales \[1,2,4\] are for absolute sizes among the parameters/],
    [
      'simulation.sizes=[40]',
      /simulation\.scales \[1,2,4\] are for absolute sizes among the parameters; expected sizes/,
    ],
  ])('refuses %s', (override, message) => {
    expect(() => resultsOf(scaled, [override])).toThrow(InputError);
    expect(() => resultsOf(scaled, [override])).toThrow(message);
  });

  it('refuses parts of a spectrum, and what cannot be scaled at all', () => {
    const spectrum = [
      'inputs.spectrum=power:a=1,count=20',
      'parameters.ridge=0.1',
      'simulation.scales=[0.5,1]',
    ];
    expect(() => resultsOf(scaled, spectrum)).toThrow(
      'simulation.scales 0.5 is impossible with an explicit spectrum; expected a whole number',
    );
    const kernel =
      'model: kernel\nparameters: { n: 40, dimension: 20 }\nsimulation: { trials: 4, scales: [1, 2] }';
    expect(() => resultsOf(kernel)).toThrow('simulation.scales 2 is impossible for these points of kernel');
  });
});

describe('a claim of what holds at a size, as such', () => {
  const alone = scaled.replace('scales: [1, 2, 4], trials: [2000, 800, 400]', 'trials: 2000');

  it('is what absolute sizes that are not scaled mean, to the tolerance', () => {
    // At n = 40, p = 20 the limit is 5 % below the mean.
    expect(verdicts(alone, ['comparison.tolerance=0.03'])).toMatchObject({
      engine: 'agree, exact',
      finite: 'agree, size',
      limit: 'disagree, size',
      slip: 'disagree, size',
    });
    expect(verdicts(alone, ['comparison.tolerance=0.15'])).toMatchObject({ limit: 'agree, size' });
    const off = resultsOf(alone, ['comparison.tolerance=0.03'], known).limits.find(
      ({ by }) => by === 'limit',
    )!;
    expect(off.reason).toMatch(/^off by [45]\.\d % ± 0\.\d+ % at size 40, tolerance 3 %$/);
  });

  it('is of the largest size where there are several, and may be chosen', () => {
    const chosen = ['comparison.claim=size', 'comparison.tolerance=0.03'];
    // At n = 160 it is 1.3 % below.
    expect(verdicts(scaled, chosen)).toMatchObject({ limit: 'agree, size', slip: 'disagree, size' });
    expect(verdicts(alone, ['comparison.claim=limit'])).toMatchObject({ slip: 'undecided, single-size' });
  });
});

describe('Cover’s count', () => {
  it('is of three points in the plane 6 of 8 labellings, of twice as many points as dimensions half', () => {
    expect(separability(3, 2)).toBeCloseTo(0.75, 15);
    expect(separability(24, 12)).toBeCloseTo(0.5, 14);
    expect(separability(7, 7)).toBe(1);
  });

  it('is what random labels are separable with, where the limit is 1 or 0', () => {
    const text = `model: classification
parameters: { alpha: [1.6, 2.4], loss: hinge, labels: random, ridge: 0 }
simulation: { sizes: [10], trials: 200 }
comparison: { quantities: [separable], tolerance: 0.2 }
`;
    const { limits } = resultsOf(text);
    expect(limits.map(({ theory }) => theory)).toEqual([separability(16, 10), separability(24, 10)]);
    expect(limits.every(({ verdict, method }) => verdict === 'agree' && method === 'proportion')).toBe(true);
    // Not 1 and 0.
    const [few, many] = limits.map(({ estimate }) => estimate!);
    expect(Math.abs(few! - separability(16, 10))).toBeLessThan(0.12);
    expect(Math.abs(many! - separability(24, 10))).toBeLessThan(0.12);
  });
});

it('trials that exceed a limit by orders of magnitude refute it, where their mean cannot', () => {
  const { limits } = resultsOf(`model: random-features
parameters: { n: 6, k: 20, d: 2, activation: tanh, noise: 0.1, ridge: 0 }
simulation: { trials: 300 }
`);
  expect(limits).toMatchObject([{ verdict: 'disagree', method: 'order-statistics' }]);
  expect(limits[0]!.estimate! / limits[0]!.theory!).toBeGreaterThan(20);
});
