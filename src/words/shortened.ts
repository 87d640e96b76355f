// A long name where there is little room: its beginning and its end, since names are often told apart by how they end.

/** At most so many characters, the mark of omission among them. Surrogate pairs stay whole. */
export function shortened(name: string, most: number): string {
  const characters = [...name];
  if (characters.length <= most) return name;
  const end = Math.floor((most - 1) / 2);
  return `${characters
    .slice(0, most - 1 - end)
    .join('')
    .trimEnd()}…${end ? characters.slice(-end).join('').trimStart() : ''}`;
}
