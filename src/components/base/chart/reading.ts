// Which point of a line is read where the cursor stands: the picture marks it, and the words beside it say it.

/** Place of the last point at or before `at`, give or take a rounding error; −1 where there is none. */
export function placeRead(x: ArrayLike<number>, length: number, at: number): number {
  let place = length - 1;
  while (place >= 0 && !(x[place]! <= at + 1e-9)) place--;
  return place;
}
