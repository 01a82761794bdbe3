"use client"
/** What a person chose under "more" for the next picture. Their own, kept while the page is open. */
import type { Recipe } from "../../lib/job/generation.ts"
import type { ModelSummary } from "../../lib/protocol/engine-messages.ts"

export interface GenerateSettings {
  /** undefined: the dice are thrown for each picture. */
  readonly seed: number | undefined
  readonly stepCount: number | undefined
  readonly guidance: number | undefined
  readonly modelId: string | undefined
  readonly width: number | undefined
  readonly height: number | undefined
  readonly negativePrompt: string
}

export const DEFAULT_SETTINGS: GenerateSettings = {
  seed: undefined,
  stepCount: undefined,
  guidance: undefined,
  modelId: undefined,
  width: undefined,
  height: undefined,
  negativePrompt: "",
}

export function settingsOfRecipe(recipe: Recipe): GenerateSettings {
  return {
    seed: recipe.seed,
    stepCount: recipe.stepCount,
    guidance: recipe.guidance,
    modelId: recipe.modelId,
    width: recipe.width,
    height: recipe.height,
    negativePrompt: recipe.negativePrompt,
  }
}

/** The model the next picture is made with: the chosen one while it is there, else the first. */
export function chosenModel(settings: GenerateSettings, models: readonly ModelSummary[]): ModelSummary | undefined {
  return models.find((model) => model.id === settings.modelId) ?? models[0]
}

/** The request's fields, without those left to the server. Sizes that the chosen model cannot make are left out. */
export function requestFields(settings: GenerateSettings, model: ModelSummary | undefined) {
  const fits = (side: number | undefined) =>
    side !== undefined &&
    model &&
    side >= model.sizes.min &&
    side <= model.sizes.max &&
    side % model.sizes.multiple === 0
  return {
    ...(settings.seed !== undefined && { seed: settings.seed }),
    ...(settings.stepCount !== undefined && {
      stepCount: Math.min(settings.stepCount, model?.maxSteps ?? settings.stepCount),
    }),
    ...(settings.guidance !== undefined && { guidance: settings.guidance }),
    ...(model && settings.modelId === model.id && { modelId: model.id }),
    ...(fits(settings.width) && fits(settings.height) && { width: settings.width!, height: settings.height! }),
    ...(settings.negativePrompt && { negativePrompt: settings.negativePrompt }),
  }
}
