import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./MaskedText.module.css";

interface MaskedTextProps {
  text: string;
  masked: boolean;
  /** Asks for the text as it was written; that somebody did is logged. */
  onUnmask: () => Promise<string>;
}

/** A text with what identifies a person masked, and the button that shows it as it was written, or hides it again. */
export function MaskedText({ text, masked, onUnmask }: MaskedTextProps) {
  const { t } = useTranslation("ui");
  const [written, setWritten] = useState<string | null>(null);
  const [waiting, setWaiting] = useState(false);
  const [failed, setFailed] = useState(false);
  if (!masked) return text;

  const toggle = async () => {
    if (written !== null) return setWritten(null);
    setWaiting(true);
    setFailed(false);
    try {
      setWritten(await onUnmask());
    } catch {
      setFailed(true);
    } finally {
      setWaiting(false);
    }
  };
  const label = written === null ? "masked.show" : "masked.hide";
  return (
    <>
      {written ?? text}{" "}
      <button
        type="button"
        className={classes.toggle}
        data-masked={written === null || undefined}
        aria-label={t(`${label}Label`)}
        aria-busy={waiting}
        title={t("masked.logged")}
        onClick={() => void toggle()}
      >
        {written === null ? <IconEye size={14} aria-hidden /> : <IconEyeOff size={14} aria-hidden />}
        {t(label)}
      </button>
      {failed && (
        <span role="alert" className={classes.failed}>
          {t("masked.failed")}
        </span>
      )}
    </>
  );
}
