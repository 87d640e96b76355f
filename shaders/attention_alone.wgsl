// Continues attention_panels.wgsl: every invocation reads all four rows itself. Runs everywhere.

// Where rows t … t + 3 begin; beyond the end of the sequence, the last one again.
alias Four = vec4u;
fn four(t: u32) -> vec4u { return min(t + FOUR, vec4u(shape.context - 1u)); }
fn q_fours(w: Owned, t: u32) -> Four { return q_at(w.first, w.head) + four(t) * (shape.parts * shape.heads * HEAD); }
fn k_fours(w: Owned, t: u32) -> Four { return k_at(w.first, w.head) + four(t) * (shape.parts * shape.heads * HEAD); }
fn v_fours(w: Owned, t: u32) -> Four { return v_at(w.first, w.head) + four(t) * shape.stride; }
fn o_fours(w: Owned, t: u32) -> Four { return o_at(w.first, w.head) + four(t) * (shape.heads * HEAD); }

fn all_four(x: Stored, y: Stored, z: Stored, w: Stored) -> mat4x4f { return mat4x4f(vec4f(x), vec4f(y), vec4f(z), vec4f(w)); }
fn qk_four(at: Four, c: u32) -> mat4x4f { return all_four(qk[at.x + c], qk[at.y + c], qk[at.z + c], qk[at.w + c]); }
fn v_four(at: Four, c: u32) -> mat4x4f { return all_four(v[at.x + c], v[at.y + c], v[at.z + c], v[at.w + c]); }
fn dy_four(at: Four, c: u32) -> mat4x4f { return all_four(dy[at.x + c], dy[at.y + c], dy[at.z + c], dy[at.w + c]); }

// The rows that row t sees end before this one, and the rows that see it begin here or later.
fn after(t: u32) -> u32 { return t + 1u; }
fn before(t: u32) -> u32 { return t - t % 4u; }
