import { getDefaultZIndex, Modal } from "@mantine/core";
import { type ReactNode, useLayoutEffect, useState } from "react";
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

let openDialogs = 0;

/** How many dialogs are open below this one: the one opened last is on top, wherever in the page it stands. */
function useLayer(opened: boolean): number {
  const [layer, setLayer] = useState(0);
  useLayoutEffect(() => {
    if (!opened) return;
    setLayer(openDialogs);
    openDialogs += 1;
    return () => {
      openDialogs -= 1;
    };
  }, [opened]);
  return layer;
}

/** A modal dialog or side sheet. Its head is no <header>: that would be a second banner of the page. */
export function Dialog({ opened, onClose, title, size = "md", side = false, children }: DialogProps) {
  const { t } = useTranslation("ui");
  const layer = useLayer(opened);
  return (
    <Modal.Root
      opened={opened}
      zIndex={getDefaultZIndex("modal") + layer}
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
