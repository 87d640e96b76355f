// Continues attention_panels.wgsl, for devices with subgroups: neighbouring invocations read one row each and show it to the others.
// The four stay together, since all of a subgroup go on until its last row has seen everything.
enable subgroups;
diagnostic(off, subgroup_uniformity); // all of a subgroup walk equally far, which no compiler can see

// Where the row that this invocation reads begins: one of t … t + 3, at most the last of the sequence.
alias Four = u32;
fn mine(w: Owned, t: u32) -> u32 { return min(t + w.lane, shape.context - 1u); }
fn q_fours(w: Owned, t: u32) -> Four { return q_at(w.first + mine(w, t), w.head); }
fn k_fours(w: Owned, t: u32) -> Four { return k_at(w.first + mine(w, t), w.head); }
fn v_fours(w: Owned, t: u32) -> Four { return v_at(w.first + mine(w, t), w.head); }
fn o_fours(w: Owned, t: u32) -> Four { return o_at(w.first + mine(w, t), w.head); }

fn all_four(x: vec4f) -> mat4x4f {
  return mat4x4f(quadBroadcast(x, 0u), quadBroadcast(x, 1u), quadBroadcast(x, 2u), quadBroadcast(x, 3u));
}
fn qk_four(at: Four, c: u32) -> mat4x4f { return all_four(vec4f(qk[at + c])); }
fn v_four(at: Four, c: u32) -> mat4x4f { return all_four(vec4f(v[at + c])); }
fn dy_four(at: Four, c: u32) -> mat4x4f { return all_four(vec4f(dy[at + c])); }

fn after(t: u32) -> u32 { return subgroupMax(t) + 1u; }
fn before(t: u32) -> u32 { return subgroupMin(t - t % 4u); }
