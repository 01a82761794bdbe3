/**
 * Several people repaint one picture at once. Each asked while looking at the same picture, and each edit must be in
 * what comes out: the later one is made upon the earlier one's result, as soon as that is there.
 *
 * When it is asked for, the later one becomes the earlier one's child (`parentsOfRepaint`); when an engine is free, it
 * waits for that parent or takes its result as its source (`sourceOfRepaint`). Both are in the stored job, so that a
 * restart between the two changes nothing. One upon the other rather than merged afterwards: the composite in pixels,
 * with its feather, is then the same as in any repaint.
 */
import { isFinished, MAX_PARENTS, type Recipe } from "../../lib/job/generation.ts"
import type { Job } from "../store/job-store.ts"

/** What a chain of repaints is followed back to at most: nobody's edits overlap in longer ones. */
const MAX_DEPTH = 16

/** @param elementOf the element a job was asked for in, where the asker said so */
export function parentsOfRepaint(
  asked: {
    readonly roomId: string
    readonly authorId: string
    readonly recipe: Recipe
    readonly parentIds: readonly string[]
    readonly elementId: string | undefined
  },
  open: Iterable<Job>,
  elementOf: (jobId: string) => string | undefined,
): readonly string[] {
  if (!asked.recipe.maskAssetId) return asked.parentIds
  let newest: Job | undefined
  for (const job of open) {
    const isLater = newest === undefined || job.requestedAtMs > newest.requestedAtMs
    if (isLater && job.roomId === asked.roomId && isSamePicture(asked, job, elementOf(job.id))) newest = job
  }
  if (!newest || asked.parentIds.includes(newest.id)) return asked.parentIds
  const { id, parentIds } = newest
  // Its parents are the grandparents now.
  return [id, ...asked.parentIds.filter((parentId) => !parentIds.includes(parentId))].slice(0, MAX_PARENTS)
}

function isSamePicture(
  asked: Parameters<typeof parentsOfRepaint>[0],
  job: Job,
  elementId: string | undefined,
): boolean {
  if (!job.recipe.maskAssetId || !isSameSize(job.recipe, asked.recipe)) return false
  if (asked.parentIds.includes(job.id)) return true
  if (asked.elementId === undefined || elementId === undefined) {
    const isSiblings = job.parentIds.some((id) => asked.parentIds.includes(id)) || asked.parentIds.length === 0
    return isSiblings && job.recipe.sourceAssetId === asked.recipe.sourceAssetId
  }
  // Whoever asks again without naming their own earlier edit has taken it back.
  return elementId === asked.elementId && job.authorId !== asked.authorId
}

export type RepaintSource =
  /** The parent is not finished: try again when it is. */
  | { readonly state: "waiting"; readonly parentId: string }
  | { readonly state: "ready"; readonly sourceAssetId: string | undefined; readonly parentIds: readonly string[] }

/**
 * What a queued job is made from, now that an engine is free for it.
 * @param find a job by its id, whatever became of it
 */
export function sourceOfRepaint(job: Job, find: (id: string) => Job | undefined): RepaintSource {
  const { sourceAssetId, maskAssetId } = job.recipe
  let parentIds: readonly string[] = job.parentIds
  if (!maskAssetId || !sourceAssetId) return { state: "ready", sourceAssetId, parentIds }
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const parent = parentIds
      .map(find)
      .find((each) => each && each.roomId === job.roomId && replaces(each, sourceAssetId, job.recipe, find))
    if (!parent) break
    if (!isFinished(parent.state.state)) return { state: "waiting", parentId: parent.id }
    if (parent.state.state === "done") return { state: "ready", sourceAssetId: parent.state.assetId, parentIds }
    // It came to nothing, and is nobody's parent: what it would have been made from is the next to look at.
    const { id } = parent
    parentIds = [...new Set(parentIds.flatMap((each) => (each === id ? parent.parentIds : [each])))].slice(
      0,
      MAX_PARENTS,
    )
  }
  return { state: "ready", sourceAssetId, parentIds }
}

/** Whether a repaint took the place of this picture: it was made from it, or from a repaint that was. */
function replaces(job: Job, assetId: string, size: Recipe, find: (id: string) => Job | undefined, depth = 0): boolean {
  if (!job.recipe.maskAssetId || !isSameSize(job.recipe, size) || depth > MAX_DEPTH) return false
  if (job.recipe.sourceAssetId === assetId) return true
  return job.parentIds.some((id) => {
    const parent = find(id)
    return parent !== undefined && replaces(parent, assetId, size, find, depth + 1)
  })
}

/** A picture that has grown meanwhile is another picture: the mask would lie elsewhere. */
function isSameSize(a: Recipe, b: Recipe): boolean {
  return a.width === b.width && a.height === b.height
}
