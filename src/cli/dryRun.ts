/** What a run would cost: cells, trials, time and memory, without running it. */
import { openBackend } from '../linalg/select.ts';
import { demandsOf, planCases } from '../pipeline/cases.ts';
import { toTable } from '../report/table.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { inputDimension, parameterCount } from '../simulation/cell.ts';
import { testPoints, trialBytes, trialOperations } from '../simulation/trial.ts';

/** Share of the backend's matrix product rate that whole trials reach, measured on both shipped main scenarios. */
const efficiency = 0.5;

export function dryRun(
  scenario: Scenario,
  { workers, blas }: { readonly workers: number; readonly blas: string },
): string {
  const cases = planCases(scenario);
  const demands = demandsOf(cases, scenario);
  if (demands.length === 0) return `${scenario.name}: ${cases.length} points, theory only`;
  const backend = openBackend(blas);
  const rate = productRate(backend) * efficiency;
  const rows = demands.map((demand) => {
    const { cell, ridges, trials } = demand;
    const seconds = (trials * trialOperations(demand)) / rate;
    const memory = trialBytes(demand) / 2 ** 20;
    const sizes = [cell.samples, parameterCount(cell), inputDimension(cell)].map(String);
    return {
      demand,
      seconds,
      memory,
      row: [
        cell.features.kind,
        ...sizes,
        `${ridges.length}`,
        `${trials}`,
        `${testPoints(cell)}`,
        seconds.toFixed(2),
        memory.toFixed(0),
      ],
    };
  });
  const total = rows.reduce((sum, { seconds }) => sum + seconds, 0);
  const trials = demands.reduce((sum, demand) => sum + demand.trials, 0);
  const peak = Math.max(...rows.map(({ memory }) => memory)) * workers;
  return [
    `${scenario.name}: ${cases.length} points, ${demands.length} draw cells, ${trials} trials on ${backend.name}`,
    toTable(
      ['features', 'n', 'parameters', 'd', 'ridges', 'trials', 'test points', 'core seconds', 'MiB'],
      rows.map(({ row }) => row),
    ),
    `about ${(total / workers).toFixed(0)} s on ${workers} workers (stored trials not counted), ${peak.toFixed(0)} MiB at most`,
  ].join('\n');
}

/** Floating-point operations a second of a matrix product on this machine, from a tenth of a second of them. */
function productRate(backend: ReturnType<typeof openBackend>): number {
  const size = 384;
  backend.workspace.reserve(3 * 8 * size * size + 2 ** 20);
  return backend.workspace.scope(() => {
    const [a, b, c] = [0, 1, 2].map(() => backend.workspace.matrix(size, size)) as [never, never, never];
    const start = performance.now();
    let products = 0;
    while (performance.now() - start < 100) {
      backend.multiply(c, a, b);
      products++;
    }
    return (products * 2 * size ** 3) / ((performance.now() - start) / 1000);
  });
}
