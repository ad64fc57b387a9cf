import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { scenarioSchema } from '../../src/scenario/jsonSchema.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { newScenario } from '../../src/scenario/template.ts';
import { base } from './base.ts';
import { models, number } from './models.ts';

describe('scenarioSchema', () => {
  const schema = scenarioSchema(models);
  const validator = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);

  it('is draft 2020-12, with descriptions, defaults and choices for completion', () => {
    expect(schema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
    const text = JSON.stringify(schema);
    for (const words of [
      '"default":"prl"',
      '"enum":["gaussian","sphere"]',
      '"const":"linear"',
      'the psi1: a number > 0',
    ]) {
      expect(text).toContain(words);
    }
    expect((schema as { anyOf: { required: string[] }[] }).anyOf[0]!.required).toEqual(['model']);
  });

  it.each([
    base,
    base.replace('figure:\n', 'figure:\n  width: neurips\n'),
    '{title: T, model: linear, parameters: {gamma: 2}, simulation: null}',
  ])('accepts what the loader accepts', (text) => {
    loadScenario('a.yaml', text, models);
    expect(validator.safeParse(parse(text)).success).toBe(true);
  });

  it.each([
    ['title: A test', 'titel: A test'],
    ['model: random-features', 'model: random'],
    ['noise: 0.2', 'nose: 0.2'],
    ['trials: 64', 'trials: 1'],
    ['tolerance: 0.05', 'tolerance: 0'],
    ['x: psi1', 'x: [psi1]'],
    ['  psi2: 3\n', ''],
    ['series: ridge', 'width: nature'],
  ])('refuses, as the loader does, %j -> %j', (original, slip) => {
    const text = base.replace(original, slip);
    expect(() => loadScenario('a.yaml', text, models)).toThrow(/^a\.yaml:/);
    expect(validator.safeParse(parse(text)).success).toBe(false);
  });
});

describe('newScenario', () => {
  const odd = {
    name: 'odd',
    parameters: [number('t', { minimum: -3 }), number('u', { maximum: 0.5 })],
    inputs: [],
    absoluteSize: () => null,
    quantities: ['q'],
    simulated: ['q'],
  };

  it.each([...models, odd])('of $name loads, scanning one parameter', (model) => {
    const text = newScenario('my-scan', model);
    const { axes, figure, simulation } = loadScenario('my-scan.yaml', text, [model]);
    const varying = axes
      .filter(({ values }) => values.length > 1)
      .map(({ name, values }) => [name, values.length]);
    expect(varying).toEqual([[model.parameters[0]!.name, 12]]);
    expect(axes).toHaveLength(model.parameters.length + model.inputs.length);
    expect(figure?.x).toBe(model.parameters[0]!.name);
    expect(simulation).not.toBeNull();
    for (const parameter of model.parameters) expect(text).toContain(`# ${parameter.meaning}`);
  });

  it('refuses a name that could not be a file’s', () => {
    expect(() => newScenario('My Scan', models[0]!)).toThrow(
      '"My Scan" is not valid; expected a-z, 0-9 and - only',
    );
  });
});
