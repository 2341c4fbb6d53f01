import type { TransferNote } from "@sori/api";
import { MaskedText, timeText } from "@sori/ui";
import { IconArrowsRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { unmaskIn } from "../data/contact";
import { useText } from "../i18n/useText";
import classes from "./CitizenPanel.module.css";

/** What colleagues wrote when they handed the contact over; first of all, because it was written for this moment. */
export function TransferNotes({ contactId, notes }: { contactId: number; notes: readonly TransferNote[] }) {
  const { t, i18n } = useTranslation();
  const text = useText();
  const unmask = unmaskIn(contactId);
  if (notes.length === 0) return null;
  return (
    <section className={classes.section}>
      <h2>{t("citizen.transferNotes")}</h2>
      <ul className={classes.notes}>
        {notes.map((note) => (
          <li key={note.id}>
            <p>
              <MaskedText
                text={note.note}
                masked={note.masked ?? false}
                onUnmask={() => unmask("transfer_note", note.id)}
              />
            </p>
            <small>
              <IconArrowsRight size={13} aria-hidden />
              {t("citizen.transferred", {
                by: note.by,
                to: note.to_counsellor ?? text(note.to_queue),
                at: timeText(note.at, i18n.language),
              })}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
