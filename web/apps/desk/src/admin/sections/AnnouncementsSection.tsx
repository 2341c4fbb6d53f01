import type { AnnouncementSetup } from "@sori/api";
import { dateTimeText, serverNow } from "@sori/ui";
import { useTranslation } from "react-i18next";
import { useText } from "../../i18n/useText";
import classes from "../Admin.module.css";
import { usePart } from "../draft/useAdministration";
import fields from "../fields/Fields.module.css";
import { MomentField } from "../fields/MomentField";
import { TextFields } from "../fields/TextFields";
import { PartList } from "../parts/PartList";

/** What citizens are told above the menu, and from when until when. */
export function AnnouncementsSection() {
  const { t, i18n } = useTranslation("admin");
  const text = useText();
  const moment = (iso: string | null | undefined, none: string) => (iso ? dateTimeText(iso, i18n.language) : none);
  return (
    <PartList
      kind="announcements"
      add={t("announcements.add")}
      first={t("field.body")}
      name={(one) => text(one.body)}
      columns={[
        { title: t("announcements.state"), cell: (one) => <Shown announcement={one} /> },
        { title: t("field.shown_from"), cell: (one) => moment(one.shown_from, t("announcements.always")) },
        { title: t("field.shown_until"), cell: (one) => moment(one.shown_until, t("announcements.open")) },
      ]}
      textLabel={t("field.body")}
      long
      make={(body) => ({ body, shown_from: null, shown_until: null })}
      title={() => t("kind.announcements")}
      removeLabel={t("remove")}
      editor={(code) => <AnnouncementEditor code={code} />}
    />
  );
}

function Shown({ announcement }: { announcement: AnnouncementSetup }) {
  const { t } = useTranslation("admin");
  const [now, from, until] = [serverNow(), announcement.shown_from, announcement.shown_until];
  const state = from && Date.parse(from) > now ? "later" : until && Date.parse(until) <= now ? "over" : "shown";
  return (
    <span className={classes.mark} data-what={{ later: "waits", over: "quiet", shown: "added" }[state]}>
      {t(`announcements.${state}`)}
    </span>
  );
}

function AnnouncementEditor({ code }: { code: string }) {
  const { t } = useTranslation("admin");
  const { part, disabled, change, fault } = usePart("announcements", code);
  if (part === null) return null;
  return (
    <>
      <TextFields
        label={t("field.body")}
        long
        value={part.body}
        disabled={disabled}
        fault={(language) => fault(`body.${language}`)}
        onChange={(body) => change({ body })}
      />
      <div className={fields.pair}>
        {(["shown_from", "shown_until"] as const).map((field) => (
          <MomentField
            key={field}
            label={t(`field.${field}`)}
            placeholder={t(field === "shown_from" ? "announcements.always" : "announcements.open")}
            value={part[field] ?? null}
            disabled={disabled}
            error={fault(field)}
            onChange={(iso) => change({ [field]: iso })}
          />
        ))}
      </div>
      <p className={classes.soft}>{t("announcements.newest")}</p>
    </>
  );
}
