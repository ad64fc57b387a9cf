// Put the compiled kernels beside the compiled TypeScript that loads them, and make the program executable.
import { chmodSync, copyFileSync } from 'node:fs';

for (const file of ['kernels.wasm', 'kernels-fma.wasm']) {
  copyFileSync(
    new URL(`../src/linalg/${file}`, import.meta.url),
    new URL(`../dist/linalg/${file}`, import.meta.url),
  );
}
chmodSync(new URL('../dist/cli/main.js', import.meta.url), 0o755);
