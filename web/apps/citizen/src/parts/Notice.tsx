import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon";

export type Tone = "information" | "warning" | "danger" | "success";

const ICONS: Record<Tone, IconName> = {
  information: "information",
  warning: "warning",
  danger: "error",
  success: "complete",
};

interface NoticeProps {
  tone: Tone;
  title?: string;
  /** True for something that just happened and must be read out at once. */
  urgent?: boolean;
  children?: ReactNode;
  action?: ReactNode;
}

export function Notice({ tone, title, urgent = false, children, action }: NoticeProps) {
  return (
    <div className={`notice ${tone}`} role={urgent ? "alert" : undefined}>
      <Icon name={ICONS[tone]} />
      <div className="notice-text">
        {title && <p className="notice-title">{title}</p>}
        {children && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}
