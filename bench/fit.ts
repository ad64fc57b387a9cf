/** How near the larger part of a fit comes to the rate of the backend's own matrix product. */
import { ratesOf } from '../src/cli/rates.ts';
import { openBackend } from '../src/linalg/select.ts';
import { backendChoices } from './compiled.ts';
import { report } from './report.ts';

const order = 2000;

export function benchFit(full: boolean): void {
  console.log(`Gram matrix and Cholesky factor, n = k = ${order}`);
  const backends = backendChoices().map((choice) => openBackend(choice));
  for (const [i, { multiply, gramCholesky }] of ratesOf(backends, order, full ? 5 : 3).entries()) {
    const { name } = backends[i]!;
    report(`multiply, ${name}`, multiply / 1e9, 'GFLOP/s');
    report('Gram + Cholesky over multiply', gramCholesky / multiply, '', { least: 0.7 });
  }
}
