import { defineConfig } from 'vitest/config';

/** Files that put something in the place of modules or add to them, or that ask first what these ask once. */
const alone = ['cli/run', 'cli/uses', 'linalg/select', 'models/ownModel', 'pipeline/mutation'].map(
  (name) => `test/${name}.test.ts`,
);

const common = { setupFiles: ['./src/node.ts'], testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    // All cores: unless it is told, vitest leaves one to itself, which of two is half.
    maxWorkers: '100%',
    // To load every module anew takes longer than the tests of most files: only these have their own.
    projects: [
      { test: { ...common, name: 'alone', include: alone } },
      {
        test: {
          ...common,
          name: 'sharing',
          include: ['test/**/*.test.ts'],
          exclude: alone,
          isolate: false,
        },
      },
    ],
  },
});
