import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./Dialog.module.css";

interface DialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  size?: string | number;
  /** At the side of the window and as high as it, for what is looked at beside the page. */
  side?: boolean;
  children: ReactNode;
}

/** A modal dialog or side sheet. Its head is no <header>: that would be a second banner of the page. */
export function Dialog({ opened, onClose, title, size = "md", side = false, children }: DialogProps) {
  const { t } = useTranslation("ui");
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      size={size}
      centered={!side}
      {...(side && { xOffset: 0, yOffset: 0, transitionProps: { transition: "slide-left" as const } })}
    >
      <Modal.Overlay backgroundOpacity={side ? 0.3 : 0.45} />
      <Modal.Content classNames={side ? { content: classes.side, inner: classes.sideInner } : {}}>
        <div className={classes.head}>
          <Modal.Title className={classes.title}>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t("close")} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
