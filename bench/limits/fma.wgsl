// Arithmetic that fetches nothing: every invocation keeps CHAINS vec4 in registers and repeats x ← x·scale + offset.
// Chains do not wait for each other; how many an adapter needs, or has registers for, is found by trying.

struct Work {
  iterations: u32,
  scale: f32, // below 1, so that x stays near offset / (1 − scale): no infinity, no subnormal number
  offset: f32,
}

override CHAINS: u32 = 8;

@group(0) @binding(0) var<uniform> work: Work;
@group(0) @binding(1) var<storage, read_write> sums: array<f32>; // written, or the compiler would leave everything out

@compute @workgroup_size(64)
fn multiply_add(@builtin(global_invocation_id) id: vec3u) {
  let s = vec4f(work.scale);
  let o = vec4f(work.offset);
  var a = vec4f(f32(id.x));
  var b = a + 1.0; var c = a + 2.0; var d = a + 3.0;
  var e = a + 4.0; var f = a + 5.0; var g = a + 6.0; var h = a + 7.0;
  for (var i = 0u; i < work.iterations; i++) {
    a = a * s + o; b = b * s + o;
    if (CHAINS > 2u) { c = c * s + o; d = d * s + o; }
    if (CHAINS > 4u) { e = e * s + o; f = f * s + o; g = g * s + o; h = h * s + o; }
    a = a * s + o; b = b * s + o;
    if (CHAINS > 2u) { c = c * s + o; d = d * s + o; }
    if (CHAINS > 4u) { e = e * s + o; f = f * s + o; g = g * s + o; h = h * s + o; }
    a = a * s + o; b = b * s + o;
    if (CHAINS > 2u) { c = c * s + o; d = d * s + o; }
    if (CHAINS > 4u) { e = e * s + o; f = f * s + o; g = g * s + o; h = h * s + o; }
    a = a * s + o; b = b * s + o;
    if (CHAINS > 2u) { c = c * s + o; d = d * s + o; }
    if (CHAINS > 4u) { e = e * s + o; f = f * s + o; g = g * s + o; h = h * s + o; }
  }
  sums[id.x] = dot(a + b + c + d + e + f + g + h, vec4f(1.0));
}
