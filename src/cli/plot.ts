/** `descent plot RESULTS.json…` and `descent plot PAGE.yaml`: redraw, restyle, overlay and compose without recomputing. */
import { existsSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { clip, InputError, unknownName } from '../errors.ts';
import { endingOf, type Format, formatOf, formats } from '../figure/format.ts';
import { THEMES } from '../figure/theme.ts';
import { VENUES } from '../figure/venue.ts';
import { writeFigure } from '../figure/write.ts';
import { readChanges } from '../pipeline/changes.ts';
import type { FigureChanges } from '../pipeline/figure.ts';
import { evidenceKinds } from '../pipeline/figures/evidence.ts';
import { readPage } from '../pipeline/page.ts';
import { type SavedFigure, savedFigure } from '../pipeline/savedFigure.ts';
import { readResults } from '../pipeline/savedResults.ts';
import type { Command, Given } from './command.ts';
import { writeFiles } from './interruption.ts';
import { camel, checkFolder, readBeside, readText, textOf } from './options.ts';
import { pictureOptions, readPictures } from './pictures.ts';

export const plot: Command = {
  options: [
    {
      name: 'set',
      of: 'command',
      kind: 'several',
      meaning:
        'figure.KEY=value: change a key of the scenario’s figure section; KEY=value: one of a page; may be repeated',
    },
    {
      name: 'panels',
      of: 'command',
      kind: 'flag',
      meaning: 'a panel for each file, in the place of drawing them over each other',
    },
    {
      name: 'out',
      of: 'command',
      meaning: `file to write, whose ending is its format: ${formats.join(', ')} [default figure.svg beside the first results, of a page its own name]`,
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
    {
      name: 'caption',
      of: 'command',
      kind: 'flag',
      meaning: 'write a caption, too, as FIGURE-caption.txt and FIGURE-caption.tex',
    },
    ...pictureOptions('command'),
  ],
  notes: 'Without options the result is the figure of the run, byte by byte.',
  execute: async (given, terminal) => {
    const changes = readChanges(Object.fromEntries([...given.options].map(([name, [text]]) => [name, text])));
    const { stem, ending } = outputFile(given);
    const saved = drawnOf(given, changes);
    const usual = ending ? [ending] : (saved.written.formats ?? ['svg']);
    const { formats: wanted = usual, dpi = saved.written.dpi } = readPictures(given, usual);
    const files = await writeFigure(
      saved.figure,
      stem,
      [...new Set([...(ending ? [ending] : []), ...wanted])],
      { dpi },
    );
    const all = { ...files, ...(await captions(given, stem)) };
    await writeFiles(all);
    terminal.tell(
      Object.keys(all)
        .map((name) => `${name}\n`)
        .join(''),
    );
    return 0;
  },
};

/** The figure of results, or of a page of them. */
function drawnOf(given: Given, changes: FigureChanges): SavedFigure {
  const { words, options } = given;
  const overrides = options.get('set') ?? [];
  const page = words.find(isPage);
  if (page === undefined && !options.has('panels')) {
    checkOverrides(overrides);
    return savedFigure({ files: words, kind: evidenceKind(given), overrides, changes }, readText);
  }
  for (const name of ['kind', 'x-scale', 'y-scale', 'x-domain', 'y-domain'])
    if (options.has(name))
      throw new InputError(
        `--${name} is of single figures; on a page each panel has its own, by its key ${name === 'kind' ? 'kind' : `figure.${camel(name)}`}`,
      );
  if (page === undefined) {
    const panels = words.map((file) => ({ results: file }));
    return readPage(
      { file: '--panels', text: JSON.stringify({ title: words.join(', '), panels }), overrides, changes },
      readText,
    );
  }
  if (words.length > 1 || options.has('panels'))
    throw new InputError(`${page} is a page of its own; expected it alone, without --panels`);
  return readPage({ file: page, text: readText(page), overrides, changes }, readBeside(page));
}

/** A file of YAML is a page, one of JSON results. */
function isPage(file: string): boolean {
  return /\.ya?ml$/.test(file);
}

/** Others would have results computed anew. */
function checkOverrides(overrides: readonly string[]): void {
  const other = overrides.find((text) => !text.startsWith('figure.'));
  if (other !== undefined)
    throw new InputError(
      `--set ${clip(other)}: only figure.KEY=value changes what is drawn of results; descent run --set draws them anew`,
    );
}

/** null: the scenario's own figure. */
function evidenceKind(given: Given): string | null {
  const kind = textOf(given, 'kind');
  if (kind === undefined) return null;
  if (!Object.hasOwn(evidenceKinds, kind))
    throw unknownName('kind of figure', kind, Object.keys(evidenceKinds));
  if (given.words.length === 1) return kind;
  throw new InputError(`--kind ${kind} shows the evidence of one file, but there are ${given.words.length}`);
}

/** What the figure shows in words, where that is asked for. */
async function captions(given: Given, stem: string): Promise<Readonly<Record<string, string>>> {
  if (!given.options.has('caption')) return {};
  const [file] = given.words as [string];
  if (given.options.has('kind') || given.words.length > 1 || isPage(file))
    throw new InputError('--caption is of the figure of one results.json, without --kind');
  const { captionOf } = await import('../pipeline/caption.ts');
  const { text, latex } = captionOf(readResults(file, readText(file)).results);
  return { [`${stem}-caption.txt`]: text, [`${stem}-caption.tex`]: latex };
}

/** The file without its ending, and the format that the ending says; null where no file is named. */
function outputFile(given: Given): { readonly stem: string; readonly ending: Format | null } {
  const out = textOf(given, 'out');
  const [first] = given.words as [string];
  const name = textOf(given, 'kind') ?? (given.options.has('panels') ? 'panels' : 'figure');
  if (out === undefined) {
    const stem = isPage(first) ? first.slice(0, -extname(first).length) : join(dirname(first), name);
    return { stem, ending: null };
  }
  if (existsSync(out) && statSync(out).isDirectory())
    throw new InputError(`--out ${clip(out)}: this is a folder, but a file is needed`);
  const ending = formatOf(extname(out).slice(1));
  if (ending === null)
    throw new InputError(
      `--out ${clip(out)}: a name that ends in .${formats.map(endingOf).join(', .')} is needed`,
    );
  checkFolder('--out', dirname(out));
  return { stem: out.slice(0, -endingOf(ending).length - 1), ending };
}
