export type IconName =
  | "angle"
  | "attach"
  | "close"
  | "complete"
  | "delete"
  | "down"
  | "error"
  | "file"
  | "information"
  | "notice"
  | "reset"
  | "warning";

/** A KRDS icon as decoration; the words beside it say what it means. */
export function Icon({ name, className = "" }: { name: IconName; className?: string }) {
  return <i className={`svg-icon icon-${name} ${className}`} aria-hidden="true" />;
}
