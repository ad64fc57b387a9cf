/** `descent calibrate`: how often verdicts refute what is right, and what is wrong by a factor, measured. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { clip, InputError } from '../errors.ts';
import { automatic } from '../execution/automatic.ts';
import { openBackend } from '../linalg/select.ts';
import { signatures } from '../models/registry.ts';
import { alarmChance, type Calibration, calibrate } from '../pipeline/calibration.ts';
import { sha256 } from '../pipeline/certificate.ts';
import { toTable } from '../report/table.ts';
import { loadScenario } from '../scenario/load.ts';
import type { Command, Given, Terminal } from './command.ts';
import { writeFiles } from './interruption.ts';
import { mostWorkers, readBeside, readText, textOf, wholeNumber } from './options.ts';
import { progressBar } from './progressBar.ts';
import { type Row, rowFormat, rowOptions } from './rows.ts';

const alphas = [0.05, 1e-3];
const usual = { seeds: 200, factors: [1.02, 1.05, 1.1, 0.25] };
const mostSeeds = 100_000;
/** More alarms than would come by chance so rarely, if each figure's probability of one were as declared, are too many. */
const surprising = 1e-3;

export const calibrateCommand: Command = {
  options: [
    {
      name: 'seeds',
      of: 'command',
      meaning: `simulations of every scenario, of seeds 1, 2, … [default ${usual.seeds}]`,
    },
    {
      name: 'factors',
      of: 'command',
      meaning: `by which the theory is multiplied, such as 1.02,1.1 [default ${usual.factors.join(',')}]`,
    },
    {
      name: 'blas',
      of: 'command',
      meaning:
        'auto, embedded, embedded-fma, or the path of a BLAS [default embedded: the same numbers everywhere]',
    },
    { name: 'workers', of: 'command', meaning: 'worker threads [default: one a core]' },
    ...rowOptions('scenario and method'),
    {
      name: 'into',
      of: 'command',
      group: 'Output',
      meaning: 'Markdown file of which the lines between those of <!-- calibration --> become the table',
    },
  ],
  notes: [
    `Right theory is judged at significance ${alphas.join(' and ')}, wrong theory at each scenario’s own; counts are of figures in which the method refutes.`,
    'Exit codes: 0 no more false alarms than declared, 2 bad input, 3 more than chance explains. Nothing is kept of what is interrupted.',
  ].join(' '),
  execute,
};

async function execute(given: Given, terminal: Terminal): Promise<number> {
  const format = rowFormat(given);
  const seeds = wholeNumber(given, 'seeds', mostSeeds) ?? usual.seeds;
  const factors = readFactors(given);
  const blas = textOf(given, 'blas') ?? 'embedded';
  const backend = openBackend(blas).identity;
  const workers = wholeNumber(given, 'workers', mostWorkers) ?? availableParallelism();
  const into = textOf(given, 'into');
  const page = into === undefined ? undefined : readPage(into);
  const scenarios = given.words.map((file) => {
    const text = readText(file);
    return { scenario: loadScenario(file, text, signatures, [], readBeside(file)), fileHash: sha256(text) };
  });
  const executor = automatic({ workers, blas });
  const found: Found[] = [];
  for (const { scenario, fileHash } of scenarios) {
    const progress = await progressBar(scenario.name, terminal);
    try {
      const given = { seeds, alphas, factors, executor, backend, onProgress: progress.update };
      found.push({ ...(await calibrate(scenario, given)), fileHash });
    } finally {
      progress.stop();
    }
  }
  const rows = found.flatMap((each) => rowsOf(each, factors));
  const table = toTable(Object.keys(rows[0]!), rows.map(cellsOf));
  const excess = excessive(found);
  const remarks = excess.map((text) => `more false alarms than declared: ${text}`);
  terminal.out(format(rows, [table, ...remarks].join('\n')));
  if (into !== undefined && page !== undefined) await writeFiles({ [into]: page(markdown(rows, found)) });
  return excess.length > 0 ? 3 : 0;
}

interface Found extends Calibration {
  /** SHA-256 of the scenario's file. */
  readonly fileHash: string;
}

function readFactors(given: Given): readonly number[] {
  const text = textOf(given, 'factors');
  if (text === undefined) return usual.factors;
  const factors = text.split(',').map(Number);
  if (factors.every((factor) => factor > 0 && factor < Number.POSITIVE_INFINITY && factor !== 1))
    return factors;
  throw new InputError(`--factors ${clip(text)}: positive numbers other than 1 are needed, such as 1.02,1.1`);
}

const marker = '<!-- calibration -->';

/** What puts a table into the page. */
function readPage(file: string): (table: string) => string {
  if (!existsSync(file)) throw new InputError(`--into ${file}: there is no such file`);
  const parts = readText(file).split(marker);
  if (parts.length !== 3) throw new InputError(`--into ${file}: two lines ${marker} are needed in it`);
  return (table) => [parts[0], `\n${table}\n`, parts[2]].join(marker);
}

function rowsOf(
  { scenario, model, figures, methods, fileHash, trialsHash }: Found,
  factors: readonly number[],
): Row[] {
  return methods.map(({ method, claims, alarms, refuted }) => ({
    ...{ scenario, model, method, claims, figures },
    ...Object.fromEntries(alphas.map((alpha, i) => [`alpha ${alpha}`, alarms[i]!])),
    ...Object.fromEntries(factors.map((factor, i) => [`× ${factor}`, refuted[i]!])),
    fileHash: fileHash.slice(0, 16),
    trialsHash: trialsHash.slice(0, 16),
  }));
}

function cellsOf(row: Row): string[] {
  return Object.values(row).map(String);
}

function markdown(rows: readonly Row[], found: readonly Found[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const names = Object.keys(rows[0]!);
  const seeds = found[0]!.figures;
  return [
    `Of ${seeds} figures each:`,
    '',
    line(names),
    line(names.map(() => '---')),
    ...rows.map((row) => line(cellsOf(row))),
  ].join('\n');
}

function excessive(found: readonly Found[]): string[] {
  const looked = found.reduce((sum, { methods }) => sum + methods.length * alphas.length, 0);
  return found.flatMap(({ scenario, figures, methods }) =>
    methods.flatMap(({ method, alarms }) =>
      alarms.flatMap((count, i) =>
        alarmChance(count, figures, alphas[i]!) < surprising / looked
          ? [`${scenario}, ${method}: ${count} of ${figures} at ${alphas[i]}`]
          : [],
      ),
    ),
  );
}
