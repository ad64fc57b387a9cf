// Put the compiled kernels beside the compiled TypeScript that loads them.
import { copyFileSync } from 'node:fs';

copyFileSync(
  new URL('../src/linalg/kernels.wasm', import.meta.url),
  new URL('../dist/linalg/kernels.wasm', import.meta.url),
);
