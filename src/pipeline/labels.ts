/** TeX for axes and legends, from the declarations of parameters and quantities. */

import { parseMathjs } from '../expressions/mathjs.ts';
import { numberTex } from '../figure/ticks.ts';
import type { Model } from '../models/model.ts';
import { type Parameter, splitList } from '../parts/parameter.ts';
import { kindsOf } from '../report/cautions.ts';
import type { Value } from '../scenario/values.ts';
import { choiceWords } from '../words/choices.ts';

/** The declaration of a parameter of the model or of its inputs. */
export function parameterOf(model: Model, name: string): Parameter {
  const found = [...model.parameters, ...model.inputs].find((parameter) => parameter.name === name);
  if (!found) throw new TypeError(`model ${model.name} has no parameter '${name}'`);
  return found;
}

/** Label of an axis that shows a parameter or a quantity. */
export function axisTex(model: Model, name: string): string {
  const quantity = model.observables.quantities.find((candidate) => candidate.name === name);
  if (quantity) return quantity.tex;
  const { tex, definition } = parameterOf(model, name);
  return definition === undefined ? tex : `${tex} = ${definition}`;
}

/** Legend entry of one value of a parameter: `\lambda = 10^{-3}`, `\lambda \to 0^+`, or the text itself. */
export function valueTex(model: Model, name: string, value: Value): string {
  if (value === 'optimal') return `\\text{optimal } ${parameterOf(model, name).tex}`;
  if (value === 'optimalSigned') return `\\text{optimal signed } ${parameterOf(model, name).tex}`;
  if (name === 'blocks') return blocksTex(String(value));
  const parameter = parameterOf(model, name);
  if (name === 'degrees' || name === 'widths') return `${parameter.tex} = (${value})`;
  if (name === 'testVariance')
    return `${parameter.tex} = ${splitList(String(value))
      .map((each) => expressionTex(each, model))
      .join(',\\, ')}`;
  if (value === 'true' || value === 'false')
    return `${value === 'true' ? '\\text{with }' : '\\text{without }'}${parameterOf(model, name).tex}`;
  if (typeof value === 'string')
    return parameter.kind === 'number'
      ? `${parameter.tex} = ${expressionTex(value, model)}`
      : `\\text{${textTex(choiceWords(name, value))}}`;
  if (name === 'ridge' && value === 0) return '\\lambda \\to 0^{+}';
  return `${parameterOf(model, name).tex} = ${numberTex(value)}`;
}

/** Shares of the variances of a covariance, and of the target's power where they are given. */
function blocksTex(value: string): string {
  if (value === 'isotropic') return '\\Sigma = I';
  const blocks = value.split(',').map((block) => {
    const [share, variance, power] = block.split(':').map((part) => part.trim());
    const of = power === undefined ? '' : `\\,(${power})`;
    return `${share} \\text{ at } ${variance}${of}`;
  });
  return `\\Sigma\\colon\\, ${blocks.join(',\\; ')}`;
}

/** An expression in the parameters of the model. */
function expressionTex(value: string, model: Model): string {
  const known = [...model.parameters, ...model.inputs];
  return parseMathjs(value).toTex({
    parenthesis: 'auto',
    handler: (node: { readonly isSymbolNode?: boolean; readonly name?: string }) =>
      node.isSymbolNode ? known.find(({ name }) => name === node.name)?.tex : undefined,
  });
}

/** The note of a figure: whatever is to be told, and the kinds of the cautions of what it shows. */
export function noteOf(cautions: readonly string[], told: readonly string[] = []): { note?: string } {
  const notes = [...told, ...kindsOf(cautions).map((kind) => `\\text{caution: ${textTex(kind)}}`)];
  return notes.length === 0 ? {} : { note: notes.join(',\\; ') };
}

/** A text inside TeX's \text{}, where only these four are more than themselves. */
export function textTex(text: string): string {
  return text.replace(/[\\{}$]/g, (character) =>
    character === '\\' ? '}\\backslash\\text{' : `\\${character}`,
  );
}
