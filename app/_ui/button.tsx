"use client"
import { Tooltip } from "radix-ui"
import type { ButtonHTMLAttributes, ReactNode } from "react"

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { look?: "accent" | "plain" | "chip" }

const LOOKS = {
  accent: "bg-accent px-4 font-medium text-on-accent enabled:hover:brightness-95 disabled:opacity-50",
  plain: "border border-line bg-panel px-3 enabled:hover:bg-hover disabled:opacity-50",
  chip: "h-7 rounded-full border border-line bg-transparent px-2.5 text-[12px] text-soft enabled:hover:bg-hover enabled:hover:text-ink aria-expanded:bg-hover aria-expanded:text-ink disabled:opacity-50",
} as const

export function Button({ look = "plain", className = "", ...rest }: ButtonProps) {
  const base = "inline-flex items-center justify-center gap-1.5 whitespace-nowrap transition-colors"
  const size = look === "chip" ? "" : "h-9 rounded-lg"
  return <button type="button" {...rest} className={`${base} ${size} ${LOOKS[look]} ${className}`} />
}

/** A square button that says its name and key in a tooltip. */
export function IconButton({
  label,
  shortcut,
  active = false,
  children,
  className = "",
  side = "top",
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & {
  label: string
  shortcut?: string
  active?: boolean
  children: ReactNode
  side?: "top" | "bottom" | "left" | "right"
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <button
          type="button"
          aria-label={label}
          aria-keyshortcuts={shortcut}
          aria-pressed={active}
          {...rest}
          className={`relative inline-flex size-9 items-center justify-center rounded-[9px] transition-colors pointer-coarse:size-11 ${
            active ? "bg-accent text-on-accent" : "text-ink enabled:hover:bg-hover"
          } disabled:opacity-40 ${className}`}
        >
          {children}
        </button>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side={side}
          sideOffset={8}
          className="z-50 rounded-md bg-ink px-2 py-1 text-[12px] text-paper select-none animate-rise"
        >
          {label}
          {shortcut && <kbd className="ml-2 font-sans opacity-60">{shortcut}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}
