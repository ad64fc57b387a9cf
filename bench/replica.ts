/**
 * Convex losses: time per point in process, and failures over a wide scan, each solution held against another
 * quadrature.
 */
import { probit } from '../src/parts/labels/probit.ts';
import { sign } from '../src/parts/labels/sign.ts';
import { hinge } from '../src/parts/losses/hinge.ts';
import { type LossName, losses, lossNames } from '../src/parts/losses/loss.ts';
import { separableSamples, solveRidgeless } from '../src/theory/replica/interpolation.ts';
import {
  type ConvexProblem,
  type Solution,
  solveStateEvolution,
} from '../src/theory/replica/stateEvolution.ts';
import { generator } from '../test/helpers/random.ts';
import {
  linearProblem,
  literatureResidual,
  randomClassification,
  randomRidgeless,
  separated,
} from '../test/helpers/stateEvolution.ts';
import { report } from './report.ts';

const runs = 101;
const scanned = 2000;
/** Overlaps that are further off are wrong. */
const largestError = 1e-8;

export function benchReplica(full: boolean): void {
  console.log('Convex losses');
  for (const loss of ['logistic', 'hinge'] as const) benchPoints(loss);
  const noisy = probit(0.5);
  const margin = linearProblem(hinge, sign, { samples: 2, ridge: 0 });
  const infinite = Number.POSITIVE_INFINITY;
  report(
    'a maximum margin',
    medianTime(() => solveRidgeless(margin, hinge, infinite)),
    'ms',
    { most: 5 },
  );
  report(
    'a separability threshold',
    medianTime(() => separableSamples(margin.kernel, infinite, noisy)),
    'ms',
    { most: 5 },
  );
  for (const loss of lossNames) {
    scan(`${loss}, λ > 0`, full, ridged(loss));
    scan(`${loss}, λ = 0`, full, ridgeless(loss));
  }
}

function benchPoints(loss: LossName): void {
  const noise = [0, 0, 0, 0, 0.5, 0.5];
  const points = [
    [0.5, 0.1],
    [2, 0.1],
    [2, 0.01],
    [5, 1],
    [2.5, 1e-4],
    [2.5, 1e-6],
  ] as const;
  for (const [i, [samples, ridge]] of points.entries()) {
    const problem = linearProblem(losses[loss], probit(noise[i]!), { samples, ridge });
    const time = medianTime(() => solveStateEvolution(problem));
    report(`${loss}, α = ${samples}, λ = ${ridge}, Δ = ${noise[i]}`, time, 'ms', {
      most: noise[i]! > 0 ? 10 : 2,
    });
  }
}

/** Milliseconds. */
function medianTime(body: () => unknown): number {
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    body();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[(runs - 1) / 2]!;
}

/** A problem, its solution, and the problem that it should solve. */
type Draw = (next: () => number) => () => readonly [Solution, ConvexProblem];

function ridged(loss: LossName): Draw {
  return (next) => {
    const problem = randomClassification(next, loss);
    return () => [solveStateEvolution(problem), problem];
  };
}

function ridgeless(loss: LossName): Draw {
  return (next) => {
    const { problem, threshold } = randomRidgeless(next, loss);
    return () => {
      const solution = solveRidgeless(problem, hinge, threshold);
      return [solution, separated(problem, solution)];
    };
  };
}

function scan(what: string, full: boolean, draw: Draw): void {
  const next = generator(2026);
  const count = full ? 10 * scanned : scanned;
  const times: number[] = [];
  let [flagged, wrong, largest] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const solve = draw(next);
    const start = performance.now();
    const [solution, problem] = solve();
    times.push(performance.now() - start);
    if (!solution.converged) {
      flagged++;
      continue;
    }
    const error = literatureResidual(problem, solution);
    if (!(error <= largestError)) wrong++;
    else largest = Math.max(largest, error);
  }
  times.sort((a, b) => a - b);
  report(`${what}: wrong without a word, of ${count}`, wrong, '', { most: 0 });
  report(`${what}: flagged as not converged`, (100 * flagged) / count, '%', { most: 0.1 });
  report(`${what}: largest relative error of V, q, m by the other quadrature`, largest, '');
  report(`${what}: median time`, times[Math.floor(count / 2)]!, 'ms');
  report(`${what}: longest time`, times.at(-1)!, 'ms');
}
