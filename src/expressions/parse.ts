/**
 * From the text of an expression to its checked tree: mathjs's syntax, of which only what is listed here is taken over.
 */
import type { ConditionalNode, ConstantNode, FunctionNode, MathNode, OperatorNode, SymbolNode } from 'mathjs';
import { InputError } from '../errors.ts';
import { forms } from './forms.ts';
import { constants, functions } from './functions.ts';
import { hostFunctions } from './host.ts';
import { parseMathjs } from './mathjs.ts';
import { rejectAt, type Token, tokenize } from './tokens.ts';
import type { NameTree, Operator, Span, Tree } from './tree.ts';
import * as trees from './tree.ts';
import { infinities, type Vocabulary } from './vocabulary.ts';

/** What a text says, its derivatives not yet worked out. */
export interface Syntax {
  readonly tree: Tree;
  /** Length of the array of values: the names first, then the variables that the text binds. */
  readonly slots: number;
}

const deepest = 400;

/**
 * The tree of an expression in the words of the vocabulary.
 *
 * @throws {InputError} with the position in the text, the offending word and what would be valid
 */
export function parseSyntax(text: string, vocabulary: Vocabulary): Syntax {
  const reader = new Reader(tokenize(text, vocabulary), vocabulary);
  const tree = reader.number(syntaxOf(text));
  return { tree, slots: reader.slots };
}

function syntaxOf(text: string): MathNode {
  try {
    // A new line would begin another expression.
    return parseMathjs(text.replace(/[\r\n]/g, ' '));
  } catch (error) {
    if (error instanceof RangeError) throw new InputError('it is nested too deeply');
    const { char } = error as { char?: number };
    if (char === undefined) throw error;
    throw rejectAt(char - 1, (error as Error).message.replace(/ \(char \d+\)$/, ''));
  }
}

const arithmetic = ['+', '-', '*', '/', '^'];

/** Walks mathjs's tree from left to right, beside the tokens that its leaves stand for. */
class Reader {
  slots: number;
  private readonly leaves: readonly Token[];
  private next = 0;
  private depth = 0;
  private readonly scope: NameTree[] = [];
  private readonly vocabulary: Vocabulary;

  constructor(tokens: readonly Token[], vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
    this.leaves = tokens.filter((token) => token.kind !== 'operator');
    this.slots = vocabulary.names.length;
  }

  /** The tree of a number; a condition in its place counts as 1 or 0. */
  number(node: MathNode): Tree {
    const first = this.next;
    if (++this.depth > deepest) throw new InputError(`it is nested more than ${deepest} operations deep`);
    const tree = this.read(node);
    this.depth--;
    return tree.span ? tree : trees.at(tree, this.span(first));
  }

  private span(first: number): Span {
    const { leaves } = this;
    return { from: leaves[first]!.span.from, to: leaves[Math.max(first, this.next - 1)]!.span.to };
  }

  private reject(first: number, reason: string): InputError {
    const token = this.leaves[Math.min(first, this.leaves.length - 1)];
    return rejectAt(token?.span.from ?? 0, reason);
  }

  private read(node: MathNode): Tree {
    switch (node.type) {
      case 'ConstantNode':
        return this.constant(node as ConstantNode);
      case 'SymbolNode':
        return this.name();
      case 'ParenthesisNode':
        return this.number((node as MathNode & { content: MathNode }).content);
      case 'FunctionNode':
        return this.called(node as FunctionNode);
      case 'ConditionalNode': {
        const { condition, trueExpr, falseExpr } = node as ConditionalNode;
        return trees.operator('?:', this.condition(condition), this.number(trueExpr), this.number(falseExpr));
      }
      case 'OperatorNode':
        return this.operator(node as OperatorNode);
      case 'RelationalNode':
        throw this.notCondition(node, this.next);
      default:
        throw this.reject(this.next, `"${node.toString()}" (${node.type}) is not allowed`);
    }
  }

  private constant({ value }: ConstantNode): Tree {
    return this.leaves[this.next]?.kind === 'number'
      ? trees.number(Number(value), this.take().text)
      : this.name();
  }

  /** The next leaf. */
  private take(): Token {
    const token = this.leaves[this.next++];
    if (token) return token;
    throw new InputError('a number or a name is missing');
  }

  private name(): Tree {
    const first = this.next;
    const { text: word } = this.take();
    const { names, complexNames, hostFunctions: hosted, constants: known } = this.vocabulary;
    const bound = this.scope.findLast((each) => each.name === word);
    if (bound) return trees.at(bound, this.span(first));
    const slot = names.indexOf(word);
    if (slot >= 0) return trees.name(word, slot, complexNames.has(word));
    if (word === 'i' && known.includes('i')) return trees.imaginary;
    if (infinities.includes(word)) return trees.number(Number.POSITIVE_INFINITY);
    if (Object.hasOwn(constants, word)) return trees.number(constants[word]!, word);
    if (hosted.includes(word)) return trees.host(word);
    if (Object.hasOwn(functions, word)) throw this.reject(first, `"${word}" is a function; write ${word}(…)`);
    throw this.reject(first, `"${word}" is not known here; it is bound elsewhere, or the name of a loss`);
  }

