/** Equations of one's own as a theory: other solutions are looked for once, whatever is read off them. */
import { expect, it } from 'vitest';
import { equationsTheory } from '../../src/theories/equations.ts';
import type { Place } from '../../src/theories/theory.ts';

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
    (_, problem) => {
      throw new Error(problem);
    },
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
