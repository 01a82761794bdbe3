"use client"
import { Popover } from "radix-ui"

type ContentProps = React.ComponentProps<typeof Popover.Content>

/** What a popover opens: a panel over the page, beside its trigger. Width and padding are the caller's. */
export function PopoverPanel({
  label,
  className = "",
  ...rest
}: Omit<ContentProps, "aria-label"> & {
  /** What it is about, for those who hear it. */
  readonly label: string
}) {
  return (
    <Popover.Portal>
      <Popover.Content
        aria-label={label}
        sideOffset={8}
        collisionPadding={12}
        {...rest}
        className={`panel z-50 animate-rise ${className}`}
      />
    </Popover.Portal>
  )
}
