// The terms of the page, each in one sentence. Not part of the language that the first page waits for: <term-word> brings them.

export const terms = {
  loss: 'Loss: how unsure the network is of what comes next; it is the logarithm of among how many equally likely ones it seems to choose, so lower is better.',
  nats: 'Nats: the unit of loss, a natural logarithm; 0 nats is being certain, and one nat more is being as unsure as among 2.7 times as many.',
  'held-out': 'Held-out: a tenth of the text that no network trains on, so that only what carries over to new text counts.',
  seed: 'Seed: the number from which all chance in a run is drawn, its first weights and the order of its text; other seeds show what chance alone changes.',
  arm: 'Arm: one set of settings of the experiment, trained with every seed.',
  residual: 'Residual: the wire past each part of a block, so that the part only adds to what came in.',
  shortcut: 'Shortcut: any wire that carries numbers past blocks instead of through them; the residual is the usual one.',
  value:
    'Value: what attention passes on from a letter that it looks at; a value wire lends those of the first block to later ones.',
  block:
    'Block: one storey of a transformer, which first looks at earlier letters (attention) and then computes on each (the MLP).',
  width: 'Width: how many numbers stand for each letter on its way through the network.',
  parameters: 'Parameters: all the numbers in a network that training changes, also called weights.',
  flop: 'FLOP: one addition or multiplication of two numbers; their count says how much computing a run took, whatever the machine.',
  interval:
    'Interval: the range in which the mean of very many seeds would lie; such ranges hold it 95 times in 100, and they need at least three seeds.',
} as const satisfies Readonly<Record<string, string>>;

export type Term = keyof typeof terms;
