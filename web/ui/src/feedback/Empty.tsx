import type { ReactNode } from "react";
import classes from "./feedback.module.css";

interface EmptyProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
}

/** What stands where there is nothing to show, and why that is. */
export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div className={classes.place}>
      <span className={classes.icon} aria-hidden>
        {icon}
      </span>
      <strong>{title}</strong>
      {children}
    </div>
  );
}
