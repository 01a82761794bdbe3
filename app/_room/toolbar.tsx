"use client"
import {
  Circle,
  Eraser,
  Frame,
  Hand,
  ImagePlus,
  MousePointer2,
  MoveUpRight,
  Pencil,
  Redo2,
  Square,
  StickyNote,
  Type,
  Undo2,
} from "lucide-react"
import type { ComponentType } from "react"
import type { ToolName } from "../_canvas/tools/tool.ts"
import { IconButton } from "../_ui/button.tsx"

const TOOLS: readonly { tool: ToolName; label: string; key: string; icon: ComponentType<{ size?: number }> }[] = [
  { tool: "select", label: "Select", key: "V", icon: MousePointer2 },
  { tool: "hand", label: "Hand", key: "H", icon: Hand },
  { tool: "pen", label: "Pen", key: "P", icon: Pencil },
  { tool: "eraser", label: "Eraser", key: "E", icon: Eraser },
  { tool: "rectangle", label: "Rectangle", key: "R", icon: Square },
  { tool: "ellipse", label: "Ellipse", key: "O", icon: Circle },
  { tool: "arrow", label: "Arrow", key: "A", icon: MoveUpRight },
  { tool: "text", label: "Text", key: "T", icon: Type },
  { tool: "note", label: "Sticky note", key: "N", icon: StickyNote },
  { tool: "frame", label: "Frame", key: "F", icon: Frame },
]

/** Tools with their keys. Whoever only looks gets the two that look. */
export function Toolbar(props: {
  tool: ToolName
  onTool: (tool: ToolName) => void
  readOnly: boolean
  onImage: () => void
  canUndo: boolean
  canRedo: boolean
  onUndo: () => void
  onRedo: () => void
}) {
  const tools = props.readOnly ? TOOLS.slice(0, 2) : TOOLS
  return (
    <div role="toolbar" aria-label="Tools" className="panel flex max-w-full items-center gap-0.5 overflow-x-auto p-1">
      {tools.map(({ tool, label, key, icon: Icon }) => (
        <IconButton
          key={tool}
          label={label}
          shortcut={key}
          active={props.tool === tool}
          onClick={() => props.onTool(tool)}
        >
          <Icon size={18} />
          <Key text={key} />
        </IconButton>
      ))}
      {!props.readOnly && (
        <>
          <IconButton label="Picture from a file" shortcut="9" onClick={props.onImage}>
            <ImagePlus size={18} />
            <Key text="9" />
          </IconButton>
          <span aria-hidden="true" className="mx-1 h-6 w-px bg-line" />
          <IconButton label="Undo" shortcut="Ctrl+Z" disabled={!props.canUndo} onClick={props.onUndo}>
            <Undo2 size={18} />
          </IconButton>
          <IconButton label="Redo" shortcut="Ctrl+Shift+Z" disabled={!props.canRedo} onClick={props.onRedo}>
            <Redo2 size={18} />
          </IconButton>
        </>
      )}
    </div>
  )
}

function Key({ text }: { text: string }) {
  return (
    <span aria-hidden="true" className="absolute right-1 bottom-0.5 text-[9px] opacity-55 pointer-coarse:hidden">
      {text}
    </span>
  )
}
