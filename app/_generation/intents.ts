/**
 * What people mean by painting a mask, and what each sets. Below 100 % strength every one of them refines: the new
 * region keeps that much of the old one.
 *
 * intent      repaints        words sent                                    edge fades by (of the shorter side)
 * Fill        the mask        the prompt                                    4 %
 * Add         the mask        the picture's words, "with", the prompt       5 %
 * Remove      the mask        the picture's words; the prompt is "without"  6 %, so that nothing of it shines through
 * Replace     the mask        the prompt                                    2 %, close to what is replaced
 * Background  all but it      the prompt                                    3 %
 */
import { MAX_PROMPT_LENGTH } from "../../lib/job/generation.ts"

export const INTENTS = ["fill", "add", "remove", "replace", "background"] as const
export type Intent = (typeof INTENTS)[number]

export interface IntentPlan {
  readonly prompt: string
  readonly negativePrompt: string
  /** Share of the picture's shorter side, where the mask itself has none. */
  readonly feather: number
  /** Whether what is painted is kept, and the rest repainted. */
  readonly swaps: boolean
}

export const INTENT_NAMES: Readonly<Record<Intent, { readonly name: string; readonly help: string }>> = {
  fill: { name: "Fill", help: "Paint what the words say into the mask" },
  add: { name: "Add", help: "Add what the words say to the picture, in the mask" },
  remove: { name: "Remove", help: "Take what is under the mask away; words name it" },
  replace: { name: "Replace", help: "Put what the words say in the place of what is under the mask" },
  background: { name: "Background", help: "Keep what is under the mask, repaint everything else" },
}

const FEATHERS: Readonly<Record<Intent, number>> = {
  fill: 0.04,
  add: 0.05,
  remove: 0.06,
  replace: 0.02,
  background: 0.03,
}
/** Said where nobody said anything. */
const NOTHING_SAID = "an empty background"

/**
 * @param words what stands in the prompt
 * @param options.own the words of the picture itself, empty where it has none
 * @param options.without what the picture should not show, by the settings
 */
export function planIntent(
  intent: Intent,
  words: string,
  options: { readonly own: string; readonly without: string },
): IntentPlan {
  const said = words.trim()
  const own = options.own.trim()
  const fallback = own || NOTHING_SAID
  const plan = { feather: FEATHERS[intent], swaps: intent === "background", negativePrompt: options.without }
  switch (intent) {
    case "remove":
      return { ...plan, prompt: fallback, negativePrompt: cut([options.without, said].filter(Boolean).join(", ")) }
    case "add":
      return { ...plan, prompt: said && own && !said.includes(own) ? cut(`${own}, with ${said}`) : said || fallback }
    default:
      return { ...plan, prompt: said || fallback }
  }
}

/** What the button says. */
export function actionName(intent: Intent, strength: number): string {
  return strength < 1 ? "Refine" : INTENT_NAMES[intent].name
}

const cut = (text: string) => text.slice(0, MAX_PROMPT_LENGTH)
