"use client"
import { X } from "lucide-react"
import { Dialog as Radix } from "radix-ui"
import type { ReactNode } from "react"

/** A modal in the middle of the window; focus goes in, and back to where it was. */
export function Dialog(props: {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: string
  children: ReactNode
  wide?: boolean
  /** Prevent its default where something else is given the focus when this closes. */
  onCloseAutoFocus?: (event: Event) => void
}) {
  return (
    <Radix.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/30" />
        <Radix.Content
          {...(props.onCloseAutoFocus && { onCloseAutoFocus: props.onCloseAutoFocus })}
          {...(props.description ? {} : { "aria-describedby": undefined })}
          className={`panel fixed top-1/2 left-1/2 z-50 max-h-[85dvh] w-[calc(100vw-32px)] -translate-x-1/2 -translate-y-1/2 overflow-auto p-5 ${
            props.wide ? "max-w-[640px]" : "max-w-md"
          }`}
        >
          <div className="mb-3 flex items-start justify-between gap-4">
            <div>
              <Radix.Title className="text-[15px] font-semibold">{props.title}</Radix.Title>
              {props.description && (
                <Radix.Description className="mt-0.5 text-soft">{props.description}</Radix.Description>
              )}
            </div>
            <Radix.Close
              aria-label="Close"
              className="-mt-1 -mr-1 inline-flex size-8 items-center justify-center rounded-lg text-soft hover:bg-hover hover:text-ink"
            >
              <X size={16} />
            </Radix.Close>
          </div>
          {props.children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
