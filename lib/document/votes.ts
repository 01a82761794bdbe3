/**
 * Votes on variants, in the `talk` document, so that whoever may comment may vote: `votes`: "variantId/personId" → true.
 *
 * One flat map: were there a map for each variant, two people who give the first two votes at once would each make one,
 * and one of them, with its vote, would be lost.
 */
import type * as Y from "yjs"

/** Both are ids of ours, which never hold a slash. */
const KEY = /^([A-Za-z0-9_-]{1,64})\/([A-Za-z0-9_-]{1,64})$/

export function votesOf(talk: Y.Doc): Y.Map<unknown> {
  return talk.getMap("votes")
}

/** @returns who voted for each variant that has votes */
export function readVotes(talk: Y.Doc): Map<string, Set<string>> {
  const votes = new Map<string, Set<string>>()
  for (const [key, value] of votesOf(talk).entries()) {
    const match = KEY.exec(key)
    if (!match || value !== true) continue
    const [, variantId, personId] = match as unknown as [string, string, string]
    votes.set(variantId, (votes.get(variantId) ?? new Set()).add(personId))
  }
  return votes
}

/** Gives this person's vote for a variant, or takes it back. */
export function setVote(
  talk: Y.Doc,
  vote: { readonly variantId: string; readonly personId: string; readonly isGiven: boolean },
): void {
  const key = `${vote.variantId}/${vote.personId}`
  const votes = votesOf(talk)
  if (vote.isGiven) votes.set(key, true)
  else votes.delete(key)
}
