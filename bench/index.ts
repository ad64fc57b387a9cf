/**
 * Speed, measured in one run and side by side where it is a ratio, beside what is aimed at; two minutes, or more with --full:
 *
 *     npm run build && npm run bench [-- --full]
 *
 * Other machines and other loads give other seconds; ratios hold better. bench/linalg.ts has the kernels one by one.
 */
import { benchNumpy, benchWorkers } from './simulation.ts';
import { benchCommand, benchTheory } from './theory.ts';

const full = process.argv.includes('--full');
await benchTheory();
await benchCommand();
await benchWorkers(full);
await benchNumpy(full);
