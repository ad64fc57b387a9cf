import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { models } from '../../src/models/registry.ts';
import { descent, succeed, useFolder } from './harness.ts';

useFolder({});

const pages = new Map<string, Promise<string>>();
/** The page of a command, laid out once: that takes long. */
function helpOf(...words: string[]): Promise<string> {
  const key = words.join(' ');
  const page = pages.get(key) ?? succeed(...words, '--help');
  pages.set(key, page);
  return page;
}

describe('help', () => {
  it.each([[], ...commands.map(({ name }) => [name])])('of %j fits into 100 columns', async (...words) => {
    const help = await helpOf(...words);
    expect(help).toMatch(/^descent /);
    for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(await succeed('help', ...words)).toBe(help);
    expect(await succeed('--help', ...words)).toBe(help);
  });

  it.each(models.map(({ name }) => name))('says what there is of %s', async (name) => {
    const page = await succeed('describe', name);
    for (const command of ['spectrum', 'diagnose', 'margins']) {
      // Parameters are missing, or else there is nothing of the model.
      const { err } = await descent(command, name);
      const known = !/no spectrum of|has no margins/.test(err);
      expect(page.includes(`descent ${command} ${name}`)).toBe(known);
      const help = await helpOf(command);
      if (!known && command !== 'margins') expect(help).not.toMatch(new RegExp(`Models: [^.]*\\b${name}\\b`));
    }
  });

  it('lists every command, every option and every parameter', async () => {
    const overview = await helpOf();
    for (const { name, summary } of commands) {
      expect(overview).toContain(`descent ${name} `);
      expect(overview).toContain(summary);
    }
    for (const entry of commands) {
      const help = await helpOf(entry.name);
      for (const { name } of (await entry.load()).options.filter(({ hidden }) => !hidden))
        expect(help).toMatch(new RegExp(`^ +--?${name} `, 'm'));
    }
    const calc = await helpOf('calc');
    for (const { name } of models) expect(calc).toContain(name);
  });

  it('knows the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await succeed('--version')).toBe(`${version}\n`);
  });
});

describe('models, describe, new and schema', () => {
  it('describes every model that it lists', async () => {
    const listed = (await succeed('models'))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0]!);
    expect(listed).toEqual(models.map(({ name }) => name));
    for (const model of models) {
      const page = await succeed('describe', model.name);
      for (const { name } of [...model.parameters, ...model.inputs])
        expect(page).toMatch(new RegExp(`^${name} `, 'm'));
      for (const reference of model.references) expect(page).toContain(reference);
    }
  });

  it.each(models.map(({ name }) => name))('writes a scenario of %s that runs', async (model) => {
    expect(await succeed('new', `my-${model}`, '--model', model)).toBe(`scenarios/my-${model}.yaml\n`);
    const plan = await succeed('run', `scenarios/my-${model}.yaml`, '--dry-run', '--blas', 'embedded');
    expect(plan).toMatch(
      new RegExp(`^my-${model}: 12 points, (36 draw cells, 5376|12 draw cells, 3072) trials on embedded\n`),
    );
    await succeed('run', `scenarios/my-${model}.yaml`, '--theory-only');
  });

  it('writes a scenario that agrees', async () => {
    await succeed('new', 'first', '--model', 'linear');
    const report = await succeed('run', 'scenarios/first.yaml', '--blas', 'embedded', '--workers', '1');
    expect(report).toContain('verdict: agree: 12 agree, 0 disagree, 0 undecided, 0 untested');
  }, 120_000);

  it('prints a JSON Schema', async () => {
    expect(JSON.parse(await succeed('schema'))).toMatchObject({ title: 'Descent scenario' });
  });
});
