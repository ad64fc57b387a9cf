import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { demandsOf } from '../../src/pipeline/cases.ts';
import { claimsOf } from '../../src/pipeline/claims.ts';
import { workOf } from '../../src/pipeline/pilot.ts';
import { untilDecided } from '../../src/pipeline/untilDecided.ts';
import { draw, type Memory, planOf } from './inProcess.ts';

const text = `model: linear
parameters: { gamma: [0.5, 2], noise: 1, ridge: 0.1 }
theories:
  - engine
  - { name: own, excessRisk: "gamma" }
simulation: { sizes: [24, 48], trials: 8, design: tridiagonal }
comparison: { tolerance: 0.05 }
`;

/** Looks at a scenario, of which every round of trials takes a second. */
async function looked(scenarioText: string, { budget = 1e9, overrides = [] as string[] } = {}) {
  const { scenario, cases } = planOf(scenarioText, overrides);
  const known: Memory = new Map();
  let [rounds, drawn] = [0, 0];
  const found = await untilDecided(cases, scenario, {
    budget,
    clock: () => rounds,
    simulate: async (some) => {
      draw({ scenario, cases: [...some] }, known);
      rounds++;
      const all = workOf(demandsOf(some, scenario));
      const more = all - drawn;
      drawn = all;
      return more;
    },
    claimsOf: (some) =>
      claimsOf(some, scenario, { trials: (series) => known.get(series)! }, openEmbedded().identity),
  });
  const verdicts = [...found.judged].flatMap(([by, { judgements }]) =>
    judgements.map(({ verdict }) => `${by} ${verdict}`),
  );
  return { ...found, verdicts };
}

describe('a simulation that goes on until claims are decided', () => {
  it('adds trials until the right theory agrees and the wrong one is refuted', async () => {
    const { looks, verdicts, claims } = await looked(text);
    expect(looks[0]).toMatchObject({ trials: 32, alpha: 5e-5 });
    expect(looks[0]!.undecided).toBeGreaterThan(0);
    expect(looks.at(-1)!.undecided).toBe(0);
    expect(verdicts).toEqual(['engine agree', 'engine agree', 'own disagree', 'own disagree']);
    expect(looks.map(({ trials }) => trials)).toEqual(
      looks.map(({ trials }) => trials).sort((a, b) => a - b),
    );
    expect(claims[0]!.levels[0]!.values.length).toBeGreaterThan(8);
  });

  it('leaves the points alone that are decided', async () => {
    const easy = text
      .replace('gamma: [0.5, 2]', 'gamma: [0.041666667, 2]')
      .replace('tolerance: 0.05', 'tolerance: 0.3');
    const { claims, looks } = await looked(easy, { overrides: ['simulation.trials=40'] });
    const trials = claims.slice(0, 2).map(({ levels }) => levels.at(-1)!.values.length);
    expect(looks.length).toBeGreaterThan(1);
    expect(Math.min(...trials)).toBe(40);
    expect(Math.max(...trials)).toBeGreaterThan(40);
  });

  it('takes larger sizes where rounding them leaves claims open', async () => {
    // One feature of 24 samples and of 48.
    const rounded = text.replace('gamma: [0.5, 2]', 'gamma: 0.02').replace('"gamma"', '"1.6*gamma"');
    const { cases, verdicts } = await looked(rounded, { overrides: ['simulation.trials=400'] });
    expect(Math.max(...cases[0]!.sizes.map(({ size }) => size))).toBeGreaterThan(100);
    expect(verdicts).toEqual(['engine agree', 'own disagree']);
  });

  it('takes larger sizes where means are not judged', async () => {
    const near = text.replace('gamma: [0.5, 2], noise: 1, ridge: 0.1', 'gamma: 0.75, noise: 1');
    const { cases, verdicts } = await looked(near);
    expect(Math.min(...cases[0]!.sizes.map(({ size }) => size))).toBeGreaterThanOrEqual(48);
    expect(verdicts[0]).toBe('engine agree');
  });

  it('ends with the budget, undecided', async () => {
    const { looks, verdicts } = await looked(text, { budget: 1.5 });
    expect(looks).toHaveLength(1);
    expect(verdicts).toContain('engine undecided');
  });
});
