// Tokens that would not be seen in a table, made visible.

const names: Readonly<Record<string, string>> = { ' ': '␣', '\n': '⏎', '\t': '⇥', '\r': '␍' };

export const visible = (token: string): string => names[token] ?? (token === '' ? '·' : token);
