/** The compiled simulation, as it is installed, without a file to store trials in. */
import { existsSync } from 'node:fs';
import { openBlas } from '../src/linalg/blas.ts';
import { openBackend } from '../src/linalg/select.ts';
import type { Demand } from '../src/simulation/plan.ts';
import type { Block, Store } from '../src/simulation/store.ts';

const module = new URL('../dist/simulation/simulate.js', import.meta.url);

/** Why nothing compiled can be measured, if so. */
export const notBuilt = existsSync(module) ? undefined : 'dist is not built: npm run build';

/** Simulate from nothing, pool and all. @returns the blocks, as they came */
export async function simulateAll(
  demands: readonly Demand[],
  blas: string,
  workers: number,
): Promise<readonly Block[]> {
  const { simulate } = (await import(module.href)) as typeof import('../src/simulation/simulate.ts');
  const blocks: Block[] = [];
  const store: Store = {
    trials: () => new Map(),
    append: (block) => {
      blocks.push(block);
    },
    seal: () => {},
    close: () => {},
    damaged: 0,
  };
  await simulate(demands, store, { workers, blas, backend: openBackend(blas).identity });
  return blocks;
}

/** What `--blas` is given: auto where that finds a library, and the embedded kernels. */
export function backendChoices(): readonly ('auto' | 'embedded')[] {
  return 'backend' in openBlas() ? ['auto', 'embedded'] : ['embedded'];
}
