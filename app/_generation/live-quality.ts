/** How a live frame shares out its steps: few while somebody draws, more once nobody does. Pure. */
import type { LiveSettings } from "../../lib/document/live-settings.ts"

export const LIVE_QUALITIES = ["fast", "balanced", "fine"] as const
export type LiveQuality = (typeof LIVE_QUALITIES)[number]

type Steps = Pick<LiveSettings, "stepsDrawing" | "stepsRest">

/** The steps a model takes by itself, and at most. */
export interface ModelSteps {
  readonly defaultSteps: number
  readonly maxSteps: number
}

/** @returns `stepsRest` absent where it is the model's own number, whatever model that is */
export function stepsOfQuality(quality: LiveQuality, { defaultSteps, maxSteps }: ModelSteps): Steps {
  const half = Math.max(1, Math.round(defaultSteps / 2))
  const within = (steps: number) => Math.min(Math.max(steps, 1), maxSteps, 50)
  switch (quality) {
    case "fast":
      return { stepsDrawing: 1, stepsRest: within(half) }
    case "balanced":
      return { stepsDrawing: within(2) }
    case "fine":
      return { stepsDrawing: within(Math.max(half, 3)), stepsRest: within(defaultSteps * 2) }
  }
}

/** @returns undefined where somebody chose other steps, or for another model */
export function qualityOfSteps(steps: Steps, model: ModelSteps): LiveQuality | undefined {
  const restOf = ({ stepsRest }: Steps) => stepsRest ?? model.defaultSteps
  return LIVE_QUALITIES.find((quality) => {
    const wanted = stepsOfQuality(quality, model)
    return wanted.stepsDrawing === steps.stepsDrawing && restOf(wanted) === restOf(steps)
  })
}

/** "2 steps while drawing, 8 at rest" */
export function wordsOfSteps({ stepsDrawing, stepsRest }: Steps, { defaultSteps }: ModelSteps): string {
  return `${stepsDrawing} ${stepsDrawing === 1 ? "step" : "steps"} while drawing, ${stepsRest ?? defaultSteps} at rest`
}
