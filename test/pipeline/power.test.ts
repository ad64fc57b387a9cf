import { expect, it } from 'vitest';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { openPoints } from '../../src/pipeline/openPoints.ts';
import { foreseePower, powerText } from '../../src/pipeline/power.ts';
import { planOf, resultsOf } from './inProcess.ts';

const text = `model: linear
parameters: { gamma: 0.5, noise: 1, ridge: 0.1 }
simulation: { sizes: [40, 80], trials: [400, 200], design: tridiagonal }
comparison: { alpha: 0.01, tolerance: 0.05 }
`;

it('sees what is refuted nine times in ten, and not half of that', async () => {
  const { sees, untested } = (await foreseePower(planOf(text).scenario, openEmbedded()))!;
  expect(untested).toBe(0);
  const refuted = (part: number) =>
    Array.from({ length: 20 }, (_, seed) =>
      resultsOf(text, [`simulation.seed=${seed}`, `comparison.theoryFactor=${1 + part * sees[0]!}`]),
    ).filter(({ verdict }) => verdict === 'disagree').length;
  // Bounds on what finite sizes may do are rarely used up: some more is seen than is promised.
  expect(refuted(1.15)).toBeGreaterThanOrEqual(17);
  expect(refuted(0.4)).toBeLessThanOrEqual(6);
});

it('says it in a line, half of the claims and the worst', () => {
  expect(powerText({ sees: [0.01, 0.02, 0.0345], untested: 2 })).toBe(
    'sees 2 % with power 0.9 (half of the 3 claims; 3.5 % at worst), 2 untested',
  );
  expect(powerText({ sees: [], untested: 2 })).toBe('none of the 2 claims can be tested');
});

it('names the points that are left open by their ranges', () => {
  const scan = resultsOf(`model: linear
parameters: { gamma: [0.5, 0.9, 1.1, 2, 3], noise: 1 }
simulation: { sizes: [24], trials: 4, design: tridiagonal }
comparison: { tolerance: 10 }
`);
  expect(openPoints(scan, scan.limits, null)).toBe('gamma 0.9 to 1.1 (2, near the threshold)');
  const wide = scan.limits.map((limit) =>
    limit.parameters['gamma'] === 3 ? limit : { ...limit, verdict: null },
  );
  expect(openPoints(scan, wide, null)).toBe('gamma 0.5 to 2 (4)');
  expect(openPoints(scan, scan.limits, 'agree')).toBe('gamma 0.5 (1), gamma 2 to 3 (2)');
  expect(openPoints(scan, scan.limits, 'disagree')).toBe('');
});
