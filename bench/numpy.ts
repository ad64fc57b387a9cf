/** A random-features sweep by numpy on two threads and by Descent on two workers, pool and all. */

import type { Demand } from '../src/execution/plan.ts';
import { openBackend } from '../src/linalg/select.ts';
import type { RegressionSeries } from '../src/simulators/regression/plan.ts';
import { backendChoices, notBuilt, simulateAll } from './compiled.ts';
import { cellAt, demandOf, seriesAt } from './demands.ts';
import { findPeers, runPeer } from './peer.ts';
import { report, sideBySide, skip } from './report.ts';

const size = 200;
const psi2 = 3;

/** The designs in which the sweep is timed: demands of cells on draws of their own, or all on one. */
const designs: Readonly<Record<string, (path: readonly RegressionSeries[][], trials: number) => Demand[]>> = {
  direct: (path, trials) => path.map((series) => demandOf(series, { labels: 1, trials })),
  nested: (path, trials) => [demandOf(path.flat(), { labels: 1, trials, design: 'nested' })],
};

/** Ratios of seconds a trial that are aimed at. */
const targets = { careful: { auto: 5, embedded: 1.5 }, naive: { auto: 35, embedded: 10 } };

export async function benchNumpy(full: boolean): Promise<void> {
  const trials = 20;
  const naiveTrials = full ? 20 : 1;
  console.log(
    `Sweep beside numpy: d = ${size}, psi2 = ${psi2}, 20 psi1, 3 ridges, 5 noises; ${trials} trials (numpy naive ${naiveTrials}), 1 label`,
  );
  if (notBuilt) return skip('the sweep', notBuilt);
  for (const peer of findPeers()) {
    if ('reason' in peer) skip(peer.python, peer.reason);
    else await besideNumpy(peer.python, peer.name, trials, naiveTrials);
  }
}

async function besideNumpy(python: string, name: string, trials: number, naiveTrials: number): Promise<void> {
  const sweep = runPeer(python, { d: 4, trials: 1 });
  const seconds = { careful: Number.POSITIVE_INFINITY, naive: Number.POSITIVE_INFINITY };
  const run = (style: keyof typeof seconds, count: number) => () => {
    const { wall_seconds } = runPeer(python, { style, trials: count, d: size, psi2 });
    seconds[style] = Math.min(seconds[style], wall_seconds / count);
  };
  const path = sweep.psi1.map((ratio) => seriesAt(cellAt(ratio, psi2, size), sweep.ridges));
  const ours = Object.entries(designs).flatMap(([design, demands]) =>
    backendChoices().map((choice) => ({ design, choice, demands: demands(path, trials) })),
  );
  const [, , ...best] = await sideBySide(
    2,
    run('careful', trials),
    run('naive', naiveTrials),
    ...ours.map(
      ({ demands, choice }) =>
        () =>
          simulateAll(demands, choice, 2),
    ),
  );
  report(`${name}: careful, a trial`, seconds.careful, 's');
  report('the same: naive, a trial', seconds.naive, 's');
  for (const [i, { design, choice }] of ours.entries()) {
    const each = best[i]! / trials;
    report(`${openBackend(choice).name}: ${design}, a trial`, each, 's');
    report('numpy careful over Descent', seconds.careful / each, '×', { least: targets.careful[choice] });
    report('numpy naive over Descent', seconds.naive / each, '×', { least: targets.naive[choice] });
  }
}
