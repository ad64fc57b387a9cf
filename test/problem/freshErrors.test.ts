import { describe, expect, it } from 'vitest';
import { freshErrors } from '../../src/problem/labels/freshErrors.ts';
import { type LabelSpec, labelLaw } from '../../src/problem/labels/signs.ts';
import { type LossName, losses } from '../../src/problem/losses/loss.ts';
import { openStream, streamKey } from '../../src/random/stream.ts';

const laws: readonly LabelSpec[] = [
  { kind: 'sign', delta: 0, flip: 0 },
  { kind: 'probit', delta: 0.7, flip: 0 },
  { kind: 'logit', delta: 0, flip: 0 },
  { kind: 'flip', delta: 0, flip: 0.2 },
  { kind: 'random', delta: 0, flip: 0 },
];

describe('errors on fresh samples', () => {
  it.each(laws)('are those of drawn ones: %o', (spec) => {
    const labels = labelLaw(spec);
    const draws = 200_000;
    const normals = new Float64Array(2 * draws);
    openStream(streamKey('fresh', spec.kind), 0, 0).normals(normals);
    for (const [loss, rho, q, m] of [
      ['logistic', 2, 3, 1.5],
      ['hinge', 1, 0.5, -0.4],
      ['square', 4, 1, 0.1],
    ] as [LossName, number, number, number][]) {
      const values = [0, 0, 0];
      const squares = [0, 0, 0];
      for (let i = 0; i < draws; i++) {
        const target = Math.sqrt(rho) * normals[2 * i]!;
        const f = (m / rho) * target + Math.sqrt(q - (m * m) / rho) * normals[2 * i + 1]!;
        const positive = labels.probability(target);
        const over = (g: (margin: number) => number) => positive * g(f) + (1 - positive) * g(-f);
        [f > 0 === target > 0 ? 0 : 1, over((u) => (u < 0 ? 1 : 0)), over(losses[loss].value)].forEach(
          (x, k) => {
            values[k]! += x / draws;
            squares[k]! += (x * x) / draws;
          },
        );
      }
      const { classificationError, labelError, testLoss } = freshErrors(labels, losses[loss], { rho, q, m });
      [classificationError, labelError, testLoss].forEach((exact, k) => {
        const error = Math.sqrt(Math.max(0, squares[k]! - values[k]! ** 2) / draws);
        expect(Math.abs(exact - values[k]!), `${loss} ${k}`).toBeLessThan(4.5 * error + 1e-11);
      });
    }
  });
});
