import { defineConfig } from 'vitest/config';

/** What needs a real Slurm, which the first test brings up. */
export default defineConfig({
  test: {
    include: ['test/slurm/*.slurm.ts'],
    setupFiles: ['./src/node.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
