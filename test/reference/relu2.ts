// Reference squared ReLU (So et al. 2021, arXiv 2109.08668): y = max(x, 0)², dx = 2·max(x, 0)·dy, element by element.

export function relu2(x: Float64Array): Float64Array {
  return x.map((v) => Math.max(v, 0) ** 2);
}

export function relu2Backward(x: Float64Array, dy: Float64Array): Float64Array {
  return x.map((v, i) => 2 * Math.max(v, 0) * dy[i]!);
}
