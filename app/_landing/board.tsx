"use client"
import { useEffect, useState } from "react"
import done from "./film/done.webp"
import other from "./film/other.webp"
import step1 from "./film/step-1.webp"
import step2 from "./film/step-2.webp"
import step3 from "./film/step-3.webp"
import step4 from "./film/step-4.webp"
import step5 from "./film/step-5.webp"
import step6 from "./film/step-6.webp"
import step7 from "./film/step-7.webp"
import step8 from "./film/step-8.webp"

/** House’s own steps: “a lighthouse by the sea at sunset”, seed 30; the other is “a hot air balloon above the clouds”, 31. */
const STEPS = [step1, step2, step3, step4, step5, step6, step7, step8]
const STEP_MS = 420
const REST_MS = 3400

/** What a room is, at a glance: a picture in the making, people around it, a note, a line. Decoration to a reader. */
export function Board() {
  const step = useStep()
  const finished = step >= STEPS.length
  return (
    <div
      aria-hidden="true"
      className="relative mx-auto aspect-[7/6] w-full max-w-[700px] overflow-hidden rounded-[20px] border border-line bg-paper shadow-panel select-none max-lg:hidden"
      style={{ backgroundImage: "radial-gradient(var(--dots) 1.1px, transparent 1.1px)", backgroundSize: "24px 24px" }}
    >
      <svg aria-hidden="true" className="absolute inset-0 size-full text-soft" viewBox="0 0 700 600" fill="none">
        <path
          d="M268 250 C 310 250, 300 172, 346 172"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeDasharray="1.5 5"
          strokeLinecap="round"
        />
        <path
          d="M52 492 c 22 -34 42 -30 62 -6 s 42 26 64 -8 s 34 -22 44 -10"
          stroke="#2f6db0"
          strokeWidth="5"
          strokeLinecap="round"
        />
      </svg>
      <figure className="absolute top-[21%] left-[6.5%] w-[32%]">
        <figcaption className="mb-1.5 truncate text-[11px] text-soft">
          a hot air balloon… · <b className="text-ink">Rosy Fox</b>
        </figcaption>
        <img src={other.src} alt="" className="w-full rounded-[5px] shadow-panel" />
      </figure>
      <figure className="absolute top-[7%] left-[49.5%] w-[44%]">
        <figcaption className="mb-1.5 truncate text-[11px] text-soft">
          a lighthouse by the sea at sunset · <b className="text-ink">Teal Heron</b>
        </figcaption>
        <div
          className={`relative overflow-hidden rounded-[5px] ${finished ? "shadow-panel" : "outline-1 outline-offset-4 outline-accent"}`}
        >
          <img src={(STEPS[step] ?? done).src} alt="" className="block w-full" />
          {!finished && (
            <>
              <span className="absolute bottom-2.5 left-2.5 rounded-full bg-black/70 px-2 py-0.5 text-[11px] text-white tabular-nums">
                step {step + 1} of {STEPS.length}
              </span>
              <span
                className="absolute bottom-0 left-0 h-[3px] bg-accent transition-[width]"
                style={{ width: `${((step + 1) / STEPS.length) * 100}%` }}
              />
            </>
          )}
        </div>
      </figure>
      <p className="absolute top-[66%] left-[27%] w-[17%] bg-[#bfe3d0] p-3 text-[12px] leading-snug text-[#29251f] shadow-panel">
        The sun right behind it? And more waves
      </p>
      <Cursor name="Teal Heron" colour="#2f7d4f" className="top-[47%] left-[72%]" />
      <Cursor name="Blue Otter is drawing" colour="#2f6db0" className="top-[82%] left-[12%]" />
      <div className="panel absolute right-[6.5%] bottom-[7%] w-[44%] border-accent p-3">
        <p className="text-[13px]">
          a lighthouse by the sea at night
          <span className="ml-px inline-block h-[15px] w-[1.5px] translate-y-[3px] bg-[#b0456b]" />
        </p>
        <div className="mt-2.5 flex items-center gap-1.5 text-[11px] text-soft">
          <span className="rounded-full border border-line px-2 py-0.5">House</span>
          <span className="rounded-full border border-line px-2 py-0.5">8 steps</span>
          <span className="ml-auto rounded-lg bg-accent px-3 py-1 font-medium text-on-accent">Generate</span>
        </div>
      </div>
    </div>
  )
}

function Cursor({ name, colour, className }: { name: string; colour: string; className: string }) {
  return (
    <span className={`absolute ${className}`}>
      <svg aria-hidden="true" width="15" height="16" viewBox="0 0 15 16">
        <path d="M1 1l12.5 6-5.6 1.6L5.4 14z" fill={colour} stroke="#fff" strokeWidth="1.2" strokeLinejoin="round" />
      </svg>
      <span
        className="absolute top-4 left-3 rounded-md px-2 py-0.5 text-[11px] font-semibold whitespace-nowrap text-white"
        style={{ background: colour }}
      >
        {name}
      </span>
    </span>
  )
}

/** 0 … 7 while the picture develops, then 8 for a while, then again; the finished picture where motion is unwanted. */
function useStep(): number {
  const [step, setStep] = useState(STEPS.length)
  useEffect(() => {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return
    const timer = setTimeout(() => setStep((step + 1) % (STEPS.length + 1)), step === STEPS.length ? REST_MS : STEP_MS)
    return () => clearTimeout(timer)
  }, [step])
  return step
}
