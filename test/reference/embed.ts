// Reference embedding: y[row] = table[token[row]] (+ positions[row mod context]).
// tokens [rows], table [vocab, width], positions [context, width], y [rows, width].
// Backward: dtable[v] = Σ dy[row] over the rows whose token is v; dpositions[t] the same over the rows at position t.

export function embed(
  tokens: Uint32Array,
  table: Float64Array,
  width: number,
  positions?: { readonly table: Float64Array; readonly context: number },
): Float64Array {
  const y = new Float64Array(tokens.length * width);
  for (let row = 0; row < tokens.length; row++)
    for (let c = 0; c < width; c++) {
      const position = positions ? positions.table[(row % positions.context) * width + c]! : 0;
      y[row * width + c] = table[tokens[row]! * width + c]! + position;
    }
  return y;
}

export function embedBackward(tokens: Uint32Array, dy: Float64Array, vocab: number, width: number): Float64Array {
  const dtable = new Float64Array(vocab * width);
  for (let row = 0; row < tokens.length; row++)
    for (let c = 0; c < width; c++) dtable[tokens[row]! * width + c]! += dy[row * width + c]!;
  return dtable;
}

export function positionsBackward(dy: Float64Array, rows: number, context: number, width: number): Float64Array {
  const dpositions = new Float64Array(context * width);
  for (let row = 0; row < rows; row++)
    for (let c = 0; c < width; c++) dpositions[(row % context) * width + c]! += dy[row * width + c]!;
  return dpositions;
}
