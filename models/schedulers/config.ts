/**
 * Reads `scheduler_config.json` as diffusers writes it.
 *
 * Three kinds of fields: those a scheduler knows (they act, or are refused by name when their value asks for what
 * we lack); those diffusers itself ignores for this class, left over from another scheduler's file; and those
 * nobody here has heard of, refused by name unless they are switched off, since they might change the picture.
 */

import { z } from "zod"
import { AppError } from "../../lib/errors.ts"

const flag = (fallback: boolean) =>
  z
    .boolean()
    .nullable()
    .default(fallback)
    .transform((value) => value ?? false)

const noiseTable = {
  num_train_timesteps: z.int().min(2).max(100_000).default(1000),
  beta_start: z.number().positive().lt(1).default(0.0001),
  beta_end: z.number().positive().lt(1).default(0.02),
  beta_schedule: z.enum(["linear", "scaled_linear", "squaredcos_cap_v2"]).default("linear"),
  trained_betas: z.array(z.number().positive().lte(1)).nullable().default(null),
  rescale_betas_zero_snr: flag(false),
}

const spacing = (fallback: "linspace" | "leading" | "trailing") => ({
  timestep_spacing: z.enum(["linspace", "leading", "trailing"]).default(fallback),
  steps_offset: z.int().min(0).default(0),
})

const thresholding = {
  thresholding: flag(false),
  dynamic_thresholding_ratio: z.number().min(0).max(1).default(0.995),
  sample_max_value: z.number().positive().default(1),
}

const curves = {
  use_karras_sigmas: flag(false),
  use_exponential_sigmas: flag(false),
  use_beta_sigmas: flag(false),
}

const predictionType = z.enum(["epsilon", "sample", "v_prediction"]).default("epsilon")
const finalSigmas = z.enum(["zero", "sigma_min"]).default("zero")

const clipping = { clip_sample_range: z.number().positive().default(1) }

export const DdimConfig = z.object({
  ...noiseTable,
  ...spacing("leading"),
  ...thresholding,
  ...clipping,
  clip_sample: flag(true),
  set_alpha_to_one: flag(true),
  prediction_type: predictionType,
})

export const LcmConfig = z.object({
  ...noiseTable,
  ...thresholding,
  ...clipping,
  beta_start: z.number().positive().lt(1).default(0.00085),
  beta_end: z.number().positive().lt(1).default(0.012),
  beta_schedule: z.enum(["linear", "scaled_linear", "squaredcos_cap_v2"]).default("scaled_linear"),
  clip_sample: flag(false),
  original_inference_steps: z.int().min(1).default(50),
  timestep_scaling: z.number().positive().default(10),
  prediction_type: predictionType,
})

export const EulerConfig = z.object({
  ...noiseTable,
  ...spacing("linspace"),
  ...curves,
  interpolation_type: z.enum(["linear", "log_linear"]).default("linear"),
  timestep_type: z.enum(["discrete", "continuous"]).default("discrete"),
  sigma_min: z.number().positive().nullable().default(null),
  sigma_max: z.number().positive().nullable().default(null),
  final_sigmas_type: finalSigmas,
  // "original_sample" is an old name that diffusers still takes here.
  prediction_type: z
    .enum(["epsilon", "sample", "v_prediction", "original_sample"])
    .default("epsilon")
    .transform((type) => (type === "original_sample" ? "sample" : type)),
})

export const EulerAncestralConfig = z.object({
  ...noiseTable,
  ...spacing("linspace"),
  prediction_type: z.enum(["epsilon", "v_prediction"]).default("epsilon"),
})

export const DpmSolverConfig = z.object({
  ...noiseTable,
  ...spacing("linspace"),
  ...thresholding,
  ...curves,
  use_lu_lambdas: flag(false),
  use_flow_sigmas: flag(false),
  flow_shift: z.number().positive().nullable().default(1),
  solver_order: z.int().min(1).max(3).default(2),
  // "deis" and the log-rho/bh solvers are other classes' words, which diffusers maps to these.
  algorithm_type: z
    .enum(["dpmsolver", "dpmsolver++", "sde-dpmsolver", "sde-dpmsolver++", "deis"])
    .default("dpmsolver++")
    .transform((type) => (type === "deis" ? "dpmsolver++" : type)),
  solver_type: z
    .enum(["midpoint", "heun", "logrho", "bh1", "bh2"])
    .default("midpoint")
    .transform((type) => (type === "heun" ? "heun" : "midpoint")),
  lower_order_final: flag(true),
  euler_at_final: flag(false),
  final_sigmas_type: finalSigmas,
  // -∞ has no word in standard JSON: besides Python's, null is met.
  lambda_min_clipped: z
    .union([z.number(), z.literal(Number.NEGATIVE_INFINITY)])
    .nullable()
    .default(null)
    .transform((value) => value ?? Number.NEGATIVE_INFINITY),
  variance_type: z.null({ error: "only models without a learned variance are supported" }).default(null),
  use_dynamic_shifting: z
    .literal(false, { error: "shifting by picture size is not supported" })
    .nullable()
    .default(false),
  prediction_type: z.enum(["epsilon", "sample", "v_prediction", "flow_prediction"]).default("epsilon"),
})

