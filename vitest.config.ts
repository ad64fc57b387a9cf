import { defineConfig } from 'vitest/config';

/** Files that put something in the place of modules, or of what these ask the engine once. */
const mocking = ['linalg/select', 'cli/run', 'cli/uses', 'pipeline/mutation'].map((name) => `test/${name}.test.ts`);

const common = { setupFiles: ['./src/node.ts'], testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    // All cores: unless it is told, vitest leaves one to itself, which of two is half.
    maxWorkers: '100%',
    // To load every module anew takes longer than the tests of most files: only those that mock have their own.
    projects: [
      { test: { ...common, name: 'mocking', include: mocking, sequence: { groupOrder: 0 } } },
      {
        test: {
          ...common,
          name: 'sharing',
          include: ['test/**/*.test.ts'],
          exclude: mocking,
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
