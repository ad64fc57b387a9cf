/**
 * Standard normals by the ziggurat of 256 layers of equal area (Marsaglia and Tsang, J. Stat. Softw. 5:8, 2000;
 * Doornik 2005). Of a 64-bit word, bits 0–7 choose the layer, bit 8 the sign, bits 9–60 the abscissa.
 */
import { nextWord } from "./philox";

const LAYERS: i32 = 256;
/** Where the tail begins, and the area of a layer: r·exp(−r²/2) + ∫_r^∞ exp(−x²/2) dx. */
const TAIL: f64 = 3.6541528853610088;
const AREA: f64 = 0.004928673233974655;
const ABSCISSAS: f64 = 4503599627370496.0; // 2⁵²

/** Of each layer: abscissas below which a point lies under the curve, width / 2⁵², and density at the width. */
const inside = memory.data(LAYERS * 8, 16);
const width = memory.data(LAYERS * 8, 16);
const density = memory.data(LAYERS * 8, 16);

function bell(x: f64): f64 {
  return Math.exp(-0.5 * x * x);
}

/** Layer 0 is the base with the tail, as wide as its area over its height; layers 255 … 1 lie above it. */
function buildTables(): void {
  const base = AREA / bell(TAIL);
  setLayer(0, base, TAIL);
  f64.store(density, 1.0); // above layer 1 lies the top of the curve
  let x = TAIL;
  for (let layer = LAYERS - 1; layer >= 1; layer--) {
    const above = layer > 1 ? Math.sqrt(-2.0 * Math.log(AREA / x + bell(x))) : 0.0;
    setLayer(layer, x, above);
    f64.store(density + <usize>layer * 8, bell(x));
    x = above;
  }
}

function setLayer(layer: i32, layerWidth: f64, widthAbove: f64): void {
  store<u64>(inside + <usize>layer * 8, <u64>((widthAbove / layerWidth) * ABSCISSAS));
  f64.store(width + <usize>layer * 8, layerWidth / ABSCISSAS);
}

buildTables();

// @ts-ignore: decorator
@inline
function layerOf(bits: u64): usize {
  return <usize>(bits & 0xff) << 3;
}

// @ts-ignore: decorator
@inline
function abscissaOf(bits: u64): u64 {
  return (bits >>> 9) & 0x000fffffffffffff;
}

/** Whether the word gives its normal at once, as 98.8 percent of them do. */
// @ts-ignore: decorator
@inline
export function accepts(bits: u64): bool {
  return abscissaOf(bits) < load<u64>(inside + layerOf(bits));
}

/** The abscissa that the word stands for, with its sign. */
// @ts-ignore: decorator
@inline
export function value(bits: u64): f64 {
  const x = <f64>(<i64>abscissaOf(bits)) * f64.load(width + layerOf(bits));
  return reinterpret<f64>(reinterpret<u64>(x) | ((bits << 55) & 0x8000000000000000));
}

/** Uniform on (0, 1]. */
function uniform(): f64 {
  return <f64>((nextWord() >>> 11) + 1) * (1.0 / 9007199254740992.0);
}

/** The normal that begins with this word, whether accepted at once or not. */
export function slowNormal(bits: u64): f64 {
  while (!accepts(bits)) {
    const x = value(bits);
    const layer = layerOf(bits);
    if (layer == 0) return x < 0.0 ? -tail() : tail();
    const below = f64.load(density + layer), above = f64.load(density + layer - 8);
    if (below + (above - below) * uniform() < bell(x)) return x;
    bits = nextWord();
  }
  return value(bits);
}

/** A normal beyond the last layer (Marsaglia 1964). */
function tail(): f64 {
  for (;;) {
    const x = -Math.log(uniform()) / TAIL;
    const y = -Math.log(uniform());
    if (y + y > x * x) return TAIL + x;
  }
  return 0.0;
}
