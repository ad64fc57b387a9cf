/** A large file of trials: opened, and put in canonical order, by a process of its own, whose memory is measured; and what flushing costs while it grows. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../src/execution/store.ts';
import { type Block, encode, header } from '../src/execution/storedLines.ts';
import { notBuilt } from './compiled.ts';
import { report, sideBySide, skip } from './report.ts';

const columns = ['riskSignal', 'riskNonlinear', 'riskNoise', 'trainSignal', 'trainNonlinear', 'trainNoise'];
/** Trials of a block, and blocks of a series. */
const [trials, blocksOfSeries] = [4, 500];

/** The k-th block of a scan at many points: keys are as long as those of random features. */
function blockOf(k: number): Block {
  const series = `{"backend":"embedded-3","cell":${'x'.repeat(300)},"ridge":${Math.floor(k / blocksOfSeries)}}`;
  const first = trials * (k % blocksOfSeries);
  return {
    series,
    first,
    columns,
    rows: Array.from({ length: trials }, () => columns.map(() => Math.random())),
  };
}

/** So many blocks, in an order in which no two neighbours are of one series. */
function writeBlocks(path: string, count: number): void {
  const file = openSync(path, 'w');
  writeSync(file, encode(header));
  for (let k = 0; k < count; k++) writeSync(file, encode(blockOf((k * 611_953) % count)));
  closeSync(file);
}

interface Taken {
  readonly open: number;
  readonly seal: number;
  readonly megabytes: number;
}

/** Seconds of processors, as others may be at work here. */
function openAndSeal(path: string): Taken {
  const script = `
    import { openStore } from '${new URL('../dist/execution/store.js', import.meta.url).href}';
    const spent = () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
    const start = spent();
    const store = openStore(${JSON.stringify(path)}, { fresh: false });
    const open = spent() - start;
    store.seal();
    store.close();
    console.log(JSON.stringify({ open, seal: spent() - start - open, megabytes: process.resourceUsage().maxRSS / 1024 }));`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
  );
}

const appended = 20_000;

function append(path: string, flushInterval: number): void {
  const store = openStore(path, { fresh: true, flushInterval });
  for (let k = 0; k < appended; k++) store.append(blockOf(k));
  store.close();
}

export async function benchStore(full: boolean): Promise<void> {
  const count = full ? 1_000_000 : 100_000;
  console.log(`A store of ${count} blocks`);
  if (notBuilt) return skip('a large store', notBuilt);
  const folder = mkdtempSync(join(tmpdir(), 'descent-'));
  const path = join(folder, 'trials.jsonl');
  try {
    writeBlocks(path, count);
    report('its file', statSync(path).size / 2 ** 20, 'MiB');
    const unsealed = openAndSeal(path);
    const sealed = openAndSeal(path);
    const share = count / 1_000_000;
    report('opened in any order, and sealed', unsealed.open + unsealed.seal, 's', { most: 60 * share });
    report('  of which opened', unsealed.open, 's');
    report('  memory', unsealed.megabytes, 'MB', { most: 500 });
    report('opened sealed, and found to be', sealed.open + sealed.seal, 's', { most: 60 * share });
    report('  memory', sealed.megabytes, 'MB', { most: 500 });
    const [never, often] = await sideBySide(
      3,
      () => append(path, Number.POSITIVE_INFINITY),
      () => append(path, 1000),
    );
    report('appending a block', (1e6 * often!) / appended, 'µs');
    report('  flushed every second over at the end alone', often! / never!, '×', { most: 1.1 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
