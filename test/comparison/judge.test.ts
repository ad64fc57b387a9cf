import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Claim, defaultPolicy, type Level } from '../../src/comparison/claim.ts';
import { judge } from '../../src/comparison/judge.ts';
import { InputError } from '../../src/errors.ts';
import { generator, ladder, skewed } from './synthetic.ts';

const noise = (seed = 1): (() => number) => generator(seed).normal;
const only = (claim: Claim, policy = defaultPolicy) => judge([claim], policy).judgements[0]!;
const constant = (size: number, value: number, theory: number, trials = 8): Level => ({
  size,
  draw: `${size}`,
  values: new Float64Array(trials).fill(value),
  theory,
});

describe('a ladder of sizes', () => {
  const sizes = [60, 120, 240];
  const options = { sizes, trials: 64, truth: 2, deviation: 0.02, first: 5, second: 20 };

  test('agrees with the right limit although every size alone is far from it', () => {
    const judgement = only(ladder({ ...options, noise: noise() }));
    expect(judgement.verdict).toBe('agree');
    expect(judgement.method).toBe('ladder');
    expect(judgement.estimate).toBeCloseTo(2, 1);
    expect(Math.min(...judgement.levels.map(({ z }) => z!))).toBeGreaterThan(10);
  });

  test('refutes a theory 5 % off, and says by how much', () => {
    const judgement = only(ladder({ ...options, noise: noise(), theoryFactor: 1.05 }));
    expect(judgement.verdict).toBe('disagree');
    expect(judgement.reason).toMatch(/below theory/);
    expect(judgement.z!).toBeLessThan(-judgement.critical!);
  });

  test('is undecided with scattered trials, and says how many more are needed', () => {
    const judgement = only(ladder({ ...options, deviation: 0.2, noise: noise() }));
    expect(judgement.verdict).toBe('undecided');
    const factor = Number(/about ([\d.]+) times the trials/.exec(judgement.reason)![1]);
    const more = only(
      ladder({ ...options, deviation: 0.2, trials: Math.ceil(64 * factor * 1.2), noise: noise(2) }),
    );
    expect(more.verdict).toBe('agree');
  });

  test('fits the curvature where precision makes it matter', () => {
    const curved = { ...options, first: 0, second: 45, deviation: 1e-4 };
    const judgement = only(ladder({ ...curved, noise: noise() }));
    expect(judgement.verdict).toBe('agree');
    expect(Math.abs(judgement.estimate! / 2 - 1)).toBeLessThan(1e-3);
    expect(judgement.extrapolationError / 2).toBeLessThan(1e-3);
  });

  test('differences from the theory at realised sizes are extrapolated, not risks', () => {
    const wobble = [0.1, -0.1, 0.05]; // what rounding n and p does to the limit
    const claim = ladder({ ...options, noise: noise() });
    const levels = claim.levels.map((level, l) => ({
      ...level,
      values: Float64Array.from(level.values, (value) => value + wobble[l]!),
      theory: level.theory + wobble[l]!,
    }));
    const rounded = only({ ...claim, levels });
    expect(rounded.estimate).toBeCloseTo(only(claim).estimate!, 10);
    expect(rounded.verdict).toBe('agree');
  });

  /** p/n near gamma in integers: the mean of ridgeless regression is exactly p/(n - p - 1), and the limit gamma/(1 - gamma). */
  const rounded = (gamma: number, ns: readonly number[]): Claim => ({
    id: `${gamma}`,
    exact: false,
    theory: gamma / (1 - gamma),
    levels: ns.map((n) => {
      const p = Math.round(gamma * n);
      return constant(n, p / (n - p - 1), p / (n - p));
    }),
  });

  test('small sizes of which the ratio is rounded do not refute what is right, for all that they scatter little', () => {
    for (let gamma = 0.1; gamma < 0.75; gamma += 0.01) {
      for (const ns of [
        [24, 36, 72],
        [24, 48, 96],
        [36, 54, 108],
        [48, 96, 192],
        [48, 96],
      ]) {
        expect([gamma, ns, only(rounded(gamma, ns)).verdict]).not.toContain('disagree');
      }
    }
    const wrong = rounded(0.4, [48, 96, 192]);
    const levels = wrong.levels.map((level) => ({ ...level, theory: 1.03 * level.theory }));
    expect(only({ ...wrong, levels, theory: 1.03 * wrong.theory! }).verdict).toBe('disagree');
  });

  test('two sizes leave a wider extrapolation error than three', () => {
    const two = only(ladder({ ...options, sizes: [60, 120], noise: noise() }));
    const three = only(ladder({ ...options, noise: noise() }));
    expect(two.extrapolationError).toBeGreaterThan(2 * three.extrapolationError);
  });
});

