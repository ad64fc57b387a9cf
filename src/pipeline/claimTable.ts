/** The claims of results as a table for a paper: LaTeX, Markdown or CSV. */
import { latexOf, latexText } from '../figure/latex.ts';
import type { Model } from '../models/model.ts';
import { modelNamed } from '../models/registry.ts';
import type { Point } from '../parts/parameter.ts';
import { toCsv } from '../report/csv.ts';
import { show, showWithError } from '../report/table.ts';
import { axisTex, parameterOf } from './labels.ts';
import type { ResultLimit, Results } from './results.ts';

/** What is told of claims, beside the parameters that vary. */
interface Contents {
  readonly model: Model;
  /** Parameters of several values, and those of one value everywhere. */
  readonly varying: readonly string[];
  readonly constant: Point;
  readonly limits: readonly ResultLimit[];
  /** Whether several theories are held against the same simulation. */
  readonly several: boolean;
}

function contentsOf({ scenario, limits }: Results): Contents {
  const names = Object.keys(limits[0]?.parameters ?? {});
  const isVarying = (name: string) => new Set(limits.map(({ parameters }) => parameters[name])).size > 1;
  const constant = names.filter((name) => !isVarying(name));
  return {
    model: modelNamed(scenario.model),
    varying: names.filter(isVarying),
    constant: Object.fromEntries(constant.map((name) => [name, limits[0]!.parameters[name]!])),
    limits,
    several: new Set(limits.map(({ by, from }) => `${by} ${from}`)).size > 1,
  };
}

function excluded({ excludes }: ResultLimit): string {
  return excludes === null ? '–' : `> ${show(100 * excludes, 2)} %`;
}

/** Rows of texts: the numbers of a claim to as many digits as they have. */
function texts({ varying, limits, several }: Contents): string[][] {
  return limits.map((limit) => [
    ...varying.map((name) => show(limit.parameters[name] ?? null)),
    ...(several ? [limit.from === 'simulation' ? limit.by : `${limit.by} (${limit.from})`] : []),
    show(limit.theory),
    showWithError(limit.estimate, limit.standardError),
    show(limit.z, 2),
    limit.verdict ?? 'untested',
    excluded(limit),
  ]);
}

const heads = ['theory', 'simulation', 'z', 'verdict', 'excluded'] as const;

/** With `\usepackage{booktabs,amsmath,amssymb}`: a `tabular`, and what is the same in all rows as a comment before it. */
export function claimsLatex(results: Results): string {
  const contents = contentsOf(results);
  const { model, varying, constant, limits, several } = contents;
  const head = [
    ...varying.map((name) => latexOf(parameterOf(model, name).tex)),
    'quantity',
    ...(several ? ['held against'] : []),
    ...heads.map((each) => (each === 'z' ? '$z$' : each)),
  ];
  const rows = texts(contents).map((row, i) =>
    [
      ...row.slice(0, varying.length).map(latexNumber),
      latexOf(axisTex(model, limits[i]!.quantity)),
      ...row.slice(varying.length).map(latexNumber),
    ].join(' & '),
  );
  return [
    `% ${results.scenario.title.replaceAll(/[\p{Control}\u2028\u2029]+/gu, ' ')}`,
    `% ${constantText(constant)}`,
    `\\begin{tabular}{${'r'.repeat(varying.length)}l${several ? 'l' : ''}rrrll}`,
    '\\toprule',
    `${head.join(' & ')} \\\\`,
    '\\midrule',
    ...rows.map((row) => `${row} \\\\`),
    '\\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}

/** A number in mathematics, with the power of ten and the sign of its error; a text as it is. */
function latexNumber(text: string): string {
  const [, more = '', number, unit = ''] =
    /^(> )?(-?[\d.]+(?:e[-+]\d+)?(?: ± [\d.]+(?:e[-+]\d+)?)?)( %)?$/.exec(text) ?? [];
  if (number === undefined) return text === '–' ? '--' : latexText(text);
  const mantissas = number.replaceAll(/e\+?(-?\d+)/g, '\\cdot 10^{$1}').replace('±', '\\pm');
  return `$${more}${mantissas}${unit === '' ? '' : '\\,\\%'}$`;
}

function constantText(constant: Point): string {
  const pairs = Object.entries(constant).map(([name, value]) => `${name} = ${value}`);
  return pairs.join(', ').replaceAll(/[\p{Control}\u2028\u2029]+/gu, ' ');
}

/** A table of GitHub's Markdown, and what is the same in all rows after it. */
export function claimsMarkdown(results: Results): string {
  const contents = contentsOf(results);
  const { varying, constant, limits, several } = contents;
  const head = [...varying, 'quantity', ...(several ? ['held against'] : []), ...heads];
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll(/[\\|<&]/g, (each) => (each === '<' ? '&lt;' : each === '&' ? '&amp;' : `\\${each}`))).join(' | ')} |`;
  const rows = texts(contents).map((row, i) => [
    ...row.slice(0, varying.length),
    limits[i]!.quantity,
    ...row.slice(varying.length),
  ]);
  const same = constantText(constant);
  return [
    line(head),
    `|${head.map(() => '---').join('|')}|`,
    ...rows.map(line),
    '',
    ...(same === '' ? [] : [same, '']),
  ].join('\n');
}

/** All digits, and all parameters. */
export function claimsCsv({ limits }: Results): string {
  return toCsv(
    limits.map(
      ({ parameters, quantity, by, from, theory, estimate, standardError, z, verdict, excludes }) => ({
        ...parameters,
        ...{ quantity, by, from, theory, simulation: estimate, standardError, z },
        ...{ verdict: verdict ?? 'untested', excludes },
      }),
    ),
  );
}
