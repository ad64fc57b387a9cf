// Put the compiled kernels beside the compiled TypeScript that loads them, and make the program executable.
import { chmodSync, copyFileSync } from 'node:fs';

copyFileSync(
  new URL('../src/linalg/kernels.wasm', import.meta.url),
  new URL('../dist/linalg/kernels.wasm', import.meta.url),
);
chmodSync(new URL('../dist/cli/main.js', import.meta.url), 0o755);
