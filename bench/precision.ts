/** Time to a given precision of one point by numpy on two threads and by Descent on two workers. */

import { openBackend } from '../src/linalg/select.ts';
import type { Labels } from '../src/parts/design.ts';
import { readerOf } from '../src/simulators/simulator.ts';
import { backendChoices, notBuilt, simulateAll } from './compiled.ts';
import { cellAt, demandOf, seriesAt } from './demands.ts';
import { findPeers, runPeer } from './peer.ts';
import { report, sideBySide, skip } from './report.ts';

const size = 200;
const psi2 = 3;
const psi1 = 1.5 * psi2;
const ridge = 1e-3;
const noise = 0.2;

/** Standard error over mean that is aimed at, and the fewest trials that give an error bar to trust. */
const precision = 1e-3;
const fewestTrials = 16;
/** Trials that tell the deviation of one. */
const pilotTrials = 32;
/** Label draws a trial, among which the best is taken. */
const labelCounts: readonly Labels[] = [1, 16, 64, size, 'exact'];

const targets = { auto: 100, embedded: 25 };

/** The excess risk over trials; the deviation is that of one. */
interface Sample {
  readonly mean: number;
  readonly deviation: number;
  readonly trials: number;
}

function trialsNeeded({ mean, deviation }: Sample): number {
  return Math.max(fewestTrials, Math.ceil((deviation / mean / precision) ** 2));
}

/** Distance of two means in standard errors of the difference. */
function distance(a: Sample, b: Sample): number {
  return (
    Math.abs(a.mean - b.mean) / Math.hypot(...[a, b].map((each) => each.deviation / Math.sqrt(each.trials)))
  );
}

async function sample(choice: string, labels: Labels, trials: number): Promise<Sample> {
  const series = seriesAt(cellAt(psi1, psi2, size), [ridge]);
  const blocks = await simulateAll([demandOf(series, { labels, trials })], choice, 2);
  const risks = blocks.flatMap(({ columns, rows }) =>
    rows.map(readerOf(columns)).map((read) => read('riskSignal') + noise * read('riskNoise')),
  );
  const mean = risks.reduce((sum, each) => sum + each, 0) / trials;
  const squares = risks.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (trials - 1)), trials };
}

/** What one of ours is to run: the labels that take the least time, and the trials that are needed then. */
async function settle(choice: 'auto' | 'embedded') {
  const options: { labels: Labels; trials: number; seconds: number }[] = [];
  for (const labels of labelCounts) {
    const start = performance.now();
    const trials = trialsNeeded(await sample(choice, labels, pilotTrials));
    options.push({ labels, trials, seconds: ((performance.now() - start) / 1000 / pilotTrials) * trials });
  }
  const least = Math.min(...options.map(({ seconds }) => seconds));
  return { choice, ...options.find(({ seconds }) => seconds === least)! };
}

async function besideNumpy(
  python: string,
  name: string,
  trials: number,
  plans: readonly Awaited<ReturnType<typeof settle>>[],
): Promise<void> {
  const options = { d: size, psi2, psi1, ridges: ridge, noises: noise, trials };
  let theirs = { mean: 0, deviation: 0, trials };
  const seconds: number[] = [];
  const found: Sample[] = [];
  const [, ...ours] = await sideBySide(
    2,
    () => {
      const { wall_seconds, mean, deviation } = runPeer(python, options);
      seconds.push(wall_seconds / trials);
      theirs = { mean: mean[0]![0]![0]!, deviation: deviation![0]![0]![0]!, trials };
    },
    ...plans.map((plan, i) => async () => {
      found[i] = await sample(plan.choice, plan.labels, plan.trials);
    }),
  );
  const needed = trialsNeeded(theirs);
  const total = needed * Math.min(...seconds);
  report(`${name}: ${needed} trials`, total, 's');
  for (const [i, { choice, labels, trials: run }] of plans.entries()) {
    report(`${openBackend(choice).name}: ${run} trials, labels ${labels}`, ours[i]!, 's');
    report('numpy over Descent', total / ours[i]!, '×', { least: targets[choice] });
    report('the two means apart, in standard errors', distance(theirs, found[i]!), '', { most: 4 });
  }
}

export async function benchPrecision(full: boolean): Promise<void> {
  const trials = full ? 200 : 50;
  console.log(
    `Time to a standard error of ${precision} of the mean excess risk: d = ${size}, psi2 = ${psi2}, psi1 = ${psi1}, ridge ${ridge}, noise ${noise}; numpy's from ${trials} trials`,
  );
  if (notBuilt) return skip('the precision', notBuilt);
  const plans: Awaited<ReturnType<typeof settle>>[] = [];
  for (const choice of backendChoices()) plans.push(await settle(choice));
  for (const peer of findPeers()) {
    if ('reason' in peer) skip(peer.python, peer.reason);
    else await besideNumpy(peer.python, peer.name, trials, plans);
  }
}
