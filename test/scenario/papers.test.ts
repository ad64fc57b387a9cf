/** The scenarios of formulas typed from papers: what is right equals the engine, the slips do not, and simulation tells them apart. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { relativeError } from '../helpers/random.ts';
import { resultsOf } from '../pipeline/inProcess.ts';

const textOf = (name: string) =>
  readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), 'utf8');

describe.each([
  { name: 'hastie-closed-forms', right: ['closed', 'fixed point'], statements: 6 },
  { name: 'mei-montanari-formula', right: ['paper'], statements: 6 },
  { name: 'gerace-formula', right: ['paper'], statements: 3 },
  // One point of its six systems: they take seconds each.
  { name: 'sur-candes-formula', right: ['paper'], statements: 2, overrides: ['parameters.alpha=10'] },
])('$name.yaml', ({ name, right, statements, overrides = [] }) => {
  /** Relative errors of all that each theory states, without trials. */
  const errors = () => {
    const { theory, theories } = resultsOf(
      textOf(name).replace(/^(simulation|figure): .*\n/gm, ''),
      overrides,
    );
    const engine = new Map(theory.map((each) => [JSON.stringify(each.parameters), each.prediction]));
    const errorOf = ({ parameters, quantity, value }: (typeof theories)[number]['statements'][number]) => {
      const predicted = engine.get(JSON.stringify(parameters))! as unknown as Record<string, number>;
      return relativeError(value ?? Number.NaN, predicted[quantity]!);
    };
    return new Map(theories.map((each) => [each.name, each.statements.map(errorOf)]));
  };

  it('equals the engine but for the slip', { timeout: 60_000 }, () => {
    const found = errors();
    for (const each of right) {
      expect(found.get(each)).toHaveLength(statements);
      expect(Math.max(...found.get(each)!)).toBeLessThan(1e-8);
    }
    expect(Math.max(...found.get('slip')!)).toBeGreaterThan(0.03);
  });
});

it('simulation agrees with Hastie et al. and refutes the slip', () => {
  const small = ['simulation.sizes=[40,80]', 'simulation.trials=[200,100]', 'comparison.tolerance=0.1'];
  const { theories } = resultsOf(textOf('hastie-closed-forms'), small);
  expect(theories.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['engine', 'agree'],
    ['closed', 'agree'],
    ['fixed point', 'agree'],
    ['slip', 'disagree'],
  ]);
});
