/** The configuration files of a model's folder, as far as the pipelines read them. */

import { z } from "zod"

/** `model_index.json`: which parts there are; unknown parts (safety checkers) are no concern of ours. */
export const ModelIndex = z.looseObject({
  _class_name: z.string(),
  _name: z.string().optional(),
  _name_or_path: z.string().optional(),
  licence: z.string().optional(),
  license: z.string().optional(),
  force_zeros_for_empty_prompt: z.boolean().default(false),
})

export type ModelIndex = z.infer<typeof ModelIndex>

/** `unet/config.json` */
export const UnetConfig = z.looseObject({
  sample_size: z.union([z.int().positive(), z.array(z.int().positive())]).nullish(),
  down_block_types: z.array(z.string()).optional(),
  time_cond_proj_dim: z.int().positive().nullish(),
})

export type UnetConfig = z.infer<typeof UnetConfig>

/** `vae_decoder/config.json` or `vae_encoder/config.json` */
export const VaeConfig = z.looseObject({
  latent_channels: z.int().positive().optional(),
  scaling_factor: z.number().positive().optional(),
  shift_factor: z.number().nullish(),
  block_out_channels: z.array(z.int().positive()).optional(),
  downscale: z.int().positive().optional(),
  latents_mean: z.null({ error: "latents normalised by channel are not supported" }).optional(),
  latents_std: z.null({ error: "latents normalised by channel are not supported" }).optional(),
})

export type VaeConfig = z.infer<typeof VaeConfig>

/** `house.json`, beside House: what the diffusers layout has no words for. */
export const HouseFacts = z.looseObject({
  name: z.string(),
  size: z.int().positive(),
  default_steps: z.int().min(1).max(150),
  guidance: z.number().min(0).max(30),
  timestep_r: z.enum(["next", "same"]),
  licence: z.string().optional(),
  latent_rgb_factors: z.array(z.array(z.number()).length(3)),
  latent_rgb_bias: z.array(z.number()).length(3),
})

export type HouseFacts = z.infer<typeof HouseFacts>