describe('what is shown of the same trials does not depend on the theory that they are held against', () => {
  const factors = [0.9, 1, 1.03, 1.1];
  /** Skewed trials, from precise to scattered. */
  const claims = Array.from({ length: 60 }, (_, seed) => {
    const random = generator(seed + 1);
    const deviation = 0.008 * 1.05 ** seed;
    const options = { sizes: [60, 120, 240], trials: 16, truth: 2, first: 4, second: 30, deviation };
    return ladder({ ...options, noise: () => skewed(random, 4) });
  });
  const scatter = ({ levels: [level] }: Claim) => Math.max(...level!.values) - Math.min(...level!.values);
  const held = (claim: Claim, factor: number, rounding: readonly number[]) =>
    only({
      ...claim,
      theory: factor * claim.theory!,
      levels: claim.levels.map((level, l) => ({
        ...level,
        values: Float64Array.from(level.values, (value) => value + rounding[l]!),
        theory: factor * (level.theory + rounding[l]!),
      })),
    });

  test('equal theory at all sizes: the same estimate, standard error and extrapolation error', () => {
    for (const claim of claims) {
      const [first, ...others] = factors.map((factor) => held(claim, factor, [0, 0, 0]));
      for (const { estimate, standardError, extrapolationError } of others) {
        expect(estimate).toBeCloseTo(first!.estimate!, 12);
        expect(standardError).toBe(first!.standardError);
        expect(extrapolationError).toBeCloseTo(first!.extrapolationError, 8);
      }
    }
  });

  test('theory that rounded sizes move: the same fit, and estimates closer than their error', () => {
    const ratios = claims.map((claim) => {
      const [first, ...others] = factors.map((factor) => held(claim, factor, [0.01, -0.006, 0.004]));
      for (const { estimate, standardError, extrapolationError } of others) {
        expect(standardError).toBe(first!.standardError);
        expect(extrapolationError).toBeCloseTo(first!.extrapolationError, 8);
        expect(Math.abs(estimate! - first!.estimate!)).toBeLessThan(standardError! + extrapolationError);
      }
      return first!.standardError! / scatter(claim);
    });
    // Both fits occur: a parabola has about three times the standard error of a line.
    expect(Math.max(...ratios)).toBeGreaterThan(2 * Math.min(...ratios));
  });
});

describe('exact means', () => {
  const options = { sizes: [40, 80], trials: 64, truth: 2, deviation: 0.02, first: 5, exact: true };

  test('are pooled without extrapolation', () => {
    const judgement = only(ladder({ ...options, noise: noise() }));
    expect(judgement.method).toBe('exact');
    expect(judgement.verdict).toBe('agree');
    expect(judgement.extrapolationError).toBeLessThan(1e-8);
    expect(judgement.standardError!).toBeLessThan(judgement.levels[1]!.summary.standardError);
  });

  test('are judged where the limit diverges', () => {
    const claim = { ...ladder({ ...options, noise: noise() }), theory: null };
    expect(only(claim).verdict).toBe('agree');
  });

  test('refute a theory that is too small', () => {
    const judgement = only(ladder({ ...options, noise: noise(), theoryFactor: 1 / 1.05 }));
    expect(judgement.verdict).toBe('disagree');
    expect(judgement.reason).toMatch(/above theory/);
  });
});

