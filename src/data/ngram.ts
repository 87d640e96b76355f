// What counting alone predicts: interpolated Witten–Bell n-gram losses on held-out text, the dashed lines of the chart.
// p(w | h) = (c(hw) + t(h)·p(w | h′)) / (c(h) + t(h)), where t(h) counts the different tokens seen after h and h′ is h
// without its first token; below order 0 stands 1/V (Witten and Bell 1991, doi.org/10.1109/18.87000).

export interface NgramLosses {
  readonly losses: number[]; // mean of each order 0…`order`, in nats per token
  readonly counted: number; // training tokens: all, or as many as bring `most` different sequences
}

/** Trained on one text and tested on another, or on passages of it with what stands before them known. */
export function ngramLosses(
  training: Uint16Array,
  heldOut: Uint16Array,
  vocab: number,
  order = 5,
  {
    passages = [[0, heldOut.length]],
    most = mostSequences,
  }: { readonly passages?: readonly (readonly [from: number, to: number])[]; readonly most?: number } = {},
): NgramLosses {
  const tree = new Tree();
  let last = new Int32Array(order + 2); // last[k]: the node of the last k tokens
  let counted = 0;
  for (; counted < training.length && tree.size < most; counted++)
    for (let k = Math.min(order, counted); k >= 0; k--) last[k + 1] = tree.add(last[k]!, training[counted]!);

  let next = last.slice();
  const losses = new Float64Array(order + 1);
  const foretell = (token: number, counts: boolean): void => {
    let p = 1 / vocab;
    for (let k = 0; k <= order; k++) {
      const context = last[k]!;
      const node = context === absent ? absent : tree.find(context, token);
      if (context !== absent) {
        const kinds = tree.kinds[context]!;
        const after = tree.after[context]! + kinds;
        if (after > 0) p = ((node === absent ? 0 : tree.seen[node]!) + kinds * p) / after;
      }
      next[k + 1] = node;
      if (counts) losses[k]! -= Math.log(p);
    }
    [last, next] = [next, last];
  };
  let tested = 0;
  for (const [from, to] of passages) {
    last.fill(absent, 1);
    for (let i = Math.max(0, from - order); i < to; i++) foretell(heldOut[i]!, i >= from);
    tested += to - from;
  }
  return { losses: Array.from(losses, (sum) => sum / tested), counted };
}

const absent = -1;

/** Counting stops here, at about 150 MB; ten million characters of English speeches have 0.8 million sequences. */
const mostSequences = 1 << 22;

/** All sequences of the training text: a node is a sequence, its child the sequence with one more token. 0 is the empty one. */
class Tree {
  seen = new Uint32Array(1 << 12); // times the sequence occurred
  after = new Uint32Array(1 << 12); // times a token followed it
  kinds = new Uint32Array(1 << 12); // different tokens that followed it
  #parent = new Uint32Array(1 << 12);
  #token = new Uint16Array(1 << 12);
  #slots = new Uint32Array(1 << 13); // open addressing by (parent, token), 0 is free, at most half full
  size = 1;

  /** Counts `token` after the sequence `parent` and returns the longer sequence. */
  add(parent: number, token: number): number {
    let at = this.#slot(parent, token);
    let node = this.#slots[at]!;
    if (node === 0) {
      if (this.size === this.seen.length) {
        this.#grow();
        at = this.#slot(parent, token);
      }
      node = this.size++;
      this.#slots[at] = node;
      this.#parent[node] = parent;
      this.#token[node] = token;
      this.kinds[parent]!++;
    }
    this.after[parent]!++;
    this.seen[node]!++;
    return node;
  }

  find(parent: number, token: number): number {
    return this.#slots[this.#slot(parent, token)]! || absent;
  }

  #slot(parent: number, token: number): number {
    const mask = this.#slots.length - 1;
    let h = Math.imul(parent, 0x9e3779b1) ^ Math.imul(token + 1, 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
    for (let at = (h ^ (h >>> 13)) & mask; ; at = (at + 1) & mask) {
      const node = this.#slots[at]!;
      if (node === 0 || (this.#parent[node] === parent && this.#token[node] === token)) return at;
    }
  }

  #grow(): void {
    this.seen = doubled(this.seen);
    this.after = doubled(this.after);
    this.kinds = doubled(this.kinds);
    this.#parent = doubled(this.#parent);
    const token = new Uint16Array(this.#token.length * 2);
    token.set(this.#token);
    this.#token = token;
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let node = 1; node < this.size; node++) this.#slots[this.#slot(this.#parent[node]!, this.#token[node]!)] = node;
  }
}

function doubled(values: Uint32Array): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(values.length * 2);
  longer.set(values);
  return longer;
}
