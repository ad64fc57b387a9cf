/** Theory in process, per point, and the compiled command's start and scan. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Model, predict } from '../src/models/model.ts';
import { modelNamed } from '../src/models/registry.ts';
import type { Point } from '../src/parts/parameter.ts';
import { report, sideBySide, skip } from './report.ts';

const points = 1000;
const bare: Point = {
  signal: 1,
  nonlinear: 0,
  noise: 0.2,
  activation: 'relu',
  weights: 'sphere',
  distribution: 'gaussian',
  blocks: 'isotropic',
  observedShare: 1,
};

function scan(model: Model, axes: (share: number) => Point): void {
  for (let i = 0; i < points; i++) predict(model, { ...bare, ...axes((i + 0.5) / points) });
}

export async function benchTheory(): Promise<void> {
  console.log('Theory');
  const ridge = (share: number) => 10 ** (-4 + 4 * share);
  const [random, linear] = await sideBySide(
    20,
    () =>
      scan(modelNamed('random-features'), (s) => ({ psi1: 0.2 + 6 * s, psi2: 3 - 2 * s, ridge: ridge(s) })),
    () => scan(modelNamed('linear'), (s) => ({ gamma: 0.2 + 3 * s, ridge: ridge(s) })),
  );
  report('a random-features point, in process', (1e6 * random!) / points, 'µs', { most: 20 });
  report('a linear point, in process', (1e6 * linear!) / points, 'µs');
  const times = Array.from({ length: 200 }, (_, i) => 10 ** (-2 + i / 40));
  const curve = (model: string, point: Point) => () => {
    for (const time of times) predict(modelNamed(model), { ...bare, ridge: 0, time, ...point });
  };
  const [flow, randomFlow] = await sideBySide(
    20,
    curve('linear', { gamma: 1.5 }),
    curve('random-features', { psi1: 2, psi2: 1.5 }),
  );
  report('200 times of gradient flow, linear', 1e3 * flow!, 'ms', { most: 20 });
  report('200 times of gradient flow, random features', 1e3 * randomFlow!, 'ms', { most: 20 });
}

export async function benchCommand(): Promise<void> {
  console.log('The compiled command');
  const command = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  if (!existsSync(command)) return skip('dist/cli/main.js', 'not built: npm run build');
  const run = (...words: string[]) => execFileSync(process.execPath, words, { stdio: 'ignore' });
  const axes = ['--psi1', 'logspace(0.2,6,50)', '--psi2', 'linspace(1,4,20)', '--noise', '0.2'];
  const [node, help, calc] = await sideBySide(
    5,
    () => run('-e', '0'),
    () => run(command, '--help'),
    () => run(command, 'calc', 'random-features', ...axes, '--ridge', '1e-3', '--json'),
  );
  report('node itself, for comparison', node!, 's');
  report('descent --help', help!, 's', { most: 0.2 });
  report('descent calc, random features, 50 × 20 points', calc!, 's', { most: 0.6 });
}
