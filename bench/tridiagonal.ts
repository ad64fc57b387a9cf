/** A trial of ridgeless regression at a million samples, by the design without a matrix. */

import { openBackend } from '../src/linalg/select.ts';
import { linear } from '../src/models/linear/linear.ts';
import regression from '../src/simulators/regression/regression.ts';
import { runTrial } from '../src/simulators/simulator.ts';
import { demandOf, seriesAt } from './demands.ts';
import { report, sideBySide } from './report.ts';

const samples = 1e6;

export async function benchTridiagonal(): Promise<void> {
  console.log('Ridgeless linear regression without a matrix');
  const point = {
    gamma: 1.5,
    ridge: 0,
    signal: 1,
    nonlinear: 0,
    noise: 1,
    distribution: 'gaussian',
    blocks: 'isotropic',
    observedShare: 1,
  };
  const { cell } = linear.realise(point, samples).series;
  const { plan } = demandOf(seriesAt(cell, [0]), { labels: 1, trials: 1, design: 'tridiagonal' });
  const backend = openBackend('embedded');
  const [seconds] = await sideBySide(3, () => runTrial(regression, backend, plan, 0));
  report('an exact trial, n = 1e6, p = 1.5e6', seconds!, 's', { most: 0.3 });
}
