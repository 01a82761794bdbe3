import { expect, test } from "vitest"
import { createRng } from "../../lib/random/rng.ts"
import { createTensor, type Tensor } from "../tensor/tensor.ts"
import { gradientMean } from "./gradients.ts"
import { createToyModel, posteriorMean } from "./toy-model.ts"

test("the posterior mean is the mean of the x₀ that could have made the sample", () => {
  // By simulation: draw (x₀, n), keep pairs whose x_σ falls near the asked one, average their x₀.
  const [spread, sigma, asked] = [0.3, 0.5, 0.2]
  const means = [-0.6, 0.1, 0.9].map((value) => createTensor([1], Float32Array.of(value)))
  const rng = createRng(99)
  let [sum, kept] = [0, 0]
  for (let i = 0; i < 400_000; i++) {
    const clean = ([-0.6, 0.1, 0.9][rng.nextInt(3)] as number) + spread * rng.nextNormal()
    if (Math.abs((1 - sigma) * clean + sigma * rng.nextNormal() - asked) > 0.02) continue
    sum += clean
    kept++
  }
  const computed = posteriorMean(createTensor([1], Float32Array.of(asked)), sigma, means, spread)
  expect(kept).toBeGreaterThan(5000)
  expect(computed.data[0]).toBeCloseTo(sum / kept, 1)
})

test("denoising ends near one of the prompt's gradients", async () => {
  const model = createToyModel({ sizePx: 64 })
  const request = { prompt: "dunes", seed: 1, stepCount: 30, guidance: 1, widthPx: 64, heightPx: 64 }
  const condition = await model.encodePrompt(request)
  const schedule = model.createSchedule(30)
  let latent: Tensor = createTensor(model.latentShape(64, 64))
  createRng(5).fillNormal(latent.data)
  for (let index = 0; index < 30; index++) {
    const timestep = schedule.timesteps[index] as number
    const input = { sample: latent, timestep, timestepNext: 0, condition, guidance: 1, space: {} }
    const prediction = await model.predict(input)
    latent = schedule.step({ prediction, sample: latent, index, noise: () => latent }).sample
  }
  const errors = [0, 1, 2].map((variant) => {
    const mean = gradientMean("dunes", variant, latent.shape)
    return Math.sqrt(
      latent.data.reduce((sum, x, i) => sum + (x - (mean.data[i] as number)) ** 2, 0) / latent.data.length,
    )
  })
  expect(Math.min(...errors)).toBeLessThan(0.15)
})

test("an impossible size or delay is refused", () => {
  expect(() => createToyModel({ sizePx: 65 })).toThrow(/64 to 512/)
  expect(() => createToyModel({ stepDelayMs: -1 })).toThrow(/delay/)
})
