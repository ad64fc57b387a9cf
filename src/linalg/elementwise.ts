/** Functions of one variable that the kernels apply to matrices entry by entry. */

/**
 * Accurate to 2 units in the last place or 4e-16 (of |x| for gelu), whichever is more. `leakyRelu` and `arcCosine` take
 * the slope on the negative axis; `arcCosine` is E σ(u)σ(v) for σ the leaky relu and u, v standard normals of covariance
 * x, and like `asin` takes what rounding left beyond ±1 as ±1; `sinh` and `cosh` are infinite beyond 709. What is not a
 * number stays so.
 */
export type ElementwiseName =
  | 'relu'
  | 'leakyRelu'
  | 'tanh'
  | 'erf'
  | 'sign'
  | 'gelu'
  | 'sin'
  | 'cos'
  | 'sinh'
  | 'cosh'
  | 'asin'
  | 'arcCosine';

/** A function's name, with its parameter where it has one. */
export type Elementwise = readonly [name: ElementwiseName, parameter?: number];
