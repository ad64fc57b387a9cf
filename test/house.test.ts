/** The rules of the house, held by a test: which way imports go, how long files and functions are. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);
const textOf = (file: string) => readFileSync(join(source, file), 'utf8');

/** What each room may import besides itself; every room may import errors.ts. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  numerics: [],
  linalg: [],
  random: ['linalg'],
  words: [],
  expressions: ['numerics', 'words'],
  theory: ['numerics'],
  parts: ['words', 'expressions', 'numerics', 'linalg', 'random', 'theory'],
  solvers: ['parts', 'numerics', 'linalg', 'random'],
  theories: ['words', 'parts', 'expressions', 'theory'],
  figure: [],
  comparison: ['numerics'],
  simulators: ['parts', 'solvers', 'linalg', 'random'],
  execution: ['simulators', 'linalg'],
  scenario: ['words', 'parts', 'figure', 'theories', 'expressions'],
  models: [
    'words',
    'parts',
    'solvers',
    'simulators',
    'theory',
    'theories',
    'expressions',
    'numerics',
    'scenario',
    'linalg',
    'random',
  ],
  pipeline: [
    'words',
    'expressions',
    'models',
    'parts',
    'theory',
    'theories',
    'numerics',
    'scenario',
    'simulators',
    'execution',
    'comparison',
    'figure',
    'linalg',
    'report',
  ],
  report: ['words', 'models', 'parts', 'scenario', 'comparison'],
  cli: [
    'words',
    'pipeline',
    'report',
    'theories',
    'scenario',
    'models',
    'parts',
    'figure',
    'linalg',
    'simulators',
    'execution',
  ],
};

function importsOf(file: string): string[] {
  const found = textOf(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
  return [...found].map((match) => match[1]!);
}

const roomOf = (file: string) => file.split(/[/\\]/)[0]!;

/** The files of the house that a file imports values of: imports of nothing but types are gone when it runs. */
function valueImportsOf(file: string): string[] {
  const statement = /(?:^|\n)\s*(?:import|export)\s+(?!type\s)([^;'"]*?)\s*from\s*'(\.[^']+)'/g;
  const named = [...textOf(file).matchAll(statement)].filter(([, names]) => {
    const inBraces = /^\{([^}]*)\}$/.exec(names!.trim())?.[1];
    return !inBraces?.split(',').every((name) => /^\s*(type\s.*)?$/.test(name));
  });
  const others = textOf(file).matchAll(/(?:\bimport\s*\(|(?:^|\n)import)\s*'(\.[^']+)'/g);
  return [...named.map((match) => match[2]!), ...[...others].map((match) => match[1]!)].map((name) =>
    relative(source, resolve(source, dirname(file), name)),
  );
}

const graph = new Map(
  files.map((file) => [file, valueImportsOf(file).filter((each) => each.endsWith('.ts'))]),
);

/** The shortest chain of value imports from a file to one of which the predicate holds, if any. */
function chainTo(start: string, wanted: (file: string) => boolean): string[] | null {
  const chains = [[start]];
  const seen = new Set<string>();
  for (const chain of chains) {
    for (const next of graph.get(chain.at(-1)!) ?? []) {
      if (wanted(next)) return [...chain, next];
      if (!seen.has(next)) chains.push([...chain, next]);
      seen.add(next);
    }
  }
  return null;
}

describe('the house', () => {
  it.each(files.filter((file) => /[/\\]/.test(file)))('%s imports only from rooms below its own', (file) => {
    const room = roomOf(file);
    expect(Object.keys(mayImport)).toContain(room);
    for (const name of importsOf(file).filter((each) => each.startsWith('.'))) {
      const target = relative(source, resolve(source, dirname(file), name));
      if (['errors.ts', 'node.ts'].includes(target) || target.startsWith('..')) continue;
      expect([room, ...mayImport[room]!], `${file} imports ${target}`).toContain(roomOf(target));
    }
  });

  it('lets nothing that a trial runs reach the theory, through any number of value imports', () => {
    expect(chainTo('pipeline/cases.ts', (file) => roomOf(file) === 'theory')).not.toBeNull();
    const isDrawn = /^models\/.*\/(simulator|trial)\.ts$/;
    const run = files.filter(
      (file) => ['simulators', 'execution', 'parts', 'solvers'].includes(roomOf(file)) || isDrawn.test(file),
    );
    expect(run.length).toBeGreaterThan(80);
    for (const file of run)
      expect(
        chainTo(file, (each) => roomOf(each) === 'theory' || roomOf(each) === 'theories'),
        file,
      ).toBeNull();
  });

  it('runs trials of simulators that it does not know', () => {
    const isSimulator = (file: string) => roomOf(file) === 'simulators' && file !== door;
    const door = join('simulators', 'simulator.ts');
    for (const file of files.filter((each) => roomOf(each) === 'execution'))
      expect(chainTo(file, isSimulator), file).toBeNull();
    expect(chainTo(join('models', 'registry.ts'), isSimulator)).not.toBeNull();
  });

  it('plans, judges and reports what is simulated without a word of what it is', () => {
    const general = ['cases', 'claims', 'results', 'run'].map((name) => join('pipeline', `${name}.ts`));
    for (const file of [...general, join('cli', 'dryRun.ts'), join('execution', 'plan.ts')])
      expect(textOf(file), file).not.toMatch(/\.cell\b|features|classifie|\.kind\b/);
  });

  it('tells feature maps apart by their kind in one place', () => {
    const apart = files.filter((file) => /features\.kind\b/.test(textOf(file)));
    expect(apart.map((file) => file.replaceAll('\\', '/'))).toEqual(['simulators/cell.ts']);
  });

  it('has no circles of value imports', () => {
    expect([...graph.values()].flat().length).toBeGreaterThan(files.length);
    for (const file of files)
      expect(
        chainTo(file, (each) => each === file),
        file,
      ).toBeNull();
  });

  it('keeps the theory free of Node, so that it runs in a browser', () => {
    const pure = ['theory', 'theories', 'numerics', 'expressions'];
    for (const file of files.filter((each) => pure.includes(roomOf(each)))) {
      // Types of the parser's nodes are no import.
      const code = textOf(file).replaceAll(/import type [^;]*? from 'mathjs';/g, '');
      expect(code, file).not.toMatch(/from '[^.]|import\('/);
      expect(code, file).not.toMatch(/\bprocess\.|\bBuffer\b/);
    }
  });

  it('keeps Node out of the limit and of the judging of claims, through any number of value imports', () => {
    const usesNode = (file: string) => /from 'node:|\bprocess\.|\bBuffer\b/.test(textOf(file));
    expect(chainTo(join('pipeline', 'run.ts'), usesNode)).not.toBeNull();
    const free = 'theory theories numerics expressions comparison scenario'.split(' ');
    for (const file of files.filter((each) => free.includes(roomOf(each))))
      expect(chainTo(file, usesNode), file).toBeNull();
    // Parts and models are beside simulators, which need it.
    for (const file of files.filter((each) => ['parts', 'models', 'report'].includes(roomOf(each))))
      expect(usesNode(file), file).toBe(false);
  });

  it('touches process only on the command line, and where the platform or a process must be named', () => {
    const outside = files.filter((file) => roomOf(file) !== 'cli' && /\bprocess\./.test(textOf(file)));
    expect(outside.map((file) => file.replaceAll('\\', '/')).sort()).toEqual([
      'execution/conversation.ts',
      'execution/files.ts',
      'execution/lock.ts',
      'linalg/blas-library.ts',
      'pipeline/results.ts',
    ]);
  });

  it('keeps files under 400 lines, the core of the theory, its folder without those below, under 400 in all', () => {
    const lines = (file: string) => textOf(file).split('\n').length;
    for (const file of files) expect(lines(file), file).toBeLessThan(400);
    const core = files
      .filter((file) => dirname(file) === 'theory')
      .reduce((sum, file) => sum + lines(file), 0);
    expect(core).toBeLessThan(400);
  });

  it('keeps functions under 70 lines', () => {
    for (const file of files) {
      let start = -1;
      textOf(file)
        .split('\n')
        .forEach((line, i) => {
          if (/^(export )?(default )?(async )?function /.test(line)) start = i;
          if (line === '}' && start >= 0) {
            expect(i - start, `${file}:${start + 1}`).toBeLessThan(70);
            start = -1;
          }
        });
    }
  });
});
