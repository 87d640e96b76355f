// How many seeds to begin with on a machine: as many as cost little more than one, since they train in the same launches.

/** Fewer allow no interval. */
export const fewestSeeds = 3;
const mostAtFirst = 8;
const worth = 2; // times the step of one seed

/** The largest number whose step takes at most twice that of one. `time`: milliseconds of a step with so many seeds. */
export async function seedsForTwice(time: (seeds: number) => Promise<number>): Promise<number> {
  const one = await time(1);
  for (let seeds = mostAtFirst; seeds > fewestSeeds; seeds--) if ((await time(seeds)) <= worth * one) return seeds;
  return fewestSeeds;
}
