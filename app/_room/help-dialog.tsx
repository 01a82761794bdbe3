"use client"
import { Dialog } from "../_ui/dialog.tsx"

const GROUPS: readonly { title: string; keys: readonly (readonly [string, string])[] }[] = [
  {
    title: "Tools",
    keys: [
      ["V", "select"],
      ["H, Space", "move the board"],
      ["P, D", "pen"],
      ["B", "mask brush: what of a picture should change"],
      ["E", "eraser"],
      ["R / O", "rectangle / ellipse"],
      ["A", "arrow"],
      ["T", "text"],
      ["N", "sticky note"],
      ["F", "frame"],
      ["C", "comment"],
      ["9", "picture from a file"],
    ],
  },
  {
    title: "Mask brush",
    keys: [
      ["[ / ]", "smaller / larger"],
      ["X, Alt", "erase instead of paint"],
      ["Shift", "a straight line"],
    ],
  },
  {
    title: "View",
    keys: [
      ["Wheel", "move"],
      ["Ctrl + wheel, pinch", "zoom"],
      ["+ / −", "zoom"],
      ["Shift 0", "100 %"],
      ["Shift 1", "everything"],
      ["Shift 2", "the selection"],
    ],
  },
  {
    title: "Edit",
    keys: [
      ["Ctrl Z / Ctrl Shift Z", "undo / redo, your own work only"],
      ["Ctrl D, Alt-drag", "duplicate"],
      ["Delete", "delete"],
      ["Arrows, Shift arrows", "nudge by 1, by 10"],
      ["[ / ]", "to the back / to the front"],
      ["Ctrl A", "select all"],
      ["Ctrl G / Ctrl Shift G", "group / ungroup; press again to go in, Escape to come out"],
      ["Shift L", "lock, unlock"],
      ["Ctrl-drag", "snap to other elements"],
      ["Alt S", "always snap (Ctrl then does not)"],
      ["Alt A H D / W V S", "align left, centre, right / top, middle, bottom"],
      ["Tab, Shift Tab", "next, previous element"],
      ["Enter", "edit the selected element"],
      ["Escape", "let go"],
    ],
  },
  {
    title: "Generate",
    keys: [
      ["Ctrl Enter", "generate"],
      ["Shift X", "cancel your picture"],
      ["G", "to the prompt"],
    ],
  },
]

export function HelpDialog(props: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={props.open} onOpenChange={props.onOpenChange} title="Keys" wide>
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {GROUPS.map((group) => (
          <section key={group.title}>
            <h3 className="mb-1.5 font-semibold">{group.title}</h3>
            <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
              {group.keys.map(([key, meaning]) => (
                <div key={key} className="contents">
                  <dt>
                    <kbd className="rounded-md border border-line bg-paper px-1.5 py-0.5 font-sans text-[12px]">
                      {key}
                    </kbd>
                  </dt>
                  <dd className="text-soft">{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="mt-5 text-[12px] text-soft">On a Mac, Ctrl is ⌘.</p>
    </Dialog>
  )
}
