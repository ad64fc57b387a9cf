/** The compiled simulation, as it is installed, without a file to store trials in. */
import { existsSync } from 'node:fs';
import type { Demand } from '../src/execution/plan.ts';
import type { Block, Store } from '../src/execution/store.ts';
import { openBlas } from '../src/linalg/blas.ts';
import { openBackend } from '../src/linalg/select.ts';

const module = new URL('../dist/execution/simulate.js', import.meta.url);

/** Why nothing compiled can be measured, if so. */
export const notBuilt = existsSync(module) ? undefined : 'dist is not built: npm run build';

/** Simulate from nothing, pool and all. @returns the blocks, as they came */
export async function simulateAll(
  demands: readonly Demand[],
  blas: string,
  workers: number,
): Promise<readonly Block[]> {
  const { simulate } = (await import(module.href)) as typeof import('../src/execution/simulate.ts');
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
