/** What a path costs: all points of a curve read off one nested draw, over the most expensive of them on a draw of its own. */
import type { Backend } from '../src/linalg/backend.ts';
import { openBackend } from '../src/linalg/select.ts';
import { modelNamed } from '../src/models/registry.ts';
import type { DrawCell } from '../src/problem/cell.ts';
import { runTrial } from '../src/simulation/trial.ts';
import { backendChoices } from './compiled.ts';
import { cellAt, demandOf, geometric, seriesAt } from './demands.ts';
import { report } from './report.ts';

const points = 20;

interface Path {
  readonly name: string;
  readonly cells: readonly DrawCell[];
  /** Of a ridge curve some. */
  readonly ridges: readonly number[];
}

function linearCell(gamma: number): DrawCell {
  const point = {
    gamma,
    ridge: 0,
    signal: 1,
    nonlinear: 0,
    noise: 1,
    distribution: 'gaussian',
    blocks: 'isotropic',
    observedShare: 1,
  };
  return modelNamed('linear').realise(point, 400).cell;
}

const range = (first: number, last: number) => geometric(first, last, points);

const curves: readonly (readonly [string, readonly DrawCell[]])[] = [
  ['features, ψ1 0.4–6, ψ2 2', range(0.4, 6).map((psi1) => cellAt(psi1, 2, 150))],
  ['features around the threshold, ψ1 1.6–3.3, ψ2 2.3', range(1.6, 3.3).map((p) => cellAt(p, 2.3, 150))],
  ['samples, ψ2 0.4–6, ψ1 2', range(0.4, 6).map((psi2) => cellAt(2, psi2, 150))],
  ['linear features, γ 0.2–4', range(0.2, 4).map(linearCell)],
  ['linear features around the threshold, γ 0.7–1.43', range(0.7, 1.43).map(linearCell)],
];

const paths = curves.flatMap(([name, cells]): Path[] => [
  { name: `${name}, ridgeless`, cells, ridges: [0] },
  { name: `${name}, ridge`, cells, ridges: [1e-2] },
]);

export function benchPaths(full: boolean): void {
  console.log(`Paths of ${points} points on one draw, over their most expensive point on one of its own`);
  for (const choice of backendChoices()) {
    const backend = openBackend(choice);
    console.log(`  ${backend.name}`);
    for (const path of paths) {
      const most = path.ridges.includes(0) ? 3 : 5;
      report(path.name, costRatio(backend, path, full ? 15 : 5), '×', { most });
    }
  }
}

/** Medians of so many rounds, path and points taking turns; of the time of the processor, which other work here lengthens least. */
function costRatio(backend: Backend, { cells, ridges }: Path, rounds: number): number {
  const counts = { labels: 16, trials: 1 };
  const series = cells.flatMap((cell) => seriesAt(cell, ridges));
  const path = demandOf(series, { ...counts, design: 'nested' });
  const plans = [path, ...cells.map((cell) => demandOf(seriesAt(cell, ridges), counts))];
  const seconds = plans.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [i, plan] of plans.entries()) {
      const start = process.cpuUsage();
      runTrial(backend, plan, round + 1);
      const { user, system } = process.cpuUsage(start);
      if (round >= 0) seconds[i]!.push((user + system) / 1e6);
    }
  }
  const [whole, ...apart] = seconds.map((times) => times.toSorted((a, b) => a - b)[times.length >> 1]!);
  if (process.env.VERBOSE)
    console.log((1e3 * whole!).toFixed(1), apart.map((x) => (1e3 * x).toFixed(1)).join(' '));
  return whole! / Math.max(...apart);
}
