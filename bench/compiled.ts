/** The compiled simulation, as it is installed, without a file to store trials in. */
import { existsSync } from 'node:fs';
import type { Demand } from '../src/execution/plan.ts';
import type { Store } from '../src/execution/store.ts';
import type { Block } from '../src/execution/storedLines.ts';
import { openBlas } from '../src/linalg/blas.ts';
import { openBackend } from '../src/linalg/select.ts';
import type { Simulator } from '../src/simulators/simulator.ts';

const folder = (name: string) => new URL(`../${name}/`, import.meta.url).href;
const module = (name: string) => `${folder('dist')}execution/${name}.js`;

/** Why nothing compiled can be measured, if so. */
export const notBuilt = existsSync(new URL(module('simulate')))
  ? undefined
  : 'dist is not built: npm run build';

/** Simulate from nothing, pool and all. @returns the blocks, as they came */
export async function simulateAll(
  demands: readonly Demand[],
  blas: string,
  workers: number,
): Promise<readonly Block[]> {
  const { simulate } = (await import(module('simulate'))) as typeof import('../src/execution/simulate.ts');
  const { pool } = (await import(module('pool'))) as typeof import('../src/execution/pool.ts');
  const compiled = await Promise.all(
    demands.map(async (demand) => ({ ...demand, simulator: await compiledOf(demand.simulator) })),
  );
  const blocks: Block[] = [];
  const store: Pick<Store, 'trials' | 'append'> = {
    trials: () => new Map(),
    append: (block) => {
      blocks.push(block);
    },
  };
  await simulate(compiled, store, {
    executor: pool({ workers, blas }),
    backend: openBackend(blas).identity,
  });
  return blocks;
}

/** The simulator as it is installed. */
async function compiledOf({ module: source }: Simulator): Promise<Simulator> {
  const installed = source.replace(folder('src'), folder('dist')).replace(/\.ts$/, '.js');
  return ((await import(installed)) as { readonly default: Simulator }).default;
}

/** What `--blas` is given: auto where that finds a library, and the embedded kernels. */
export function backendChoices(): readonly ('auto' | 'embedded')[] {
  return 'backend' in openBlas() ? ['auto', 'embedded'] : ['embedded'];
}
