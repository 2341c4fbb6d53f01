import type { FieldDifference } from "@sori/api";
import { useTranslation } from "react-i18next";
import classes from "../Knowledge.module.css";

/** Fields that differ, each with what was removed and added, in words too for those who hear it. */
export function DifferenceList({ differences }: { differences: readonly FieldDifference[] }) {
  const { t } = useTranslation("knowledge");
  return (
    <div className={classes.stack}>
      {differences.map((one) => (
        <section key={one.field}>
          <h4 className={classes.soft} style={{ margin: 0 }}>
            {t(`field.${one.field as "question"}`)}
          </h4>
          <p className={classes.pieces}>
            {one.pieces.map((piece, at) => {
              const key = `${at}`;
              if (piece.kind === "same") return <span key={key}>{piece.text}</span>;
              const Tag = piece.kind === "added" ? "ins" : "del";
              return (
                <Tag key={key}>
                  <span className="sr-only">[{t(`history.${piece.kind}`)}] </span>
                  {piece.text}
                </Tag>
              );
            })}
          </p>
        </section>
      ))}
    </div>
  );
}
