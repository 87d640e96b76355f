#!/usr/bin/python3
"""Loss and gradients of a PyTorch model, with our parameter names and layouts; called by compare.ts.

usage: bridge.py ORACLE.py IN.json OUT.json
IN.json: a list of cases {"name", "config": {overrides of the oracle's defaults}, "vocab", "batch",
  "weights": {our name: base64 of little-endian float64}, "tokens": [B*T], "targets": [B*T] (4294967295: not scored)}
OUT.json: a list of {"name", "loss", "gradients": {our name: base64}}
Everything is float64. Our weights are [in, out], the oracle's [out, in]. Our rotary pairs are neighbours (2i, 2i+1) of a
head, the oracle's are half a head apart (i, i + hd/2): the columns of q and k are permuted here.
"""
import sys, json, base64, array, importlib.util
import torch
import torch.nn.functional as F


def load_oracle(path):
    spec = importlib.util.spec_from_file_location('tiny', path)
    tiny = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tiny)
    torch.set_default_dtype(torch.float64)
    return tiny


def flat(x):
    return torch.tensor(list(array.array('d', base64.b64decode(x))), dtype=torch.float64)


def b64(t):
    return base64.b64encode(array.array('d', t.detach().reshape(-1).tolist()).tobytes()).decode()


def pair_order(c):
    """order[j] = the column of OUR q (or k) that is the oracle's column j."""
    d, hd = c['d'], c['hd']
    order = []
    for h in range(d // hd):
        order += [h * hd + 2 * i for i in range(hd // 2)] + [h * hd + 2 * i + 1 for i in range(hd // 2)]
    return torch.tensor(order)


def table(c, V):
    """our name -> (oracle name, read(oracle tensor) -> view-like tensor in our layout, write(our flat) -> oracle tensor)."""
    d, L = c['d'], c['L']
    order = pair_order(c)
    inverse = torch.argsort(order)
    t = {}

    def same(ours, theirs, shape, at=None):
        def read(o):
            return (o if at is None else o[at]).reshape(-1)
        def write(o, v):
            if at is None: o.copy_(v.reshape(o.shape))
            else: o[at] = v.reshape(o[at].shape)
        t[ours] = (theirs, read, write)

    def transposed(ours, theirs, i, o_):
        t[ours] = (theirs, lambda o: o.t().reshape(-1), lambda o, v: o.copy_(v.reshape(i, o_).t()))

    def qkv(ours, theirs):
        if c['pos'] != 'rope':
            return transposed(ours, theirs, d, 3 * d)
        def read(o):  # o [3d, d], rows in oracle order
            q, k, v = o.split(d, 0)
            return torch.cat([q[inverse], k[inverse], v], 0).t().reshape(-1)
        def write(o, v):
            q, k, w = v.reshape(d, 3 * d).t().split(d, 0)
            o.copy_(torch.cat([q[order], k[order], w], 0))
        t[ours] = (theirs, read, write)

    same('embed.token', 'wte', (V, d))
    if c['pos'] == 'learned': same('embed.position', 'wpe', (c['T'], d))
    half = L // 2
    for l in range(L):
        at = f'block{l}'
        qkv(f'{at}.qkv', f'qkv{l}')
        transposed(f'{at}.out', f'o{l}', d, d)
        transposed(f'{at}.up', f'fc{l}', d, 4 * d)
        transposed(f'{at}.down', f'pr{l}', 4 * d, d)
        if c['x0']: same(f'{at}.firstLayer', 'x0l', (2,), l)
        if c['ve']:
            same(f'{at}.valueTable', f've{l}', (V, d))
            same(f'{at}.value', 'vl', (1,), l)
        elif c['vres'] == 'learn' and l > 0: same(f'{at}.value', 'vl', (1,), l)
        if c['unet'] and half <= l < 2 * half: same(f'{at}.skip', 'un', (1,), l - half)
        if c['dense']: same(f'{at}.dense', f'dw{l}', (l + 2,))
        for s, name in enumerate(('attention', 'mlp')):
            if c['res'] == 'rezero': same(f'{at}.{name}.gate', 'rz', (1,), (l, s))
            if c['res'] == 'layerscale': same(f'{at}.{name}.scale', 'lsc', (d,), (l, s))
            if c['hc']:
                same(f'{at}.{name}.read', f'hm{2 * l + s}', (2,))
                same(f'{at}.{name}.mix', f'hr{2 * l + s}', (2, 2))
                same(f'{at}.{name}.write', f'hb{2 * l + s}', (2,))
    if not c['tie']: transposed('head', 'head', d, V)
    return t


def run_case(tiny, case):
    c = dict(tiny.DEF)
    c.update(case['config'])
    V, T, B = case['vocab'], c['T'], case['batch']
    m = tiny.Model(c, V)
    t = table(c, V)
    # RoPE tables are made with .float(): make them float64 as the model's other numbers.
    hd = c['hd']
    f = 1 / (10000 ** (torch.arange(0, hd, 2, dtype=torch.float64) / hd))
    fr = torch.outer(torch.arange(T, dtype=torch.float64), f)
    m.cos, m.sin = fr.cos()[None, :, None, :], fr.sin()[None, :, None, :]
    missing = set(t) ^ set(case['weights'])
    if missing: raise SystemExit(f"{case['name']}: names differ: {sorted(missing)}")
    with torch.no_grad():
        for ours, (theirs, read, write) in t.items(): write(m.p[theirs], flat(case['weights'][ours]))
    x = torch.tensor(case['tokens']).reshape(B, T)
    y = torch.tensor([v if v != 4294967295 else -100 for v in case['targets']]).reshape(B, T)

    def loss():
        lg = m.fwd(x)
        return F.cross_entropy(lg.reshape(-1, V), y.reshape(-1))
    m.grad.zero_()
    ls = loss()
    ls.backward()
    gradients = {ours: b64(read(m.p[theirs].grad)) for ours, (theirs, read, _) in t.items()}
    out = {'name': case['name'], 'loss': ls.item(), 'gradients': gradients}
    return out


if __name__ == '__main__':
    tiny = load_oracle(sys.argv[1])
    cases = json.load(open(sys.argv[2]))
    json.dump([run_case(tiny, case) for case in cases], open(sys.argv[3], 'w'))