  private operator(node: OperatorNode): Tree {
    if (trees.isConditionOperator(node.op)) return this.condition(node);
    const { op, args } = node;
    if (args.length === 1) {
      if (op === '-') return trees.operator('negate', this.number(args[0]!));
      if (op === '+') return this.number(args[0]!);
    } else if (arithmetic.includes(op)) {
      return trees.operator(op as Operator, this.number(args[0]!), this.number(args[1]!));
    }
    throw this.reject(this.next, `the operator "${op}" is not allowed`);
  }

  private condition(node: MathNode): Tree {
    const first = this.next;
    if (node.type === 'ParenthesisNode')
      return this.condition((node as MathNode & { content: MathNode }).content);
    const { op, args } = node as OperatorNode;
    if (node.type !== 'OperatorNode' || !trees.isConditionOperator(op)) throw this.notCondition(node, first);
    const isLogic = op === 'not' || op === 'and' || op === 'or';
    if (++this.depth > deepest) throw new InputError(`it is nested more than ${deepest} operations deep`);
    const parts = args.map((each) => (isLogic ? this.condition(each) : this.number(each)));
    this.depth--;
    return trees.at(trees.operator(op as Operator, ...parts), this.span(first));
  }

  private notCondition(node: MathNode, first: number): InputError {
    const valid = 'write comparisons such as x > 0 and x < 1';
    return this.reject(first, `"${node.toString()}" is not a condition; ${valid}`);
  }

  private called(node: FunctionNode): Tree {
    const first = this.next;
    const { text: word } = this.take();
    const { functions: known, forms: shaped, hostFunctions: hosted } = this.vocabulary;
    if (shaped.includes(word)) return this.form(word, node, first);
    const isHost = hosted.includes(word);
    if (!isHost && !known.includes(word)) throw this.reject(first, `"${word}" is not a function`);
    const { arity } = isHost ? hostFunctions[word]! : functions[word]!;
    const [least, most] = arity;
    const count = node.args.length;
    if (count < least || count > most) {
      const takes =
        least === most ? `${most} argument${most === 1 ? '' : 's'}` : `${least} to ${most} arguments`;
      throw this.reject(first, `${word} takes ${takes}, not ${count}`);
    }
    const parts = node.args.map((each) => this.number(each));
    return isHost ? trees.host(word, ...parts) : trees.call(word, ...parts);
  }

  private form(word: string, node: FunctionNode, first: number): Tree {
    const { shapes, written } = forms[word]!;
    const shape = shapes.find((each) => each.length === node.args.length);
    if (!shape)
      throw this.reject(first, `write ${written}; ${word} does not take ${node.args.length} arguments`);
    const variables = shape.flatMap((place, i) => (place === 'variable' ? [wordOf(node.args[i]!)] : []));
    if (variables.some((each) => each === null))
      throw this.reject(
        first,
        `write ${written}, with the name of a variable in the place of its second argument`,
      );
    if (word === 'derivative') return this.derivative(node, variables[0]!, first);
    const bound = variables.map((each) => trees.name(each!, this.slots++));
    this.scope.push(...bound);
    let loss: string | undefined;
    const parts: Tree[] = [];
    for (const [i, place] of shape.entries()) {
      // The body comes first: behind it the variables are out of scope.
      if (i === 1) this.scope.splice(this.scope.length - bound.length);
      if (place === 'variable') this.next++;
      else if (place === 'loss') loss = this.loss(node.args[i]!);
      else parts.push(this.number(node.args[i]!));
    }
    if (word === 'spectrum' && trees.degree(parts[0]!, bound[1]!.slot) > 1)
      throw this.reject(first, `the expression in spectrum must be linear in ${bound[1]!.name}`);
    return trees.form(word as trees.FormName, bound, parts, loss);
  }

  private loss(node: MathNode): string {
    const first = this.next;
    const word = wordOf(node);
    if (word === null || !this.vocabulary.losses.includes(word)) {
      const valid = `one of ${this.vocabulary.losses.join(', ')}, or write prox(expr, x, omega, V)`;
      throw this.reject(first, `"${node.toString()}" is not the name of a loss: ${valid}`);
    }
    this.next++;
    return word;
  }

  private derivative(node: FunctionNode, variable: string, first: number): Tree {
    const body = this.number(node.args[0]!);
    const second = this.next;
    const by = this.name();
    if (by.kind !== 'name')
      throw this.reject(second, `derivative is by a parameter or a variable; "${variable}" is none`);
    return trees.at(trees.form('derivative', [by], [body]), this.span(first));
  }
}

const wordOf = (node: MathNode): string | null =>
  node.type === 'SymbolNode' ? (node as SymbolNode).name : null;
