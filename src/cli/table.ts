/** `descent table RESULTS.json`: its claims for a paper, or all of its rows for other programs. */
import { dirname, extname } from 'node:path';
import { clip, InputError } from '../errors.ts';
import type { Results } from '../pipeline/results.ts';
import { readResults } from '../pipeline/savedResults.ts';
import type { Command, Given } from './command.ts';
import { writeFiles } from './interruption.ts';
import { checkFolder, choice, readText, textOf } from './options.ts';

/** Formats by the ending of their files. */
const endings = { tex: 'latex', md: 'markdown', csv: 'csv', npz: 'npz', parquet: 'parquet' } as const;
type TableFormat = (typeof endings)[keyof typeof endings];
const tableFormats = Object.values(endings);

const WRITERS: Readonly<Record<TableFormat, (results: Results) => Promise<string | Uint8Array>>> = {
  latex: async (results) => (await import('../pipeline/claimTable.ts')).claimsLatex(results),
  markdown: async (results) => (await import('../pipeline/claimTable.ts')).claimsMarkdown(results),
  csv: async (results) => (await import('../pipeline/claimTable.ts')).claimsCsv(results),
  npz: async (results) => (await import('../report/npz.ts')).toNpz(await columns(results)),
  parquet: async (results) => (await import('../report/parquet.ts')).toParquet(await columns(results)),
};

/** Formats of all rows, which are bytes. */
const ofRows: readonly string[] = ['npz', 'parquet'];

async function columns(results: Results) {
  const { columnsOf } = await import('../report/columns.ts');
  const { resultRows } = await import('../pipeline/resultRows.ts');
  return columnsOf(resultRows(results));
}

export const table: Command = {
  options: [
    {
      name: 'format',
      of: 'command',
      meaning: `${tableFormats.join(', ')} [default: by the ending of --out, or markdown]`,
    },
    {
      name: 'out',
      of: 'command',
      meaning: `file to write, in the place of standard output: .${Object.keys(endings).join(', .')}`,
    },
  ],
  notes:
    'npz and parquet hold the columns of results.csv, the others the claims with theory, simulation and verdict.',
  execute: async (given, terminal) => {
    const [file] = given.words as [string];
    const out = textOf(given, 'out');
    const format = formatOf(given, out);
    if (out !== undefined) checkFolder('--out', dirname(out));
    const { results } = readResults(file, readText(file));
    if (!ofRows.includes(format) && results.limits.length === 0)
      throw new InputError(
        `${file}: nothing was simulated, so that there are no claims; --format npz or parquet holds predictions`,
      );
    const text = await WRITERS[format](results);
    if (out === undefined) terminal.out(text as string);
    else {
      await writeFiles({ [out]: text });
      terminal.tell(`${out}\n`);
    }
    return 0;
  },
};

function formatOf(given: Given, out: string | undefined): TableFormat {
  const named = choice(given, 'format', tableFormats) as TableFormat | undefined;
  const ending = out === undefined ? '' : extname(out).slice(1);
  if (out !== undefined && !Object.hasOwn(endings, ending))
    throw new InputError(
      `--out ${clip(out)}: a name that ends in .${Object.keys(endings).join(', .')} is needed`,
    );
  const byEnding = endings[ending as keyof typeof endings];
  if (named !== undefined && byEnding !== undefined && named !== byEnding)
    throw new InputError(`--out ${clip(out!)} is a file of ${byEnding}, but --format is ${named}`);
  if (named !== undefined && ofRows.includes(named) && out === undefined)
    throw new InputError(
      `--format ${named} is of bytes, which standard output cannot show; add --out FILE.${named}`,
    );
  return named ?? byEnding ?? 'markdown';
}
