// Which element draws which line of a long list: scrolling is slow where elements are made and moved, not where they change.

export class RowElements {
  private numbers = new Map<string, number>();
  private made = 0;

  /** A line keeps its element while it is drawn; a new line takes over that of one that no longer is. */
  assign(keys: readonly string[]): ReadonlyMap<string, number> {
    const wanted = new Set(keys);
    const free = [...this.numbers].filter(([key]) => !wanted.has(key)).map(([, number]) => number);
    // What leaves at one end comes in at the other as in a mirror: lit then moves these few and not all the others.
    const far = free.length > keys.length / 2;
    const next = (): number => (far ? free.shift() : free.pop()) ?? this.made++;
    this.numbers = new Map(keys.map((key) => [key, this.numbers.get(key) ?? next()]));
    return this.numbers;
  }
}