describe('one size', () => {
  const options = { sizes: [200], trials: 64, truth: 2, deviation: 0.01 };

  test('agrees when the simulation is within the tolerance already', () => {
    expect(only(ladder({ ...options, noise: noise() })).verdict).toBe('agree');
  });

  test('cannot refute what a finite-size effect could explain', () => {
    const judgement = only(ladder({ ...options, first: 20, noise: noise() }));
    expect(judgement.verdict).toBe('undecided');
    expect(judgement.reason).toMatch(/add a larger one/);
  });

  test('refutes what none could', () => {
    expect(only(ladder({ ...options, theoryFactor: 2, noise: noise() })).verdict).toBe('disagree');
  });
});

describe('values that do not vary', () => {
  test('a training error of rounding size agrees with zero', () => {
    const levels = [60, 120, 240].map((size, l): Level => {
      const values = Float64Array.from({ length: 16 }, (_, t) => (l + t) * 1e-27);
      return { size, draw: `${size}`, values, theory: 0 };
    });
    expect(only({ id: 'train', levels, exact: false, theory: 0 }).verdict).toBe('agree');
    expect(only({ id: 'train', levels, exact: true, theory: 0 }).verdict).toBe('agree');
    expect(only({ id: 'train', levels: levels.slice(0, 1), exact: false, theory: 0 }).verdict).toBe('agree');
  });

  test('a training error that should be zero and is not disagrees', () => {
    const levels = [60, 120, 240].map((size) => constant(size, 0.01, 0));
    expect(only({ id: 'train', levels, exact: true, theory: 0 }).verdict).toBe('disagree');
    expect(only({ id: 'train', levels, exact: false, theory: 0 }).verdict).toBe('disagree');
  });

  test('equal constants agree, different ones disagree', () => {
    const levels = [60, 120].map((size) => constant(size, 0.1 + 0.2, 0.3));
    const same = only({ id: 'c', levels, exact: true, theory: 0.3 });
    expect(same).toMatchObject({ verdict: 'agree', z: null, critical: null, degreesOfFreedom: null });
    const other = [60, 120].map((size) => constant(size, 0.3, 0.31));
    expect(only({ id: 'c', levels: other, exact: true, theory: 0.31 }).verdict).toBe('disagree');
  });
});

describe('claims that cannot be judged', () => {
  const sound = ladder({ sizes: [60, 120, 240], trials: 64, truth: 2, deviation: 0.01, noise: noise() });
  const verdictOf = (claim: Claim) => judge([sound, claim], defaultPolicy);

  test('an untested claim has levels, a reason, no verdict, and does not count', () => {
    const { verdict, judgements } = verdictOf({ ...sound, id: 'x', untested: 'too near the threshold' });
    expect(verdict).toBe('agree');
    expect(judgements[1]).toMatchObject({
      verdict: null,
      reason: 'too near the threshold',
      method: 'untested',
    });
    expect(judgements[1]!.levels).toHaveLength(3);
  });

  test('a divergent limit has no verdict', () => {
    expect(verdictOf({ ...sound, theory: null }).judgements[1]!.verdict).toBeNull();
    const levels = sound.levels.map((level) => ({ ...level, theory: Number.POSITIVE_INFINITY }));
    expect(verdictOf({ ...sound, exact: true, levels }).judgements[1]!.verdict).toBeNull();
  });

  test.each([
    ['no level', []],
    ['one trial', [constant(60, 1, 1, 1)]],
    ['a failed trial', [{ ...constant(60, 1, 1), values: [1, Number.NaN, 1] }]],
  ])('%s: undecided, with a reason', (_, levels) => {
    const { verdict, judgements } = verdictOf({ ...sound, levels });
    expect(verdict).toBe('undecided');
    expect(judgements[1]!.reason.length).toBeGreaterThan(10);
  });

  test('with nothing judged a figure is undecided', () => {
    expect(judge([], defaultPolicy)).toEqual({
      verdict: 'undecided',
      judgements: [],
      omnibus: null,
      worst: null,
    });
    expect(judge([{ ...sound, untested: 'why' }], defaultPolicy).verdict).toBe('undecided');
  });
});

