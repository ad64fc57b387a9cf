/**
 * Speed, measured in one run and side by side where it is a ratio, beside what is aimed at; some minutes, or many with --full; with names
 * of parts, only these:
 *
 *     npm run build && npm run bench [-- --full] [part …]
 *
 * Parts: theory replica command workers draws paths fit classifiers sweep precision exclusion tridiagonal store throughput.
 *
 * Other machines and other loads give other seconds; ratios hold better. bench/linalg.ts has the kernels one by one.
 */
import { availableParallelism, loadavg } from 'node:os';
import { benchClassifiers } from './classifiers.ts';
import { benchExclusion } from './exclusion.ts';
import { benchFit } from './fit.ts';
import { benchNumpy } from './numpy.ts';
import { benchPaths } from './paths.ts';
import { benchPrecision } from './precision.ts';
import { benchReplica } from './replica.ts';
import { benchStore } from './store.ts';
import { benchCommand, benchTheory } from './theory.ts';
import { benchThroughput } from './throughput.ts';
import { benchTridiagonal } from './tridiagonal.ts';
import { benchOneDraw, benchWorkers } from './workers.ts';

const parts: Readonly<Record<string, (full: boolean) => unknown>> = {
  theory: benchTheory,
  replica: benchReplica,
  command: benchCommand,
  workers: benchWorkers,
  draws: benchOneDraw,
  paths: benchPaths,
  fit: benchFit,
  classifiers: benchClassifiers,
  sweep: benchNumpy,
  precision: benchPrecision,
  exclusion: benchExclusion,
  tridiagonal: benchTridiagonal,
  store: benchStore,
  throughput: benchThroughput,
};

const [load = 0] = loadavg();
if (load > 0.5)
  console.log(
    `Others are at work here (load ${load.toFixed(1)} on ${availableParallelism()} cores): trust no figure\n`,
  );

const words = process.argv.slice(2);
const named = words.filter((word) => word in parts);
for (const [name, bench] of Object.entries(parts)) {
  if (named.length === 0 || named.includes(name)) await bench(words.includes('--full'));
}
