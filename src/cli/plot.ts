/** `descent plot RESULTS.json…`: redraw, restyle and overlay without recomputing. */
import { dirname, join } from 'node:path';
import type { Argv } from 'yargs';
import { InputError } from '../errors.ts';
import type { FigureChanges } from '../pipeline/figure.ts';
import type { Results } from '../pipeline/results.ts';
import { readText, single } from './options.ts';

interface Arguments {
  readonly results: readonly string[];
  readonly out?: string;
  readonly png: boolean;
  readonly changes: FigureChanges;
}

export function plot(parser: Argv): Argv {
  return parser.command(
    'plot <results..>',
    'redraw results without recomputing; several are overlaid',
    (args) =>
      args
        .positional('results', { type: 'string', array: true, describe: 'results.json files' })
        .option('out', {
          type: 'string',
          coerce: single('out'),
          describe: 'file to write (default: figure.svg beside the first results)',
        })
        .option('width', {
          type: 'string',
          coerce: single('width'),
          describe: 'venue whose column width to use, e.g. prl, neurips',
        })
        .option('aspect', { type: 'string', coerce: single('aspect'), describe: 'height over width' })
        .option('theme', { type: 'string', coerce: single('theme'), describe: 'light or dark' })
        .option('x-scale', { type: 'string', coerce: single('x-scale'), describe: 'linear or log' })
        .option('y-scale', { type: 'string', coerce: single('y-scale'), describe: 'linear or log' })
        .option('x-domain', { type: 'string', coerce: single('x-domain'), describe: 'first,last' })
        .option('y-domain', { type: 'string', coerce: single('y-domain'), describe: 'first,last' })
        .option('png', { type: 'boolean', default: false, describe: 'write a PNG beside the SVG' }),
    async (args) => {
      const { readChanges } = await import('../pipeline/changes.ts');
      await redraw({ ...args, changes: readChanges(args) } as unknown as Arguments);
    },
  );
}

async function redraw({ results, out, png, changes }: Arguments): Promise<void> {
  const { figureOf } = await import('../pipeline/figure.ts');
  const { renderFigure } = await import('../figure/figure.ts');
  const { replaceFile } = await import('../simulation/store.ts');
  const figure = figureOf(results.map(readResults), changes);
  if (figure === null) throw new InputError(`${results[0]}: its scenario has no figure section`);
  const svg = await renderFigure(figure);
  const file = out ?? join(dirname(results[0]!), 'figure.svg');
  replaceFile(file, svg);
  process.stdout.write(`${file}\n`);
  if (png) {
    const { toPng } = await import('../figure/png.ts');
    const image = file.replace(/(\.svg)?$/, '.png');
    replaceFile(image, await toPng(svg, { scale: 4 }));
    process.stdout.write(`${image}\n`);
  }
}

function readResults(file: string): Results {
  let value: unknown;
  try {
    value = JSON.parse(readText(file));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `${file}: not JSON (${(error as Error).message}); a results.json of descent run is needed`,
    );
  }
  const results = value as Partial<Results> | null;
  if (!results?.scenario || !Array.isArray(results.cells) || !Array.isArray(results.limits)) {
    throw new InputError(`${file}: not a results.json of descent run`);
  }
  return results as Results;
}
