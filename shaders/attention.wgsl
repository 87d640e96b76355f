// Causal attention as it is written down: slow, to be read first, and what all others are checked against. An invocation owns one row
// of one head. The weights p are not stored: the backward pass finds them again from the log-sum-exp of their row (FlashAttention,
// arXiv 2205.14135). Continues attention_tensors.wgsl, which says where q, k and v lie.

const WIDEST = 32u; // HEAD at most

// a_ts = scale·q_t·k_s, with 1/√head as a rule, for rows t and s of one sequence
fn score(t: u32, s: u32, head: u32) -> f32 {
  var sum = 0.0;
  for (var c = 0u; c < HEAD; c++) { sum += dot(vec4f(qk[q_at(t, head) + c]), vec4f(qk[k_at(s, head) + c])); }
  return shape.scale * sum;
}

// o_t = Σ_{s≤t} p_ts·v_s,   p_ts = exp(a_ts) / Σ_{s≤t} exp(a_ts);   numerator and denominator are divided by the largest exp(a_ts)
@compute @workgroup_size(64)
fn forward(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows * shape.heads) { return; }
  let head = i % shape.heads;
  let t = id.z * shape.rows + i / shape.heads;
  let first = t - t % shape.context; // of the sequence
  var largest = LOWEST;
  for (var s = first; s <= t; s++) { largest = max(largest, score(t, s, head)); }
  var total = 0.0;
  var sum: array<vec4f, WIDEST>;
  for (var s = first; s <= t; s++) {
    let e = exp(score(t, s, head) - largest);
    total += e;
    for (var c = 0u; c < HEAD; c++) { sum[c] += e * vec4f(v[v_at(s, head) + c]); }
  }
  for (var c = 0u; c < HEAD; c++) { o[o_at(t, head) + c] = Stored(sum[c] / total); }
  lse[sum_at(t, head)] = largest + log(total);
}

// dp_ts = dy_t·v_s,   da_ts = p_ts (dp_ts − δ_t),   δ_t = Σ_{s≤t} p_ts·dp_ts = dy_t·o_t
fn p(t: u32, s: u32, head: u32) -> f32 { return exp(score(t, s, head) - sums[sum_at(t, head)]); }
fn dp(t: u32, s: u32, head: u32) -> f32 {
  var sum = 0.0;
  for (var c = 0u; c < HEAD; c++) { sum += dot(vec4f(dy[o_at(t, head) + c]), vec4f(v[v_at(s, head) + c])); }
  return sum;
}

// dq_t = scale·Σ_{s≤t} da_ts·k_s
@compute @workgroup_size(64)
fn backward_query(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows * shape.heads) { return; }
  let head = i % shape.heads;
  let t = id.z * shape.rows + i / shape.heads;
  let at = o_at(t, head);
  var along = 0.0; // δ
  for (var c = 0u; c < HEAD; c++) { along += dot(vec4f(dy[at + c]), vec4f(output[at + c])); }
  delta[sum_at(t, head)] = along;
  var dq: array<vec4f, WIDEST>;
  for (var s = t - t % shape.context; s <= t; s++) {
    let da = p(t, s, head) * (dp(t, s, head) - along) * shape.scale;
    for (var c = 0u; c < HEAD; c++) { dq[c] += da * vec4f(qk[k_at(s, head) + c]); }
  }
  for (var c = 0u; c < HEAD; c++) { put_dqk(dq_at(t, head), t % shape.context, c, dq[c]); }
}

// dk_s = scale·Σ_{t≥s} da_ts·q_t,   dv_s = Σ_{t≥s} p_ts·dy_t
@compute @workgroup_size(64)
fn backward_key(@builtin(global_invocation_id) id: vec3u) {
  let i = invocation_of(id);
  if (i >= shape.rows * shape.heads) { return; }
  let head = i % shape.heads;
  let s = id.z * shape.rows + i / shape.heads;
  var dk: array<vec4f, WIDEST>;
  var dv_s: array<vec4f, WIDEST>;
  for (var t = s; t < s - s % shape.context + shape.context; t++) {
    let weight = p(t, s, head);
    let da = weight * (dp(t, s, head) - deltas[sum_at(t, head)]) * shape.scale;
    for (var c = 0u; c < HEAD; c++) {
      dk[c] += da * vec4f(qk[q_at(t, head) + c]);
      dv_s[c] += weight * vec4f(dy[o_at(t, head) + c]);
    }
  }
  for (var c = 0u; c < HEAD; c++) {
    put_dqk(dk_at(s, head), s % shape.context, c, dk[c]);
    put_dv(v_at(s, head) + c, dv_s[c]);
  }
}
