import { describe, expect, it } from 'vitest';
import { openBackend } from '../../src/linalg/select.ts';
import { normalCdf } from '../../src/numerics/erf.ts';
import { flip } from '../../src/parts/labels/flip.ts';
import { logit } from '../../src/parts/labels/logit.ts';
import { probit } from '../../src/parts/labels/probit.ts';
import { random } from '../../src/parts/labels/random.ts';
import { sign } from '../../src/parts/labels/sign.ts';
import type { BinaryLabels } from '../../src/parts/labels/signs.ts';
import { openStream } from '../../src/random/stream.ts';
import {
  canDraw,
  posteriorBytes,
  posteriorDraw,
  posteriorMean,
  posteriorOperations,
} from '../../src/solvers/margins/posterior.ts';
import { bayesOverlap, gibbsOverlap } from '../../src/theory/replica/perceptron.ts';
import { designOf, inPanels, product, turned } from '../helpers/classification.ts';
import { kolmogorov } from '../helpers/kolmogorov.ts';

const backend = openBackend('embedded');

const laws: readonly [name: string, labels: BinaryLabels][] = [
  ['sign', sign],
  ['probit', probit(0.3)],
  ['logit', logit],
  ['flip', flip(0.1)],
];

interface World {
  readonly rows: readonly Float64Array[];
  readonly y: Float64Array;
  readonly labels: BinaryLabels;
  readonly teacher: Float64Array;
  readonly deviations: Float64Array;
}

/** Gaussian rows, a teacher drawn from its prior, and labels of it. */
function world(labels: BinaryLabels, n: number, deviations: Float64Array, trial: number): World {
  const stream = openStream([12, 8], 0, trial);
  const normals = (count: number) => {
    const out = new Float64Array(count);
    stream.normals(out);
    return out;
  };
  const teacher = normals(deviations.length).map((value, j) => value * deviations[j]!);
  const rows = Array.from({ length: n }, () => normals(deviations.length));
  const uniforms = new Float64Array(n);
  stream.uniforms(uniforms);
  const y = uniforms.map((u, i) => (u < labels.probability(product(rows[i]!, teacher)) ? 1 : -1));
  return { rows, y, labels, teacher, deviations };
}

const isotropic = (d: number, rho: number) => new Float64Array(d).fill(Math.sqrt(rho / d));

function draw({ rows, y, labels, teacher, deviations }: World, role: number, trial = 0): Float64Array {
  return backend.workspace.scope(() =>
    posteriorDraw(backend, designOf(backend, rows), y, {
      labels,
      noiseless: labels === sign,
      teacher,
      deviations,
      stream: openStream([12, 8], role, trial),
    }),
  );
}

const angle = (a: Float64Array, b: Float64Array) =>
  Math.acos(product(a, b) / Math.sqrt(product(a, a) * product(b, b))) / Math.PI;

function meanOf(values: readonly number[]): { readonly mean: number; readonly error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(square / (values.length * (values.length - 1))) };
}

/** Posterior means of a0, a1, a0², a0a1, a1² by a sum over a grid: two coefficients, deviations 1 and ½. */
function momentsByGrid({ rows, y, labels, deviations }: World): number[] {
  const sums = [0, 0, 0, 0, 0, 0];
  const [side, reach] = [570, 5];
  for (let k = 0; k < side * side; k++) {
    const [u, v] = [k % side, Math.floor(k / side)].map((i) => reach * ((2 * i + 1) / side - 1));
    const a = [u! * deviations[0]!, v! * deviations[1]!];
    const chance = rows.reduce((all, row, i) => all * labels.probability(y[i]! * product(row, a)), 1);
    const weight = chance * Math.exp(-0.5 * (u! * u! + v! * v!));
    [1, a[0]!, a[1]!, a[0]! ** 2, a[0]! * a[1]!, a[1]! ** 2].forEach((value, i) => {
      sums[i]! += weight * value;
    });
  }
  return sums.slice(1).map((value) => value / sums[0]!);
}