export const FlowMatchEulerConfig = z.object({
  ...curves,
  num_train_timesteps: z.int().min(2).max(100_000).default(1000),
  shift: z.number().positive().default(1),
  shift_terminal: z.number().min(0).lt(1).nullable().default(null),
  invert_sigmas: flag(false),
  stochastic_sampling: flag(false),
  use_dynamic_shifting: z
    .literal(false, { error: "shifting by picture size is not supported" })
    .nullable()
    .default(false),
})

export const FlowMapEulerConfig = z.object({
  num_train_timesteps: z.int().min(2).max(100_000).default(1000),
  shift: z.number().positive().default(1),
})

const { rescale_betas_zero_snr: _notOfPndm, ...plainTable } = noiseTable

export const PndmConfig = z.object({
  ...plainTable,
  ...spacing("leading"),
  set_alpha_to_one: flag(false),
  skip_prk_steps: z.literal(true, { error: "the Runge-Kutta start is not supported" }),
  prediction_type: z.enum(["epsilon", "v_prediction"]).default("epsilon"),
})

export type PndmConfig = z.infer<typeof PndmConfig>
export type DdimConfig = z.infer<typeof DdimConfig>
export type LcmConfig = z.infer<typeof LcmConfig>
export type EulerConfig = z.infer<typeof EulerConfig>
export type EulerAncestralConfig = z.infer<typeof EulerAncestralConfig>
export type DpmSolverConfig = z.infer<typeof DpmSolverConfig>
export type FlowMatchEulerConfig = z.infer<typeof FlowMatchEulerConfig>
export type FlowMapEulerConfig = z.infer<typeof FlowMapEulerConfig>

/**
 * Fields of diffusers' schedulers that have no effect where the class at hand does not know them: files are
 * commonly made from another scheduler's file and keep its fields.
 */
const FOREIGN_FIELDS = new Set([
  ...[DdimConfig, LcmConfig, EulerConfig, EulerAncestralConfig, DpmSolverConfig, FlowMatchEulerConfig].flatMap(
    (schema) => Object.keys(schema.shape),
  ),
  // PNDM, DDPM, UniPC, DEIS, EDM and the sizes that matter to dynamic shifting only
  ...["skip_prk_steps", "set_alpha_to_one", "variance_type", "steps_offset", "predict_x0", "disable_corrector"],
  ...["solver_p", "s_noise", "s_churn", "s_tmin", "s_tmax", "rho", "sigma_data", "sigma_schedule", "use_timestep_mask"],
  ...["base_shift", "max_shift", "base_image_seq_len", "max_image_seq_len", "time_shift_type", "clip_sample"],
  "sample_max_value",
])

/**
 * Parses a configuration with the schema of its class.
 * @throws AppError model/unsupported naming the field, its value and the class
 */
export function parseSchedulerConfig<S extends z.ZodObject>(name: string, schema: S, config: unknown): z.infer<S> {
  const parsed = schema.safeParse(config)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const field = issue?.path.join(".") ?? ""
    const value = readField(config, issue?.path[0])
    throw unsupported(name, field === "" ? "the configuration" : field, value, issue?.message ?? "malformed")
  }
  for (const [field, value] of Object.entries(config as Record<string, unknown>)) {
    if (field.startsWith("_") || field in schema.shape || FOREIGN_FIELDS.has(field)) continue
    if (value === null || value === false) continue
    throw unsupported(name, field, value, "this field is unknown, and might change the result")
  }
  return parsed.data
}

function readField(config: unknown, field: PropertyKey | undefined): unknown {
  if (field === undefined || typeof config !== "object" || config === null) return config
  return (config as Record<PropertyKey, unknown>)[field]
}

/** A refusal of one field. */
export function unsupported(name: string, field: string, value: unknown, reason: string): AppError {
  return new AppError("model/unsupported", `${name}: ${field} = ${JSON.stringify(value) ?? "undefined"}: ${reason}.`)
}

/**
 * JSON as Python writes it: `Infinity`, `-Infinity` and `NaN` stand bare (`lambda_min_clipped` of DPM-Solver).
 * @throws SyntaxError as JSON.parse does
 */
export function parsePythonJson(text: string): unknown {
  const standard = text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (token) => {
    if (token.startsWith('"')) return token
    if (token === "NaN") return "null"
    return token === "Infinity" ? "1e999" : "-1e999"
  })
  return JSON.parse(standard)
}
