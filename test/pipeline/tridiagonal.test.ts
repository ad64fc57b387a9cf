import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { seriesKey } from '../../src/execution/plan.ts';
import { signatures } from '../../src/models/registry.ts';
import { demandsOf, planCases } from '../../src/pipeline/cases.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { type Memory, resultsOf } from './inProcess.ts';

const scenario = `title: Without a matrix
model: linear
parameters: { gamma: [0.5, 2], signal: 2, noise: 1 }
simulation: { sizes: 50000, trials: 48, design: tridiagonal }
comparison: { tolerance: 0.01, quantities: [excessRisk, trainError, bias, variance] }
`;

describe('a scenario of the tridiagonal design', () => {
  it('agrees with the exact means, and refutes a theory that is 2 % off', () => {
    const drawn: Memory = new Map();
    const { verdict, limits } = resultsOf(scenario, [], drawn);
    expect(verdict).toBe('agree');
    expect(limits.map(({ method }) => method)).toEqual(Array(8).fill('exact'));
    expect(resultsOf(scenario, ['comparison.theoryFactor=1.02'], drawn).verdict).toBe('disagree');
  });

  it('is not judged at the threshold', () => {
    const { limits } = resultsOf(scenario, ['parameters.gamma=1', 'simulation.trials=4']);
    expect(limits.map(({ verdict, method }) => [verdict, method])).toEqual(Array(4).fill([null, 'untested']));
    expect(limits[0]!.reason).toContain('n = 50000 and 50000 parameters');
  });

  it('stores the same series for any number of labels', () => {
    const keys = [1, 16].map((labels) => {
      const loaded = loadScenario('a.yaml', scenario, signatures, [`simulation.labels=${labels}`]);
      return demandsOf(planCases(loaded), loaded).map((demand) =>
        seriesKey(demand, demand.plan.series[0]!, 'b'),
      );
    });
    expect(keys[0]).toEqual(keys[1]);
  });

  it.each([
    ['inputs.distribution=rademacher', 'distribution rademacher'],
    ['inputs.distribution=sphere', 'distribution sphere'],
    ['inputs.blocks=0.25:3,0.75:0.4', 'blocks 0.25:3,0.75:0.4'],
    ['parameters.observedShare=0.5', 'observedShare 0.5'],
    ['parameters.nonlinear=0.3', 'nonlinear 0.3'],
  ])('is refused with %s', (override, offending) => {
    const refused = () => resultsOf(scenario, [override]);
    expect(refused).toThrow(InputError);
    expect(refused).toThrow(`simulation.design: tridiagonal cannot draw ${offending}; expected`);
  });

  it('is refused for random features', () => {
    const text = scenario
      .replace('linear', 'random-features')
      .replace('gamma: [0.5, 2]', 'psi1: 2, psi2: 3')
      .replace('50000', '100');
    expect(() => resultsOf(text)).toThrow('tridiagonal cannot draw the model random-features; expected');
  });
});
