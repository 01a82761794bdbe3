/**
 * Whose steps an engine keeps in memory, so that a picture can be forked: its last few jobs', whatever they were made
 * from, and those that a fork waits for. Server and engine apply this one rule to the same jobs in the same order, so both know without asking.
 */

/** Jobs whose steps an engine keeps; more only while forks of older ones wait. House takes 0.1 MB a job, a 1024 px picture of 50 steps 13 MB. */
export const KEPT_JOBS = 16

/**
 * @param kept ids of the jobs whose steps are kept, oldest first; not mutated
 * @param started the job that begins now
 * @param awaited jobs that forks wait for
 * @returns the ids that are kept from here on, oldest first
 */
export function keptAfter(kept: readonly string[], started: string, awaited: ReadonlySet<string>): string[] {
  const next = [...kept.filter((id) => id !== started), started]
  let tooMany = next.length - KEPT_JOBS
  return next.filter((id) => id === started || awaited.has(id) || tooMany-- <= 0)
}
