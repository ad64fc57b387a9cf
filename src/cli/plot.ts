/** `descent plot RESULTS.json…`: redraw, restyle and overlay without recomputing. */
import { existsSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { clip, InputError, unknownName } from '../errors.ts';
import { renderFigure } from '../figure/figure.ts';
import { toPng } from '../figure/png.ts';
import { THEMES } from '../figure/theme.ts';
import { VENUES } from '../figure/venue.ts';
import { readChanges } from '../pipeline/changes.ts';
import { evidenceFigureOf, figureOf } from '../pipeline/figure.ts';
import { evidenceKinds } from '../pipeline/figures/evidence.ts';
import { checkFrame, readResults } from '../pipeline/savedResults.ts';
import type { Command, Given } from './command.ts';
import { writeFiles } from './interruption.ts';
import { checkFolder, readText, textOf } from './options.ts';

export const plot: Command = {
  options: [
    {
      name: 'out',
      of: 'command',
      meaning: 'file to write, .svg [default figure.svg beside the first results]',
    },
    {
      name: 'kind',
      of: 'command',
      meaning: `the evidence behind the verdicts in the place of the scenario’s figure: ${Object.keys(evidenceKinds).join(', ')}`,
    },
    {
      name: 'width',
      of: 'command',
      meaning: `venue whose column is filled: ${Object.keys(VENUES).join(', ')}`,
    },
    { name: 'aspect', of: 'command', meaning: 'height over width, from 0.1 to 10' },
    { name: 'theme', of: 'command', meaning: Object.keys(THEMES).join(' or ') },
    { name: 'x-scale', of: 'command', meaning: 'linear or log' },
    { name: 'y-scale', of: 'command', meaning: 'linear or log' },
    { name: 'x-domain', of: 'command', meaning: 'first,last' },
    { name: 'y-domain', of: 'command', meaning: 'first,last' },
    { name: 'png', of: 'command', kind: 'flag', meaning: 'write a PNG beside the SVG' },
  ],
  notes: 'Without options the result is the figure of the run, byte by byte.',
  execute: async (given, terminal) => {
    const changes = readChanges(Object.fromEntries([...given.options].map(([name, [text]]) => [name, text])));
    const saved = given.words.map((file) => readResults(file, readText(file)));
    const kind = evidenceKind(given);
    if (kind === null) checkFrame(saved, changes);
    const file = outputFile(given);
    const figure =
      kind === null
        ? figureOf(
            saved.map(({ results }) => results),
            changes,
          )
        : evidenceFigureOf(kind, saved[0]!.results, changes);
    const svg = await renderFigure(figure!);
    const image = given.options.has('png')
      ? { [file.replace(/\.svg$/, '.png')]: await toPng(svg, { scale: 4 }) }
      : {};
    const files = { [file]: svg, ...image };
    await writeFiles(files);
    terminal.tell(
      Object.keys(files)
        .map((name) => `${name}\n`)
        .join(''),
    );
    return 0;
  },
};

/** null: the scenario's own figure. */
function evidenceKind(given: Given): string | null {
  const kind = textOf(given, 'kind');
  if (kind === undefined) return null;
  if (!Object.hasOwn(evidenceKinds, kind))
    throw unknownName('kind of figure', kind, Object.keys(evidenceKinds));
  if (given.words.length === 1) return kind;
  throw new InputError(`--kind ${kind} shows the evidence of one file, but there are ${given.words.length}`);
}

function outputFile(given: Given): string {
  const out = textOf(given, 'out');
  const name = textOf(given, 'kind') ?? 'figure';
  if (out === undefined) return join(dirname(given.words[0]!), `${name}.svg`);
  if (existsSync(out) && statSync(out).isDirectory())
    throw new InputError(`--out ${clip(out)}: this is a folder, but a file is needed`);
  if (extname(out) !== '.svg')
    throw new InputError(
      `--out ${clip(out)}: a name that ends in .svg is needed; --png writes a .png beside it`,
    );
  checkFolder('--out', dirname(out));
  return out;
}