describe('a draw from the posterior', () => {
  it.each(laws)('has the moments of %s in two dimensions', (_, labels) => {
    const rows = [
      [1, 0.4],
      [-0.5, 2],
      [1.5, -1],
    ].map((row) => Float64Array.from(row));
    const deviations = Float64Array.of(1, 0.5);
    const y = Float64Array.of(1, 1, 1);
    const here: World = { rows, y, labels, teacher: Float64Array.of(1.2, 0.6), deviations };
    const draws = Array.from({ length: 4000 }, (__, trial) => draw(here, 1, trial));
    const exact = momentsByGrid(here);
    [
      (a: Float64Array) => a[0]!,
      (a: Float64Array) => a[1]!,
      (a: Float64Array) => a[0]! ** 2,
      (a: Float64Array) => a[0]! * a[1]!,
      (a: Float64Array) => a[1]! ** 2,
    ].forEach((moment, i) => {
      const { mean, error } = meanOf(draws.map(moment));
      expect(error).toBeLessThan(0.025);
      expect(Math.abs(mean - exact[i]!), `moment ${i}`).toBeLessThan(4 * error + 1e-3);
    });
  });

  it('is half a normal number for one sign, and turns evenly in a wedge', () => {
    const one = {
      rows: [Float64Array.of(-2)],
      y: Float64Array.of(1),
      labels: sign,
      teacher: Float64Array.of(-0.1),
      deviations: Float64Array.of(3),
    };
    const half = Array.from({ length: 500 }, (_, trial) => draw(one, 2, trial)[0]! / -3);
    expect(kolmogorov(half, (x) => Math.max(0, 1 - 2 * normalCdf(-x)))).toBeGreaterThan(1e-3);
    const opening = 0.3;
    const wedge = {
      rows: [Float64Array.of(0, 1), Float64Array.of(Math.sin(opening), -Math.cos(opening))],
      y: Float64Array.of(1, 1),
      labels: sign,
      teacher: Float64Array.of(2, 0.01),
      deviations: Float64Array.of(1, 1),
    };
    const angles = Array.from({ length: 500 }, (_, trial) => {
      const [x, z] = draw(wedge, 2, trial);
      return Math.atan2(z!, x!) / opening;
    });
    expect(kolmogorov(angles, (x) => Math.min(1, Math.max(0, x)))).toBeGreaterThan(1e-3);
  });

  it.each(laws)('and the teacher of %s are in no order', (_, labels) => {
    const [worlds, others] = [400, 7];
    const deviations = Float64Array.of(1.5, 1, 0.5, 0.2);
    const functionals = [(a: Float64Array) => a[0]! + a[1]! - a[3]!, (a: Float64Array) => product(a, a)];
    const counts = functionals.map(() => new Float64Array(others + 1));
    for (let trial = 0; trial < worlds; trial++) {
      const here = world(labels, 8, deviations, trial);
      const draws = Array.from({ length: others }, (__, k) => draw(here, 10 + k, trial));
      functionals.forEach((of, i) => {
        counts[i]![draws.filter((a) => of(a) < of(here.teacher)).length]!++;
      });
    }
    const mean = worlds / (others + 1);
    for (const count of counts) {
      const square = count.reduce((sum, value) => sum + (value - mean) ** 2 / mean, 0);
      // χ² of 7 degrees of freedom: exceeded once in 10⁴.
      expect(square).toBeLessThan(29.9);
    }
  });

  it.each([
    ['sign', sign, 1, 1],
    ['sign', sign, 1, 3],
    ['probit', probit(0.3), 1, 2],
    ['logit', logit, 4, 2],
    ['flip', flip(0.1), 1, 2],
  ] as const)('errs as theory says: %s', (_, labels, rho, alpha) => {
    const trials = { 50: 60, 100: 30 };
    const kernel = {
      eigenvalues: [1],
      multiplicities: [1],
      rank: 1,
      targets: [rho],
      tail: 0,
      unlearnable: 0,
    };
    const bayes = bayesOverlap(kernel, alpha, labels);
    const errorOf = (t: number) => Math.atan2(1, t) / Math.PI;
    for (const [size, count] of Object.entries(trials)) {
      const d = Number(size);
      const priorVariance = rho / d;
      const worlds = Array.from({ length: count }, (__, trial) =>
        world(labels, alpha * d, isotropic(d, rho), 1000 + trial),
      );
      const gibbs = meanOf(worlds.map((here, trial) => angle(draw(here, 3, trial), here.teacher)));
      expect(Math.abs(gibbs.mean - errorOf(gibbsOverlap(bayes)))).toBeLessThan(4 * gibbs.error + 0.3 / d);
      expect(gibbs.error).toBeLessThan(0.01);
      // For signs message passing does not always converge at this α and these sizes.
      if (labels === sign && alpha > 1) continue;
      const optimal = meanOf(
        worlds.map(({ rows, y, teacher }) =>
          backend.workspace.scope(() =>
            angle(posteriorMean(backend, designOf(backend, rows), y, { labels, priorVariance }), teacher),
          ),
        ),
      );
      expect(Math.abs(optimal.mean - errorOf(bayes))).toBeLessThan(4 * optimal.error + 0.3 / d);
      expect(optimal.error).toBeLessThan(0.01);
    }
  });

  it('averages to what message passing finds', () => {
    for (const labels of [sign, logit]) {
      const d = 50;
      const here = world(labels, 3 * d, isotropic(d, 1), 5);
      const count = 400;
      const average = new Float64Array(d);
      let spread = 0;
      for (let k = 0; k < count; k++) {
        const a = draw(here, 4, k);
        a.forEach((value, j) => {
          average[j]! += value / count;
        });
        spread += product(a, a) / count;
      }
      const mean = backend.workspace.scope(() =>
        posteriorMean(backend, designOf(backend, here.rows), here.y, { labels, priorVariance: 1 / d }),
      );
      const apart = average.map((value, j) => value - mean[j]!);
      const variance = spread - product(average, average);
      // Draws leave variance/count; message passing is exact to a share of 1/d of it.
      expect(product(apart, apart)).toBeLessThan((2 * variance) / count + (0.5 * variance) / d);
      expect(variance).toBeLessThan(1);
    }
  });

  it('agrees with every label that has no noise', () => {
    for (const [n, d] of [
      [200, 60],
      [30, 60],
      [600, 20],
    ] as const) {
      const here = world(sign, n, isotropic(d, 1), 7);
      // A row twice and its opposite: two walls at one place.
      const rows = [...here.rows, here.rows[0]!, here.rows[0]!.map((value) => -value)];
      const twice = { ...here, rows, y: Float64Array.of(...here.y, here.y[0]!, -here.y[0]!) };
      for (let trial = 0; trial < 20; trial++) {
        const a = draw(twice, 5, trial);
        rows.forEach((row, i) => {
          expect(twice.y[i]! * product(row, a)).toBeGreaterThan(0);
        });
      }
    }
  });

  it('is the same, bit by bit, of one stream, and up to rounding of any form of the design', () => {
    for (const n of [9, 30]) {
      const here = world(
        probit(0.3),
        n,
        Float64Array.from({ length: 20 }, (_, j) => 1 / (1 + j)),
        8,
      );
      const first = draw(here, 6);
      expect(draw(here, 6)).toEqual(first);
      expect(product(first, draw(here, 7))).not.toBe(product(first, first));
      backend.workspace.scope(() => {
        const held = designOf(backend, here.rows);
        for (const design of [turned(backend, held), inPanels(held, [0, 7, 16])]) {
          const stream = openStream([12, 8], 6, 0);
          const { labels, teacher, deviations } = here;
          const options = { labels, noiseless: false, teacher, deviations, stream };
          posteriorDraw(backend, design, here.y, options).forEach((value, j) => {
            expect(value).toBeCloseTo(first[j]!, 8);
          });
        }
      });
    }
  });

  it('is the prior where labels say nothing, or a deviation is 0', () => {
    const deviations = Float64Array.of(2, 0, 1);
    const draws = Array.from({ length: 300 }, (_, trial) => {
      const a = draw(world(random, 5, deviations, trial), 8, trial);
      expect(a[1]).toBeCloseTo(0, 300);
      return a[0]! / 2;
    });
    expect(kolmogorov(draws, (x) => 1 - normalCdf(-x))).toBeGreaterThan(1e-3);
    expect(draw(world(sign, 5, deviations, 0), 8)[1]).toBeCloseTo(0, 300);
  });

  it('refuses labels that are not, or that the teacher contradicts', () => {
    const here = world(sign, 5, isotropic(3, 1), 0);
    expect(() => draw({ ...here, teacher: here.teacher.map((a) => -a) }, 9)).toThrow(/signs of the teacher/);
    expect(() => draw({ ...here, y: here.y.with(2, 0) }, 9)).toThrow(/label/);
  });

  it('costs what hits cost, and holds the Gram matrix of all samples', () => {
    const spec = { kind: 'sign', delta: 0, flip: 0 } as const;
    expect(posteriorBytes(1000, 100, spec) / (8 * 1000 * 1100)).toBeCloseTo(1, 1);
    const growth = posteriorOperations(4000, 100, spec) / posteriorOperations(2000, 100, spec);
    expect(growth).toBeGreaterThan(3.5);
    expect(growth).toBeLessThan(4);
    const [rare, frequent] = [0.05, 0.3].map((eta) =>
      posteriorOperations(300, 100, { ...spec, kind: 'flip', flip: eta }),
    );
    expect(rare! / frequent!).toBeGreaterThan(3);
  });

  it('refuses rare flips, which it would be slow to turn', () => {
    const spec = { kind: 'flip', delta: 0, flip: 0.01 } as const;
    expect(canDraw(spec)).toBe(false);
    expect(() => draw(world(flip(0.01), 5, isotropic(3, 1), 0), 9)).toThrow(/flipped with probability 0.01/);
    for (const eta of [0, 0.05, 0.3, 0.5]) expect(canDraw({ ...spec, flip: eta })).toBe(true);
    for (const kind of ['sign', 'probit', 'logit', 'random'] as const)
      expect(canDraw({ ...spec, kind })).toBe(true);
  });
});
