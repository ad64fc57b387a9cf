/** Theories of one's own say a thing once: what they have said is remembered by all that it depends on. */
import { describe, expect, it } from 'vitest';
import { limitPlace } from '../../src/models/host.ts';
import { modelNamed, signatureOf } from '../../src/models/registry.ts';
import { surroundingsOf, theoryFrom } from '../../src/theories/plan.ts';
import type { Place } from '../../src/theories/theory.ts';

const about = surroundingsOf(signatureOf('random-features'));
const model = modelNamed('random-features');
const features = { psi1: 2, psi2: 3, ridge: 0.1, noise: 0.5 };
const at = (activation: string): Place => limitPlace(model, { ...defaults, ...features, activation });
const defaults = Object.fromEntries(
  [...model.parameters, ...model.inputs].flatMap((each) =>
    each.default === undefined ? [] : [[each.name, each.default]],
  ),
);

/** With a count of how often the engine's effective ridge is asked for. */
function counting(numbers: Readonly<Record<string, number>>, sizes?: Readonly<Record<string, number>>) {
  const asked = { times: 0 };
  const engineKappa = (ridge: number) => {
    asked.times++;
    return 2 + ridge;
  };
  const place: Place = {
    ...{ point: numbers, numbers, host: { engineKappa } },
    ...{ engine: () => null, nominal: () => null, ...(sizes ? { sizes } : {}) },
  };
  return { place, asked };
}

describe('a formula', () => {
  it('is evaluated once at a place, and again at other sizes', () => {
    const theory = theoryFrom({ name: 'a', quantities: { excessRisk: 'engineKappa(ridge) + psi1' } }, about);
    const first = counting({ ridge: 1, psi1: 2, noise: 3 });
    expect(theory.state('excessRisk', first.place).value).toBe(5);
    const { times } = first.asked;
    expect(theory.state('excessRisk', { ...first.place }).value).toBe(5);
    expect(first.asked.times).toBe(times);
    const sized = counting({ ridge: 1, psi1: 2, noise: 3 }, { n: 20 });
    expect(theory.state('excessRisk', sized.place).value).toBe(5);
    expect(sized.asked.times).toBe(times);
  });

  it('tells the work of all its parts, which share the limits of one evaluation', () => {
    const part = 'gauss(gauss(tanh(psi1*z + w), w)^2, z)';
    const work = (quantities: Record<string, string>, lets = {}) =>
      theoryFrom({ name: 'a', quantities, let: lets }, about).state('excessRisk', at('relu')).work!;
    const alone = work({ excessRisk: part });
    expect(alone).toBeGreaterThan(1000);
    expect(work({ excessRisk: 'a + b' }, { a: part, b: part })).toBe(2 * alone);
  });
});

describe('a system of equations', () => {
  it('is solved again where the model supplies something else at the same numbers', () => {
    const theory = theoryFrom(
      {
        name: 'a',
        unknowns: { x: { start: '1' } },
        equations: ['x - 3*mu1 - noise'],
        quantities: { excessRisk: 'x' },
      },
      about,
    );
    expect(theory.state('excessRisk', at('relu')).value).toBeCloseTo(2, 12);
    expect(theory.state('excessRisk', at('identity')).value).toBeCloseTo(3.5, 12);
    expect(theory.state('excessRisk', at('relu')).value).toBeCloseTo(2, 12);
  });

  it('counts evaluations of its equations as work, which its limits are of', () => {
    const theory = theoryFrom(
      {
        name: 'a',
        unknowns: { x: { start: '1' } },
        equations: ['x^2 + 1'],
        quantities: { excessRisk: 'x' },
      },
      about,
    );
    expect(theory.state('excessRisk', at('relu')).work!).toBeGreaterThan(100);
  });
});
