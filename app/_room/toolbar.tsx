"use client"
import {
  Brush,
  Circle,
  Eraser,
  Frame,
  Hand,
  ImagePlus,
  type LucideIcon,
  MessageCircle,
  MousePointer2,
  MoveUpRight,
  Pencil,
  Redo2,
  Square,
  StickyNote,
  Type,
  Undo2,
} from "lucide-react"
import { Popover } from "radix-ui"
import { useState } from "react"
import type { ToolName } from "../_canvas/tools/tool.ts"
import { IconButton } from "../_ui/button.tsx"
import { PopoverPanel } from "../_ui/popover-panel.tsx"

const TOOLS: readonly { tool: ToolName; label: string; key: string; icon: LucideIcon }[] = [
  { tool: "select", label: "Select", key: "V", icon: MousePointer2 },
  { tool: "hand", label: "Hand", key: "H", icon: Hand },
  { tool: "pen", label: "Pen", key: "P", icon: Pencil },
  { tool: "mask", label: "Mask brush", key: "B", icon: Brush },
  { tool: "eraser", label: "Eraser", key: "E", icon: Eraser },
  { tool: "rectangle", label: "Rectangle", key: "R", icon: Square },
  { tool: "ellipse", label: "Ellipse", key: "O", icon: Circle },
  { tool: "arrow", label: "Arrow", key: "A", icon: MoveUpRight },
  { tool: "text", label: "Text", key: "T", icon: Type },
  { tool: "note", label: "Sticky note", key: "N", icon: StickyNote },
  { tool: "frame", label: "Frame", key: "F", icon: Frame },
  { tool: "comment", label: "Comment", key: "C", icon: MessageCircle },
]

interface ToolbarProps {
  readonly tool: ToolName
  readonly onTool: (tool: ToolName) => void
  readonly readOnly: boolean
  readonly mayComment: boolean
  readonly onImage: () => void
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly onUndo: () => void
  readonly onRedo: () => void
}

/** Tools with their keys. Whoever only looks gets the two that look, and comments if they may. On a phone they are in a drawer. */
export function Toolbar(props: ToolbarProps) {
  return (
    <>
      <div
        role="toolbar"
        aria-label="Tools"
        className="panel flex max-w-full items-center gap-0.5 overflow-x-auto p-1 max-sm:hidden"
      >
        <ToolButtons {...props} />
        {!props.readOnly && <span aria-hidden="true" className="mx-1 h-6 w-px shrink-0 bg-line" />}
        <HistoryButtons {...props} />
      </div>
      <ToolDrawer {...props} />
    </>
  )
}

function ToolButtons({ tool: current, onTool, readOnly, mayComment, onImage }: ToolbarProps) {
  const tools = TOOLS.filter(({ tool }, i) => (tool === "comment" ? mayComment : !readOnly || i < 2))
  return (
    <>
      {tools.map(({ tool, label, key, icon: Icon }) => (
        <IconButton
          key={tool}
          label={label}
          shortcut={key}
          active={current === tool}
          className="shrink-0"
          onClick={() => onTool(tool)}
        >
          <Icon size={18} className={BESIDE_KEY} />
          <Key text={key} />
        </IconButton>
      ))}
      {!readOnly && (
        <IconButton label="Picture from a file" shortcut="9" className="shrink-0" onClick={onImage}>
          <ImagePlus size={18} className={BESIDE_KEY} />
          <Key text="9" />
        </IconButton>
      )}
    </>
  )
}

function HistoryButtons(props: ToolbarProps) {
  if (props.readOnly) return null
  return (
    <>
      <IconButton label="Undo" shortcut="Ctrl+Z" className="shrink-0" disabled={!props.canUndo} onClick={props.onUndo}>
        <Undo2 size={18} />
      </IconButton>
      <IconButton
        label="Redo"
        shortcut="Ctrl+Shift+Z"
        className="shrink-0"
        disabled={!props.canRedo}
        onClick={props.onRedo}
      >
        <Redo2 size={18} />
      </IconButton>
    </>
  )
}

function ToolDrawer(props: ToolbarProps) {
  const [open, setOpen] = useState(false)
  const Current = TOOLS.find(({ tool }) => tool === props.tool)?.icon ?? MousePointer2
  return (
    <div className="panel flex items-center gap-0.5 p-1 sm:hidden">
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger
          aria-label="Tools"
          className="inline-flex size-11 items-center justify-center rounded-[9px] bg-accent text-on-accent"
        >
          <Current size={20} />
        </Popover.Trigger>
        <PopoverPanel label="Tools" align="start" className="grid grid-cols-6 gap-1 p-2" onClick={() => setOpen(false)}>
          <ToolButtons {...props} />
        </PopoverPanel>
      </Popover.Root>
      <HistoryButtons {...props} />
    </div>
  )
}

/** Makes room for the key's letter in the corner. */
const BESIDE_KEY = "-translate-0.5 pointer-coarse:translate-0"

function Key({ text }: { text: string }) {
  return (
    <span
      aria-hidden="true"
      data-key={text}
      className="absolute right-[3px] bottom-px text-[9px] opacity-55 before:content-[attr(data-key)] pointer-coarse:hidden"
    />
  )
}
