/** A caption for the figure of results: what it shows, of what, and how far it has been tested. Every number is that of the results. */
import { latexOf, latexText } from '../figure/latex.ts';
import { modelNamed } from '../models/registry.ts';
import { kindsOf } from '../report/cautions.ts';
import { show } from '../report/table.ts';
import { engineName } from '../theories/theory.ts';
import { axisTex, parameterOf } from './labels.ts';
import type { Results } from './results.ts';

/** A piece of a sentence: a text, or mathematics with how it is spelled where there is none. */
type Piece = string | { readonly tex: string; readonly plain: string };

/** The caption as plain text, and as LaTeX for `\caption{\input{…}}`. @throws {InputError} for a label that LaTeX cannot have */
export function captionOf(results: Results): { readonly text: string; readonly latex: string } {
  const sentences = [subject(results), lines(results), marks(results), parameters(results), tested(results)];
  const all = [...sentences, ...sources(results), ...cautions(results)].filter((each) => each.length > 0);
  const written = (spelled: (piece: Piece) => string) =>
    `${all.map((pieces) => pieces.map(spelled).join('')).join(' ')}\n`;
  return {
    text: written((piece) => (typeof piece === 'string' ? piece.replaceAll(/\s+/g, ' ') : piece.plain)),
    latex: written((piece) => (typeof piece === 'string' ? latexText(piece) : latexOf(piece.tex))),
  };
}

function named(results: Results, name: string): Piece {
  return { tex: axisTex(modelNamed(results.scenario.model), name), plain: name };
}

function subject(results: Results): Piece[] {
  const { title } = results.scenario;
  return [`${title.trim().replace(/[.!?]+$/, '')}.`];
}

/** What is drawn of theory. */
function lines(results: Results): Piece[] {
  const { figure, theories, comparison } = { ...results.scenario, theories: results.theories };
  if (figure === null) return [];
  const names = theories.map(({ name }) => (name === engineName ? 'the asymptotic theory' : name));
  const times = comparison.theoryFactor === 1 ? '' : `, times ${show(comparison.theoryFactor)}`;
  if (figure.kind === 'heatmap')
    return ['Colours: ', named(results, figure.color), ` by ${names[0]!}${times}.`];
  const shown = figure.y.flatMap((name, i) => [...(i > 0 ? [', '] : []), named(results, name)]);
  return ['Lines: ', ...shown, ` by ${listed(names)}${times}.`];
}

/** What is drawn of the simulation: its largest size at every point. */
function marks({ scenario: { figure }, cells }: Results): Piece[] {
  const simulated = cells.filter(
    ({ from, size }) => (from ?? 'simulation') === 'simulation' && size !== null,
  );
  if (figure === null || simulated.length === 0) return [];
  const largest = new Map<string, { readonly size: number; readonly trials: number }>();
  for (const { parameters, size, trials } of simulated) {
    const key = JSON.stringify(parameters);
    if (size! >= (largest.get(key)?.size ?? 0)) largest.set(key, { size: size!, trials });
  }
  const range = (of: 'size' | 'trials') => {
    const values = [...largest.values()].map((each) => each[of]);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return least === most ? `${most}` : `${least} to ${most}`;
  };
  const trials = range('trials');
  const where = `simulation at size ${range('size')}, ${trials} ${trials === '1' ? 'trial' : 'trials'} a point`;
  if (figure.kind === 'heatmap')
    return [`Dots: ${where}; rings are undecided, crosses disagree with theory.`];
  return [
    `Marks: ${where}, with bars of two standard errors, or the 5 % to 95 % quantiles where medians are judged; hollow marks are undecided, crosses disagree with theory.`,
  ];
}

/** Parameters of one value, but those that are as they usually are. */
function parameters(results: Results): Piece[] {
  const { scenario } = results;
  const model = modelNamed(scenario.model);
  const fixed = Object.entries({ ...scenario.parameters, ...scenario.inputs }).filter(
    ([name, value]) =>
      !Array.isArray(value) &&
      typeof value === 'number' &&
      String(parameterOf(model, name).default) !== String(value),
  );
  if (fixed.length === 0) return [];
  const pieces = fixed.map(
    ([name, value]): Piece => ({
      tex: `${parameterOf(model, name).tex} = ${show(value as number)}`,
      plain: `${name} = ${show(value as number)}`,
    }),
  );
  return ['Here ', ...pieces.flatMap((piece, i) => (i === 0 ? [piece] : [', ', piece])), '.'];
}

/** What all claims together came to. */
function tested({ limits, scenario: { comparison } }: Results): Piece[] {
  const judged = limits.filter(({ verdict }) => verdict !== null);
  if (judged.length === 0) return [];
  const count = (verdict: string) => judged.filter((limit) => limit.verdict === verdict).length;
  const told = (['agree', 'disagree', 'undecided'] as const)
    .map((verdict) => [count(verdict), verdict] as const)
    .filter(([number]) => number > 0)
    .map(([number, verdict]) =>
      verdict === 'undecided'
        ? `${number} ${number === 1 ? 'is' : 'are'} undecided`
        : `${number} ${number === 1 ? `${verdict}s` : verdict} with theory`,
    );
  const deviations = judged.flatMap(({ excludes, verdict }) =>
    excludes === null || verdict !== 'agree' ? [] : [excludes],
  );
  const percent = (part: number) => `${show(100 * part, 2)} %`;
  const [low, high] = [Math.min(...deviations), Math.max(...deviations)].map(percent);
  const bound = low === high ? `${low}` : `${low} to ${high}, by claim,`;
  const excluded =
    deviations.length === 0 ? '' : `; where they agree, deviations above ${bound} are excluded`;
  return [
    `Of ${judged.length} ${judged.length === 1 ? 'claim' : 'claims'} ${listed(told)}, at family-wise significance ${show(comparison.alpha)} and tolerance ${percent(comparison.tolerance)}${excluded}.`,
  ];
}

/** Where theories and published values are from. */
function sources({ theories, published }: Results): Piece[][] {
  const named = theories.flatMap(({ source }) => source ?? []);
  const all = [...new Set([...named, ...published.flatMap(({ source }) => source ?? [])])];
  return all.length === 0 ? [] : [[`Sources: ${all.join('; ')}.`]];
}

function cautions({ limits, theory }: Results): Piece[][] {
  const all = [
    ...limits.map((limit) => limit.cautions),
    ...theory.map(({ prediction }) => prediction.cautions),
  ];
  const kinds = kindsOf(all.flat());
  return kinds.length === 0 ? [] : [[`Caution: ${kinds.join('; ')}.`]];
}

/** One, two and three. */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
