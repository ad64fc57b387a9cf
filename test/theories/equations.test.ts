/** Equations of one's own as a theory: other solutions are looked for once, whatever is read off them. */
import { expect, it } from 'vitest';
import { equationsTheory } from '../../src/theories/equations.ts';
import type { Place } from '../../src/theories/theory.ts';

const refuse = (_: unknown, problem: string): never => {
  throw new Error(problem);
};

it('looks for other solutions once for all quantities', () => {
  let asked = 0;
  const engineKappa = () => {
    asked++;
    return 4;
  };
  const place: Place = {
    ...{ point: { ridge: 1 }, numbers: { ridge: 1 }, host: { engineKappa } },
    ...{ engine: () => null, nominal: () => null },
  };
  const theory = equationsTheory(
    {
      name: 'square',
      unknowns: { x: { start: '1', domain: 'x > -10' } },
      equations: ['x^2 - engineKappa(ridge)'],
      quantities: { excessRisk: 'x', trainError: '3*x' },
    },
    { names: ['ridge'], quantities: ['excessRisk', 'trainError'], hosted: ['engineKappa'] },
    refuse,
  );
  const others = (quantity: string) => {
    const stated = theory.state(quantity, place);
    if (stated.gap !== undefined) throw new Error(stated.gap);
    return stated.alternatives!();
  };
  expect(others('excessRisk')).toEqual([expect.closeTo(-2, 12)]);
  const before = asked;
  expect(others('trainError')).toEqual([expect.closeTo(-6, 12)]);
  expect(asked).toBe(before);
});

it('solves again where what the model supplies is another, though no number differs', () => {
  const theory = equationsTheory(
    {
      name: 'gain',
      unknowns: { x: { start: '1' } },
      equations: ['x - mu1'],
      quantities: { excessRisk: 'x' },
    },
    { names: ['ridge'], quantities: ['excessRisk'], hosted: ['mu1'] },
    refuse,
  );
  const at = (activation: string, mu1: number): Place => ({
    ...{ point: { ridge: 1, activation }, numbers: { ridge: 1 }, host: { mu1: () => mu1 } },
    ...{ engine: () => null, nominal: () => null },
  });
  const values = [at('relu', 0.5), at('tanh', 0.6)].map((place) => theory.state('excessRisk', place).value);
  expect(values).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0.6, 12)]);
});
