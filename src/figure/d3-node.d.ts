declare module 'd3-node' {
  import type { Selection } from 'd3';
  export class D3Node {
    readonly window: { XMLSerializer: new () => { serializeToString(node: unknown): string } };
    createSVG(width?: string, height?: string): Selection<never, unknown, null, undefined>;
  }
}
