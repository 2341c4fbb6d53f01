import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../api/words";
import { Dialog } from "./Dialog";
import { Notice } from "./Notice";

interface ConfirmProps {
  title: string;
  body: string;
  confirm: string;
  stay: string;
  failed: string;
  act(): Promise<void>;
  onClose(): void;
}

export function Confirm({ title, body, confirm, stay, failed, act, onClose }: ConfirmProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function go() {
    setBusy(true);
    setProblem(null);
    try {
      await act();
      onClose();
    } catch (error) {
      setProblem(problemText(error, t));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="krds-btn large tertiary" data-first onClick={onClose}>
            {stay}
          </button>
          <button type="button" className="krds-btn large primary" onClick={go} disabled={busy}>
            {confirm}
          </button>
        </>
      }
    >
      <p>{body}</p>
      {problem && (
        <Notice tone="danger" title={failed} urgent>
          {problem}
        </Notice>
      )}
    </Dialog>
  );
}
