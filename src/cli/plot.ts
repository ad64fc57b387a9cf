/** `descent plot RESULTS.json…`: redraw, restyle and overlay without recomputing. */
import { existsSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { clip, InputError, unknownName } from '../errors.ts';
import { endingOf, type Format, formatOf, formats } from '../figure/format.ts';
import { THEMES } from '../figure/theme.ts';
import { VENUES } from '../figure/venue.ts';
import { writeFigure } from '../figure/write.ts';
import { readChanges } from '../pipeline/changes.ts';
import { evidenceFigureOf, figureOf } from '../pipeline/figure.ts';
import { evidenceKinds } from '../pipeline/figures/evidence.ts';
import { checkFrame, readResults, type SavedResults } from '../pipeline/savedResults.ts';
import type { Command, Given } from './command.ts';
import { writeFiles } from './interruption.ts';
import { checkFolder, readText, textOf } from './options.ts';
import { pictureOptions, readPictures } from './pictures.ts';

export const plot: Command = {
  options: [
    {
      name: 'set',
      of: 'command',
      kind: 'several',
      meaning: 'figure.KEY=value: change a key of the scenario’s figure section; may be repeated',
    },
    {
      name: 'out',
      of: 'command',
      meaning: `file to write, whose ending is its format: ${formats.join(', ')} [default figure.svg beside the first results]`,
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
    const overrides = readOverrides(given);
    const saved = given.words.map((file) => readResults(file, readText(file), overrides, readText));
    const kind = evidenceKind(given);
    if (kind === null) checkFrame(saved, changes);
    const { stem, ending } = outputFile(given);
    const usual = ending ? [ending] : (saved[0]!.results.scenario.figure?.formats ?? ['svg']);
    const { formats: wanted = usual, ...options } = readPictures(given, usual);
    const figure =
      kind === null
        ? figureOf(
            saved.map(({ results }) => results),
            changes,
          )
        : evidenceFigureOf(kind, saved[0]!.results, changes);
    const files = await writeFigure(
      figure!,
      stem,
      [...new Set([...(ending ? [ending] : []), ...wanted])],
      options,
    );
    const all = { ...files, ...(await captions(given, stem, saved)) };
    await writeFiles(all);
    terminal.tell(
      Object.keys(all)
        .map((name) => `${name}\n`)
        .join(''),
    );
    return 0;
  },
};

/** Changes of how results are drawn; others would have them computed anew. */
function readOverrides(given: Given): readonly string[] {
  const overrides = given.options.get('set') ?? [];
  const other = overrides.find((text) => !text.startsWith('figure.'));
  if (other === undefined) return overrides;
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
async function captions(
  given: Given,
  stem: string,
  saved: readonly SavedResults[],
): Promise<Readonly<Record<string, string>>> {
  if (!given.options.has('caption')) return {};
  if (given.options.has('kind') || saved.length > 1)
    throw new InputError('--caption is of the figure of one results.json, without --kind');
  const { captionOf } = await import('../pipeline/caption.ts');
  const { text, latex } = captionOf(saved[0]!.results);
  return { [`${stem}-caption.txt`]: text, [`${stem}-caption.tex`]: latex };
}

/** The file without its ending, and the format that the ending says; null where no file is named. */
function outputFile(given: Given): { readonly stem: string; readonly ending: Format | null } {
  const out = textOf(given, 'out');
  const name = textOf(given, 'kind') ?? 'figure';
  if (out === undefined) return { stem: join(dirname(given.words[0]!), name), ending: null };
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