test('a figure disagrees if one claim does, and names it as the worst', () => {
  const claims = [1, 1, 1.05, 1].map((theoryFactor, i) =>
    ladder({
      id: `${i}`,
      sizes: [60, 120, 240],
      trials: 64,
      truth: 2,
      deviation: 0.01,
      noise: noise(i),
      theoryFactor,
    }),
  );
  const { verdict, worst, judgements } = judge(claims, defaultPolicy);
  expect(verdict).toBe('disagree');
  expect(worst!.id).toBe('2');
  expect(judgements.map((judgement) => judgement.verdict)).toEqual(['agree', 'agree', 'disagree', 'agree']);
});

test('the bar rises with the number of claims and falls with alpha', () => {
  const claims = Array.from({ length: 20 }, (_, i) =>
    ladder({ id: `${i}`, sizes: [60], trials: 64, truth: 1, deviation: 0.01, exact: true, noise: noise(i) }),
  );
  const critical = (count: number, alpha: number): number =>
    judge(claims.slice(0, count), { alpha, tolerance: 0.02 }).judgements[0]!.critical!;
  expect(critical(20, 1e-4)).toBeGreaterThan(critical(1, 1e-4));
  expect(critical(20, 1e-4)).toBeCloseTo(critical(1, 5e-6), 12);
});

test.each([
  [{ alpha: 0, tolerance: 0.02 }, 'alpha = 0'],
  [{ alpha: 1, tolerance: 0.02 }, 'alpha = 1'],
  [{ alpha: Number.NaN, tolerance: 0.02 }, 'alpha = NaN'],
  [{ alpha: 1e-4, tolerance: 0 }, 'tolerance = 0'],
  [{ alpha: 1e-4, tolerance: Number.NaN }, 'tolerance = NaN'],
])('policy %j is refused', (policy, message) => {
  expect(() => judge([], policy)).toThrow(InputError);
  expect(() => judge([], policy)).toThrow(message);
});

test('no finite input whatever yields NaN or infinity', () => {
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, 1, 1e-300, 1e-110, -1e-40, 1e90),
  );
  const level = (size: number) =>
    fc.record({
      size: fc.constant(size),
      draw: fc.constantFrom('a', 'b'),
      values: fc.array(value, { maxLength: 4 }),
      theory: fc.constantFrom(0, 1, 1e-30, 1e30, Number.POSITIVE_INFINITY),
    });
  const claim = fc.record({
    id: fc.string(),
    levels: fc.subarray([20, 40, 80, 81]).chain((sizes) => fc.tuple(...sizes.map(level))),
    exact: fc.boolean(),
    theory: fc.constantFrom(null, 0, 1, -1e30, 1e-30),
  });
  fc.assert(
    fc.property(fc.array(claim, { maxLength: 4 }), (claims) => {
      const { judgements, omnibus } = judge(claims, defaultPolicy);
      for (const item of Object.values(omnibus ?? {})) expect(item).not.toBeNaN();
      for (const { levels, ...judgement } of judgements) {
        if (judgement.method === 'untested') continue;
        for (const number of [judgement, ...levels.map(({ summary, ...level }) => ({ ...level, ...summary }))]
          .flatMap((record) => Object.values(record))
          .filter((item) => typeof item === 'number')) {
          expect(Number.isFinite(number)).toBe(true);
        }
        expect(judgement.reason).not.toMatch(/NaN|Infinity/);
      }
    }),
    { numRuns: 500, seed: 1 },
  );
});
