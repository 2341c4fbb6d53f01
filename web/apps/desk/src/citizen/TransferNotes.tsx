import type { TransferNote } from "@sori/api";
import { timeText } from "@sori/ui";
import { IconArrowsRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useText } from "../i18n/useText";
import classes from "./CitizenPanel.module.css";

/** What colleagues wrote when they handed the contact over; first of all, because it was written for this moment. */
export function TransferNotes({ notes }: { notes: readonly TransferNote[] }) {
  const { t, i18n } = useTranslation();
  const text = useText();
  if (notes.length === 0) return null;
  return (
    <section className={classes.section}>
      <h2>{t("citizen.transferNotes")}</h2>
      <ul className={classes.notes}>
        {notes.map((note) => (
          <li key={`${note.at}${note.by}`}>
            <p>{note.note}</p>
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
