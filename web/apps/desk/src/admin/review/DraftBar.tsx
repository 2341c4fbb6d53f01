import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAlertTriangle, IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useAdministration } from "../draft/useAdministration";
import { FaultList } from "./FaultList";
import classes from "./Review.module.css";
import { ReviewDialog } from "./ReviewDialog";
import { sayWithWayBack } from "./sayWithWayBack";

/** What the draft would change and what is wrong with it: at the foot of every section, until it is applied. */
export function DraftBar() {
  const { t } = useTranslation("admin");
  const { draft, faults, outdated, checking, replace, rebase } = useAdministration();
  const [listed, list] = useDisclosure(false);
  const [reviewing, review] = useDisclosure(false);
  const discard = () => {
    const dropped = draft;
    replace([]);
    sayWithWayBack(t("bar.discarded"), t("bar.bringBack"), () => replace(dropped));
  };
  const some = draft.length > 0;
  return (
    <section className={classes.bar} aria-label={t("bar.label")} data-empty={!some || undefined}>
      {some && outdated.length > 0 && (
        <p className={classes.outdated}>
          <IconAlertTriangle size={16} aria-hidden /> {t("bar.outdated", { count: outdated.length })}
          <Button size="compact-sm" variant="default" onClick={rebase}>
            {t("bar.rebase")}
          </Button>
        </p>
      )}
      {some && listed && faults.length > 0 && <FaultList faults={faults} />}
      <div className={classes.barLine}>
        <p role="status">
          {some && (
            <>
              <strong>{t("bar.changes", { count: draft.length })}</strong>
              <span>{checking ? t("bar.checking") : faults.length === 0 ? t("bar.right") : ""}</span>
            </>
          )}
        </p>
        {some && (
          <Group gap="xs" className={classes.barActions}>
            {faults.length > 0 && (
              <Button
                variant="subtle"
                color="red"
                c="var(--sori-red)"
                aria-expanded={listed}
                onClick={list.toggle}
                leftSection={<IconAlertTriangle size={16} aria-hidden />}
                rightSection={
                  listed ? <IconChevronDown size={14} aria-hidden /> : <IconChevronUp size={14} aria-hidden />
                }
              >
                {t("bar.wrong", { count: faults.length })}
              </Button>
            )}
            <Button variant="default" onClick={discard}>
              {t("bar.discard")}
            </Button>
            <Button onClick={review.open}>{t("bar.review")}</Button>
          </Group>
        )}
      </div>
      <ReviewDialog opened={reviewing} onClose={review.close} />
    </section>
  );
}
