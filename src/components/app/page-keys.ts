// What a key means on the page. Keys belong to the field or button that has the focus first.

export type PageCommand = 'toggle' | 'step' | 'reset' | 'present' | 'keys';

const commands: Readonly<Record<string, PageCommand>> = { ' ': 'toggle', s: 'step', r: 'reset', p: 'present', '?': 'keys' };

export function pageCommand(event: KeyboardEvent): PageCommand | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return undefined;
  const target = event.composedPath()[0];
  const name = target instanceof HTMLElement ? target.localName : '';
  if (['input', 'select', 'textarea'].includes(name)) return undefined;
  if (event.key === ' ' && ['button', 'summary', 'a'].includes(name)) return undefined;
  return commands[event.key.length === 1 ? event.key.toLowerCase() : event.key];
}
