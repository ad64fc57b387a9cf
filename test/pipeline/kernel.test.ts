import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { type Memory, resultsOf } from './inProcess.ts';

const scenario = `title: A kernel
model: kernel
parameters: { kernel: rbf, bandwidth: 3, dimension: 20, n: "60,150", degrees: "1,0.5", noise: 0.2, ridge: [0, 1.0e-3] }
simulation: { trials: 48 }
comparison: { tolerance: 0.2, quantities: [excessRisk, trainError, bias, variance] }
`;

describe('a scenario of points that have sizes of their own', () => {
  it('takes them as its sizes, and agrees', () => {
    const { verdict, limits, cells, scenario: canonical } = resultsOf(scenario);
    expect(canonical.simulation).toMatchObject({ sizes: null, trials: [48] });
    expect(new Set(cells.map(({ sizes }) => JSON.stringify(sizes)))).toEqual(
      new Set(['{"n":60,"d":20}', '{"n":150,"d":20}']),
    );
    expect(new Set(limits.map(({ method }) => method))).toEqual(new Set(['size']));
    expect(verdict).toBe('agree');
  });

  it('refutes a theory that is far off, and is undecided where it is a little off', () => {
    const drawn: Memory = new Map();
    expect(resultsOf(scenario, ['comparison.theoryFactor=3'], drawn).verdict).toBe('disagree');
    expect(resultsOf(scenario, ['comparison.theoryFactor=1.25'], drawn).verdict).toBe('undecided');
  });

  it('shares the draws of points that differ in noise, ridge or the total power', () => {
    const values = (override: string) => resultsOf(scenario, [override, 'parameters.n=60']).cells;
    const [weak, strong] = [values('parameters.degrees=1,1'), values('parameters.degrees=2,2')];
    weak.forEach((cell, i) => {
      if (cell.quantity === 'bias') expect(strong[i]!.mean).toBeCloseTo(2 * cell.mean!, 12);
    });
  });

  it.each([
    ['simulation.sizes=[50]', /simulation\.sizes \[50\] cannot be chosen: the parameters are absolute sizes/],
    ['simulation.labels=exact', /^simulation\.labels: exact is not possible with the model kernel/],
    ['simulation.design=nested', /^simulation\.design: nested cannot draw the model kernel/],
    ['simulation.design=tridiagonal', /^simulation\.design: tridiagonal cannot draw the model kernel/],
    ['parameters.depth=2', /depth 2 does not go with kernel rbf/],
    ['parameters.degrees=0,-1', /'-1' in '0,-1' is not a power/],
    ['parameters.kernel=rfb', /kernel 'rfb' is not known; did you mean 'rbf'\?/],
  ])('refuses %s', (override, message) => {
    const refused = () => resultsOf(scenario, [override]);
    expect(refused).toThrow(InputError);
    expect(refused).toThrow(message);
  });
});

describe('training time of a kernel', () => {
  const text = `title: Flow
model: kernel
parameters: { kernel: rbf, dimension: 8, n: 60, degrees: "0.7,0.3", noise: 0.3, time: [3, 30, 1000] }
simulation: { trials: 60, labels: 12 }
comparison: { alpha: 0.01, tolerance: 0.15, claim: limit, quantities: [excessRisk, trainError] }
`;

  it.each([
    ['gradient flow', text],
    ['gradient flow on features', text.replace('n: 60', 'n: 60, width: 90')],
    ['iterated ridge', text.replace('time: [3, 30, 1000]', 'iterated: 3, ridge: 0.01')],
  ])('agrees with theory: %s', (_, given) => {
    expect(resultsOf(given).limits.filter(({ verdict }) => verdict === 'disagree')).toEqual([]);
    const risks = resultsOf(given, ['comparison.quantities=[excessRisk]', 'simulation.seed=2']);
    expect(risks.verdict).toBe('agree');
    expect(resultsOf(given, ['comparison.theoryFactor=1.5']).verdict).not.toBe('agree');
  });
});
