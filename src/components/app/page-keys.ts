// Which command a key means. Keys belong to the field or button that has the focus first.

export type Command = 'toggle' | 'step' | 'reset' | 'present' | 'keys';

const commands: Readonly<Record<string, Command>> = { ' ': 'toggle', s: 'step', r: 'reset', p: 'present', '?': 'keys' };

export function commandFor(event: KeyboardEvent): Command | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return undefined;
  const target = event.composedPath()[0];
  const name = target instanceof HTMLElement ? target.localName : '';
  if (['input', 'select', 'textarea'].includes(name)) return undefined;
  if (event.key === ' ' && ['button', 'summary', 'a'].includes(name)) return undefined;
  return commands[event.key.length === 1 ? event.key.toLowerCase() : event.key];
}
