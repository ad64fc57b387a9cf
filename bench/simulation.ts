/** The compiled simulation on one worker and on two, and beside numpy. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openBlas } from '../src/linalg/blas.ts';
import { openBackend } from '../src/linalg/select.ts';
import { modelNamed } from '../src/models/registry.ts';
import type { DrawCell } from '../src/problem/cell.ts';
import type { Demand } from '../src/simulation/plan.ts';
import type { Store } from '../src/simulation/store.ts';
import { report, sideBySide, skip } from './report.ts';

const compiled = new URL('../dist/simulation/simulate.js', import.meta.url);

async function simulateAll(demands: readonly Demand[], blas: string, workers: number): Promise<void> {
  const { simulate } = (await import(compiled.href)) as typeof import('../src/simulation/simulate.ts');
  const forgetful: Store = {
    trials: () => new Map(),
    append: () => {},
    seal: () => {},
    close: () => {},
    damaged: 0,
  };
  await simulate(demands, forgetful, { workers, blas, backend: openBackend(blas).identity });
}

function cellAt(psi1: number, psi2: number, size: number): DrawCell {
  const point = {
    psi1,
    psi2,
    signal: 1,
    nonlinear: 0,
    noise: 0,
    ridge: 0,
    activation: 'relu',
    weights: 'sphere',
    distribution: 'sphere',
    blocks: 'isotropic',
  };
  return modelNamed('random-features').realise(point, size).cell;
}

const geometric = (first: number, last: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first * (last / first) ** (i / Math.max(1, count - 1)));

/** Two workers over one on trials like those of the main scenario. */
export async function benchWorkers(full: boolean): Promise<void> {
  console.log('Workers');
  if (!existsSync(compiled)) return skip('dist/simulation', 'not built: npm run build');
  const demands = geometric(0.2, 6, 12).map((psi1) => ({
    design: 'direct' as const,
    series: [0, 1e-3, 1e-1].map((ridge) => ({ cell: cellAt(psi1, 2, 150), ridge })),
    labels: 64,
    nonlinear: false,
    seed: 'bench',
    trials: full ? 48 : 16,
  }));
  const [one, two] = await sideBySide(
    3,
    () => simulateAll(demands, 'embedded', 1),
    () => simulateAll(demands, 'embedded', 2),
  );
  report('one worker, embedded', one!, 's');
  report('two workers over one', one! / two!, '×', { least: 1.8 });
}

const peer = fileURLToPath(new URL('./peers/numpy_random_features.py', import.meta.url));

interface PeerRun {
  readonly wall_seconds: number;
  readonly numpy: string;
  readonly blas: string;
  readonly psi1: readonly number[];
  readonly ridges: readonly number[];
}

function runPeer(python: string, trials: number): PeerRun {
  const text = execFileSync(python, [peer, '--style', 'careful', '--trials', String(trials)], {
    env: { ...process.env, OPENBLAS_NUM_THREADS: '2' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(text) as PeerRun;
}

/** The same sweep (d = 200, ψ2 = 3, 20 ψ1, 3 ridges, 5 noises) by numpy on two threads and by Descent on two workers. */
export async function benchNumpy(full: boolean): Promise<void> {
  console.log('Random-features sweep beside numpy');
  if (!existsSync(compiled)) return skip('dist/simulation', 'not built: npm run build');
  const trials = full ? 20 : 4;
  // Plain python3, and where it is another one the system's, whose numpy is on the system's BLAS.
  for (const python of new Set(['python3', '/usr/bin/python3'])) {
    try {
      await besideNumpy(python, trials);
    } catch (error) {
      skip(`${python} with numpy`, String(error).split('\n')[0]!);
    }
  }
}

async function besideNumpy(python: string, trials: number): Promise<void> {
  const system = openBlas();
  const choices = ['backend' in system ? 'auto' : null, 'embedded'].filter((choice) => choice !== null);
  if ('reason' in system) skip('Descent on a system BLAS', system.reason);
  const { psi1, ridges, numpy, blas } = runPeer(python, 2);
  const demands = psi1.map((ratio) => {
    const series = ridges.map((ridge) => ({ cell: cellAt(ratio, 3, 200), ridge }));
    return { design: 'direct' as const, series, labels: 1, nonlinear: false, seed: 'bench', trials };
  });
  let theirs = Number.POSITIVE_INFINITY;
  const [, ...ours] = await sideBySide(
    2,
    () => {
      theirs = Math.min(theirs, runPeer(python, trials).wall_seconds);
    },
    ...choices.map((choice) => () => simulateAll(demands, choice, 2)),
  );
  report(`${python}, numpy ${numpy} on ${blas}, ${trials} trials`, theirs, 's');
  choices.forEach((choice, i) => {
    const { name } = openBackend(choice);
    report(`Descent on ${name}`, ours[i]!, 's');
    report('numpy over Descent', theirs / ours[i]!, '×', choice === 'auto' ? { least: 1 } : undefined);
  });
}
