import { defineConfig } from 'vitest/config';

/** What takes hours: one file after the other, each with both cores to itself. */
export default defineConfig({
  test: {
    include: ['test/long/*.long.ts', 'test/**/fuzz.test.ts'],
    setupFiles: ['./src/node.ts'],
    fileParallelism: false,
    testTimeout: 3_600_000,
    env: { FUZZ_TIMES: '30' },
  },
});
