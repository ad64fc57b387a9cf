import { defineConfig } from 'vitest/config';

export default defineConfig({
  // All cores: unless it is told, vitest leaves one to itself, which of two is half.
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['./src/node.ts'],
    testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: '100%' },
});
