/** Time until wrong theory is excluded: `descent check` as a user types it, beside numpy on the same ladder of sizes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { combine, fitIntercept } from '../src/comparison/ladder.ts';
import { notBuilt } from './compiled.ts';
import { findPeers, runPeer } from './peer.ts';
import { report, skip } from './report.ts';

/** Ten points away from the threshold at 3. */
const psi1 = [0.4, 0.6, 0.9, 1.3, 1.8, 4.8, 6, 7.5, 9, 12];
const [psi2, ridge, noise] = [3, 1e-3, 0.2];

interface Exclusion {
  readonly name: string;
  readonly words: readonly string[];
  /** Part of the theory. */
  readonly deviation: number;
  /** Seconds that are aimed at, also for the plan. */
  readonly target: number;
  readonly blas: string;
}

const features = [
  ...['random-features', '--psi1', psi1.join(), '--psi2', `${psi2}`, '--ridge', `${ridge}`],
  ...['--noise', `${noise}`, '--distribution', 'sphere'],
];
const linear = ['linear', '--gamma', '0.2,0.5,0.8,1.25,2,4', '--noise', '0.5'];
const logistic = ['classification', '--alpha', '1,3', '--ridge', '0.1'];

const exclusions: readonly Exclusion[] = [
  { name: 'random features', words: features, deviation: 0.05, target: 20, blas: 'embedded' },
  { name: 'random features', words: features, deviation: 0.02, target: 60, blas: 'embedded' },
  { name: 'random features', words: features, deviation: 0.01, target: 300, blas: 'embedded' },
  { name: 'ridgeless linear', words: linear, deviation: 0.01, target: 10, blas: 'embedded' },
  { name: 'ridgeless linear', words: linear, deviation: 0.003, target: 20, blas: 'embedded' },
  { name: 'logistic', words: logistic, deviation: 0.05, target: 60, blas: 'embedded' },
  { name: 'logistic', words: logistic, deviation: 0.02, target: 300, blas: 'embedded' },
];

interface Checked {
  readonly verdict: string;
  readonly claims: readonly { readonly excludes: number; readonly standardError: number }[];
  readonly plan: {
    readonly simulation: { readonly sizes: readonly number[]; readonly trials: readonly number[] };
  };
  readonly seconds: number;
}

function check({ words, deviation, target, blas }: Exclusion): Checked {
  const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'descent-'));
  const start = performance.now();
  try {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        main,
        'check',
        ...words,
        '--tolerance',
        `${deviation}`,
        '--budget',
        `${target}s`,
        '--blas',
        blas,
        '--json',
      ],
      { cwd: folder, encoding: 'utf8' },
    );
    if (stdout === '') throw new Error(stderr);
    return { ...JSON.parse(stdout), seconds: (performance.now() - start) / 1000 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Seconds in which numpy has the standard errors of ours at every point, of the straight line through the same sizes with trials in the same proportions. */
function numpySeconds(python: string, { claims, plan }: Checked, trials: number): number {
  const { sizes, trials: planned } = plan.simulation;
  const runs = sizes.map((d) =>
    runPeer(python, { d, psi2, psi1: psi1.join(' '), ridges: ridge, noises: noise, trials }),
  );
  const { coefficients } = fitIntercept(
    sizes.map((size, l) => ({ size, trials: planned[l]! })),
    1,
  );
  const squares = coefficients.map((coefficient, l) => coefficient ** 2 / planned[l]!);
  const times = psi1.map((_, i) => {
    const variances = runs.map(({ deviation }) => deviation![i]![0]![0]! ** 2);
    return combine(squares, variances) / claims[i]!.standardError ** 2;
  });
  const once = runs.reduce((sum, { wall_seconds }, l) => sum + (wall_seconds / trials) * planned[l]!, 0);
  return Math.max(...times) * once;
}

export async function benchExclusion(full: boolean): Promise<void> {
  console.log(
    'Time until wrong theory is excluded at significance 1e-4, on two workers: start, plan, simulation, verdict, figure',
  );
  if (notBuilt) return skip('exclusion', notBuilt);
  const peers = findPeers();
  for (const exclusion of exclusions.filter(({ target }) => full || target <= 60)) {
    const { name, deviation, target, words } = exclusion;
    const checked = check(exclusion);
    const widest = Math.max(...checked.claims.map(({ excludes }) => excludes));
    report(`${name}, beyond ${100 * deviation} % at every point: ${checked.verdict}`, checked.seconds, 's', {
      most: target,
    });
    report('  the widest of its points', 100 * widest, '%', { most: 100 * deviation });
    if (words !== features) continue;
    for (const peer of peers) {
      if ('reason' in peer) skip(peer.python, peer.reason);
      else
        report(
          `  ${peer.name} over Descent`,
          numpySeconds(peer.python, checked, full ? 40 : 12) / checked.seconds,
          '×',
        );
    }
  }
}
