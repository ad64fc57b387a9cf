import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { type Model, predict } from '../../src/models/model.ts';
import { randomFeatures } from '../../src/models/random-features/randomFeatures.ts';
import { modelNamed } from '../../src/models/registry.ts';
import { effectiveDimension } from '../../src/models/spectra.ts';
import type { Point } from '../../src/parts/parameter.ts';
import { readOff } from '../../src/simulators/regression/readings.ts';
import { readTrial } from '../helpers/trials.ts';

/** The point with the defaults of the model. */
function complete({ parameters, inputs }: Model, given: Point): Point {
  const all = [...parameters, ...inputs].map(({ name, default: value }) => [name, given[name] ?? value]);
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

function cautionsOf(name: string, given: Point): readonly string[] {
  const model = modelNamed(name);
  return predict(model, complete(model, given)).cautions;
}

const power = (a: number, count = 400): Point => ({
  spectrum: `power:a=${a},count=${count}`,
  n: 800,
  k: 400,
});

describe('cautions', () => {
  it.each([
    ['random-features', { ...power(2), ridge: 0.1, noise: 0.1 }, 'few directions', '= 2.49'],
    ['random-features', { ...power(1.2) }, 'few directions', '= 12.1;'],
    ['random-features', { d: 23, n: 100, k: 50 }, 'few directions', '= 23;'],
    ['random-features', { d: 60, n: 100, k: 50, blocks: '0.1:9.1,0.9:0.1' }, 'few directions', '= 7.24;'],
    ['random-features', { d: 200, n: 20, k: 50 }, 'few samples', 'n = 20;'],
    ['linear', { n: 20, p: 40 }, 'few samples', 'n = 20;'],
    ['kernel', { n: 12, dimension: 8, kernel: 'rbf', ridge: 0.1 }, 'few samples', 'n = 12;'],
    ['kernel', { n: 100, dimension: 2, kernel: 'rbf', ridge: 0.1 }, 'low dimension', 'd = 2;'],
    ['classification', { n: 100, d: 2, ridge: 0.1 }, 'few directions', '= 2;'],
    ['classification', { ...power(2), activation: 'relu', ridge: 0.1 }, 'few directions', '= 2.49'],
  ])('of %s at %j say %s', (name, given, kind, detail) => {
    const [caution, ...more] = cautionsOf(name, given);
    expect(more).toEqual([]);
    expect(caution).toMatch(new RegExp(`^${kind}: .*${detail}`));
  });

  it.each([
    ['random-features', { psi1: 2, psi2: 3, blocks: '0.01:50,0.99:0.505' }],
    ['random-features', { ...power(1), ridge: 0.1 }],
    ['random-features', { d: 24, n: 21, k: 50 }],
    ['random-features', { ...power(2), activation: 'identity' }],
    ['linear', { ...power(3), n: 21 }],
    ['linear', { gamma: 2 }],
    ['kernel', { n: 21, dimension: 4, kernel: 'rbf', ridge: 0.1 }],
    ['deep-random-features', { psi2: 2 }],
    ['classification', { n: 100, d: 24, ridge: 0.1 }],
    ['classification', { alpha: 2, ridge: 0.1 }],
  ])('of %s at %j are none', (name, given) => {
    const { k: _, ...rest } = given as Point;
    expect(cautionsOf(name, name === 'linear' ? rest : (given as Point))).toEqual([]);
  });

  it('go by the effective dimension (tr Σ)²/tr Σ²', () => {
    expect(effectiveDimension({ spectrum: 'spiked:count=2,strength=50', d: 200 })).toBeCloseTo(
      (2 * 51 + 198) ** 2 / (2 * 51 ** 2 + 198),
      10,
    );
    expect(effectiveDimension({ spectrum: 'equicorrelated:rho=0.5', d: 9 })).toBeCloseTo(
      81 / (25 + 8 / 4),
      10,
    );
    expect(effectiveDimension({ blocks: '0.5:3,0.5:1', d: 40 })).toBeCloseTo((40 * 4) / 5, 10);
    expect(effectiveDimension({ blocks: '0.5:3,0.5:1' })).toBeNull();
  });

  it('stand where random features are far from theory, not where they are near', () => {
    const backend = openEmbedded();
    const model = randomFeatures;
    const excess = (given: Point) => {
      const point = complete(model, { ...given, n: 200, k: 100, ridge: 0.1, noise: 0.1 });
      const { series, readout } = model.realise(point, 200);
      const plan = { design: 'direct', series: [series], labels: 100, nonlinear: false, seed: '1' } as const;
      const risks = Array.from({ length: 12 }, (_, t) =>
        readOff(readTrial(backend, plan, t)[0]!, readout, 'excessRisk'),
      );
      const { excessRisk, cautions } = predict(model, point);
      const mean = risks.reduce((sum, risk) => sum + risk, 0) / risks.length;
      return { relative: excessRisk! / mean - 1, cautions: cautions.length };
    };
    const far = excess(power(2, 100));
    expect(far.cautions).toBe(1);
    expect(far.relative).toBeGreaterThan(0.3);
    const near = excess(power(0.7, 200));
    expect(near.cautions).toBe(0);
    expect(Math.abs(near.relative)).toBeLessThan(0.04);
  });
});
