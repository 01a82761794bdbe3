"use client"
import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
  Group,
  Lock,
  LockOpen,
  type LucideIcon,
  Ungroup,
} from "lucide-react"
import { useSyncExternalStore } from "react"
import type { Alignment } from "../_canvas/arrange.ts"
import type { CanvasController } from "../_canvas/canvas-view.ts"
import { useObservable } from "../_document/observable.ts"
import { IconButton } from "../_ui/button.tsx"

const ALIGNING: readonly { to: Alignment; label: string; key: string; icon: LucideIcon }[] = [
  { to: "left", label: "Align left", key: "Alt+A", icon: AlignStartVertical },
  { to: "centre", label: "Align centres", key: "Alt+H", icon: AlignCenterVertical },
  { to: "right", label: "Align right", key: "Alt+D", icon: AlignEndVertical },
  { to: "top", label: "Align top", key: "Alt+W", icon: AlignStartHorizontal },
  { to: "middle", label: "Align middles", key: "Alt+V", icon: AlignCenterHorizontal },
  { to: "bottom", label: "Align bottom", key: "Alt+S", icon: AlignEndHorizontal },
]

/** What the bar depends on of the selected elements: somebody else may lock or group them. */
function arrangementOf(canvas: CanvasController): string {
  return canvas
    .selectedElements()
    .map(({ group, locked }) => `${group ?? ""}${locked ? "!" : ""}`)
    .join(" ")
}

/** Whether the bar is there. */
export function useIsArranging(canvas: CanvasController): boolean {
  const tool = useObservable(canvas.tool)
  useObservable(canvas.selection)
  useSyncExternalStore(
    canvas.scene.onChange,
    () => arrangementOf(canvas),
    () => "",
  )
  const selected = canvas.selectedElements()
  return tool === "select" && (selected.length > 1 || selected[0]?.locked === true)
}

/** What is done with several elements, and with what is locked; there only while such are selected. */
export function ArrangeBar({ canvas }: { canvas: CanvasController }) {
  if (!useIsArranging(canvas)) return null
  const selected = canvas.selectedElements()
  const isLocked = selected.every((element) => element.locked)
  const count = canvas.partCount()
  const free = selected.filter((element) => !element.locked)
  const isOneGroup = free.length > 1 && free.every(({ group }) => group !== undefined && group === free[0]!.group)
  return (
    <div
      role="toolbar"
      aria-label="Arrange"
      className="panel flex max-w-full animate-rise items-center gap-0.5 overflow-x-auto px-2 py-1"
    >
      {count > 1 &&
        ALIGNING.map(({ to, label, key, icon: Icon }) => (
          <IconButton
            key={to}
            label={label}
            shortcut={key}
            className="size-7 shrink-0"
            onClick={() => canvas.alignSelection(to)}
          >
            <Icon size={15} />
          </IconButton>
        ))}
      {count > 2 && (
        <>
          <IconButton
            label="Equal gaps across"
            className="size-7 shrink-0"
            onClick={() => canvas.distributeSelection("x")}
          >
            <AlignHorizontalDistributeCenter size={15} />
          </IconButton>
          <IconButton
            label="Equal gaps down"
            className="size-7 shrink-0"
            onClick={() => canvas.distributeSelection("y")}
          >
            <AlignVerticalDistributeCenter size={15} />
          </IconButton>
        </>
      )}
      {count > 1 && <span aria-hidden="true" className="mx-1 h-5 w-px shrink-0 bg-line" />}
      {free.length > 1 && !isOneGroup && (
        <IconButton label="Group" shortcut="Ctrl+G" className="size-7 shrink-0" onClick={canvas.groupSelection}>
          <Group size={15} />
        </IconButton>
      )}
      {free.some(({ group }) => group !== undefined) && (
        <IconButton
          label="Ungroup"
          shortcut="Ctrl+Shift+G"
          className="size-7 shrink-0"
          onClick={canvas.ungroupSelection}
        >
          <Ungroup size={15} />
        </IconButton>
      )}
      <IconButton
        label={isLocked ? "Unlock" : "Lock"}
        shortcut="Shift+L"
        className="size-7 shrink-0"
        onClick={canvas.toggleLock}
      >
        {isLocked ? <Lock size={15} /> : <LockOpen size={15} />}
      </IconButton>
    </div>
  )
}
