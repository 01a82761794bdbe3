"use client"
import { Split } from "lucide-react"
import { Popover } from "radix-ui"
import { useState } from "react"
import { MAX_PROMPT_LENGTH } from "../../lib/job/generation.ts"
import { Button } from "../_ui/button.tsx"

/** Asks with which other words a picture goes on from one of its steps. */
export function ForkButton(props: {
  /** As people count, from 1; the newest one when undefined. */
  readonly step: number | undefined
  readonly prompt: string
  readonly onFork: (prompt: string) => void
}) {
  const [open, setOpen] = useState(false)
  const [prompt, setPrompt] = useState(props.prompt)
  const isReady = prompt.trim().length > 0 && prompt.length <= MAX_PROMPT_LENGTH
  const fork = () => {
    if (!isReady) return
    setOpen(false)
    props.onFork(prompt)
  }
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button look="chip">
          <Split size={13} /> Fork here
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label="Fork"
          side="left"
          sideOffset={8}
          collisionPadding={12}
          className="panel z-50 w-80 animate-rise p-4"
          // The board's keys are not meant while somebody writes.
          onKeyDown={(event) => event.stopPropagation()}
        >
          <label className="block">
            <span className="mb-1.5 block text-[12px] text-soft">
              Go on from {props.step === undefined ? "the newest step" : `step ${props.step}`} with other words; this
              picture stays as it is.
            </span>
            <textarea
              value={prompt}
              rows={3}
              maxLength={MAX_PROMPT_LENGTH}
              onChange={(event) => setPrompt(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && !event.nativeEvent.isComposing) fork()
              }}
              className="w-full resize-none rounded-lg border border-line bg-paper p-2 text-[15px]"
            />
          </label>
          <Button look="accent" className="mt-2 h-8 w-full" disabled={!isReady} onClick={fork}>
            Fork
          </Button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
