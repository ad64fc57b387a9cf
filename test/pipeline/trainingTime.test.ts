import { describe, expect, it } from 'vitest';
import { seriesKey } from '../../src/execution/plan.ts';
import type { CurveFigure } from '../../src/figure/figure.ts';
import { signatures } from '../../src/models/registry.ts';
import { demandsOf, planCases } from '../../src/pipeline/cases.ts';
import { figureOf } from '../../src/pipeline/figure.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { type Memory, resultsOf } from './inProcess.ts';

const flow = `title: Gradient flow
model: linear
parameters: { gamma: 1.6, time: [0.5, 3], noise: 0.5 }
inputs: { blocks: "0.5:1.7:0.3,0.5:0.3:0.7" }
simulation: { sizes: [30, 60, 120], trials: [80, 40, 40], labels: 30 }
comparison: { tolerance: 0.1, quantities: [excessRisk, trainError] }
figure: { x: time, y: excessRisk, xScale: log }
`;

const descent = `title: Gradient descent
model: random-features
parameters: { psi1: 1.5, psi2: 1, activation: erf, steps: [2, 12], stepSize: 0.3, momentum: [0, 0.5], noise: 0.5 }
simulation: { sizes: [16, 32, 64], trials: [60, 40, 30], labels: 16 }
comparison: { tolerance: 0.2, quantities: [excessRisk, trainError] }
figure: { x: steps, y: excessRisk, series: momentum }
`;

const boosting = descent
  .replace('steps: [2, 12], stepSize: 0.3, momentum: [0, 0.5]', 'iterated: [1, 6], ridge: [0.5, 2]')
  .replace('x: steps', 'x: iterated')
  .replace('series: momentum', 'series: ridge');

const keysOf = (text: string, overrides: readonly string[] = []) => {
  const loaded = loadScenario('a.yaml', text, signatures, overrides);
  return demandsOf(planCases(loaded), loaded).flatMap((demand) =>
    demand.plan.series.map((each) => seriesKey(demand, each, 'b')),
  );
};

describe('a scenario of training that stops', () => {
  it.each([
    ['gradient flow', { text: flow }],
    ['gradient descent', { text: descent }],
    ['iterated ridge', { text: boosting }],
  ])('agrees for %s, and refutes a theory that is a quarter off', (_, { text }) => {
    const drawn: Memory = new Map();
    expect(resultsOf(text, [], drawn).verdict).toBe('agree');
    expect(resultsOf(text, ['comparison.theoryFactor=1.25'], drawn).verdict).toBe('disagree');
  });

  it('finds the powers of blocks in exact averages, too', () => {
    const ridge = flow.replace('time: [0.5, 3]', 'ridge: [0.1, 1]').replace('x: time', 'x: ridge');
    expect(resultsOf(ridge, ['simulation.labels=exact']).verdict).toBe('agree');
    const misplaced = ['simulation.labels=exact', 'inputs.blocks=0.5:1.7,0.5:0.3'];
    const [powers, plain] = [ridge, ridge].map(
      (text, i) => resultsOf(text, i === 0 ? [] : misplaced).limits[0]!.estimate!,
    );
    expect(Math.abs(powers! / plain! - 1)).toBeGreaterThan(0.2);
  });

  it('names what is stored of ridge regressions without a schedule, and gives every schedule its own', () => {
    const ridge = flow
      .replace('time: [0.5, 3]', 'ridge: [0, 0.1]')
      .replace('x: time', 'x: ridge')
      .replace(', xScale: log', '');
    const names = keysOf(ridge, ['simulation.sizes=30', 'simulation.trials=2']).map((key) => JSON.parse(key));
    expect(names).toMatchObject([{ series: { ridge: 0 } }, { series: { ridge: 0.1 } }]);
    for (const name of names) expect(name.series).not.toHaveProperty('schedule');
    const keys = [flow, descent, boosting].flatMap((text) => keysOf(text));
    expect(new Set(keys).size).toBe(3 * (2 + 4 + 4));
  });

  it('is not judged at the threshold after a long time, and is after a short one', () => {
    const short = ['parameters.gamma=1', 'simulation.sizes=30', 'simulation.trials=2'];
    expect(resultsOf(flow, short).limits.map(({ verdict }) => verdict)).not.toContain(null);
    const { limits } = resultsOf(flow, [...short, 'parameters.time=[2e4,1e5]']);
    expect(limits.map(({ verdict }) => verdict)).toEqual(Array(4).fill(null));
  });

  it('is refused where only ridge regression is known', () => {
    const isotropic = ['inputs.blocks=isotropic', 'parameters.gamma=[0.5,2]', 'figure.series=gamma'];
    for (const [override, message] of [
      ['simulation.labels=exact', 'simulation.labels: exact is for ridge regression; expected a number'],
      [
        'simulation.design=nested',
        'simulation.design: nested is for ridge regression; expected the design direct',
      ],
      ['simulation.design=tridiagonal', 'simulation.design: tridiagonal is for ridge regression'],
    ] as const)
      expect(() => resultsOf(flow, [...isotropic, override])).toThrow(message);
    expect(() => resultsOf(descent, ['parameters.activation=relu'])).toThrow(
      'activation relu: its mean 0.3989',
    );
  });

  it('draws lines at whole numbers of steps only', () => {
    const results = resultsOf(descent, ['simulation.trials=2', 'simulation.sizes=16']);
    for (const { line } of (figureOf([results]) as CurveFigure).series) {
      expect(line!.x).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      expect(line!.y).not.toContain(null);
    }
  });
});
