import { Alert } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "../review/Review.module.css";

/** What is wrong, in a frame of its own; `said` when it has just gone wrong. */
export function Wrong({ title, said = false, children }: { title?: string; said?: boolean; children: ReactNode }) {
  return (
    <Alert
      color="red"
      variant="outline"
      classNames={{ label: classes.wrongTitle ?? "", message: classes.wrongText ?? "" }}
      {...(said && { role: "alert" })}
      {...(title && { title })}
    >
      {children}
    </Alert>
  );
}
