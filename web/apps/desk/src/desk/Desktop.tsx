import { SegmentedControl } from "@mantine/core";
import type { Desk, Me } from "@sori/api";
import { Empty } from "@sori/ui";
import { IconHeadset } from "@tabler/icons-react";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { CitizenPanel } from "../citizen/CitizenPanel";
import { useCommand } from "../commands/registry";
import { BulletinCards } from "./BulletinCards";
import { ContactList } from "./ContactList";
import { ContactPane } from "./ContactPane";
import classes from "./Desktop.module.css";
import { NotSent } from "./NotSent";
import { Offers } from "./Offers";
import { NotAnswering, Resume } from "./Resume";
import { ShiftNews } from "./ShiftNews";
import { useDeskAlerts } from "./useDeskAlerts";
import { useSelection } from "./useSelection";

type View = "list" | "talk" | "citizen";

/** The three panes. On narrow windows they stand behind one another and `view` says which is in front. */
export function Desktop({ me, desk }: { me: Me; desk: Desk }) {
  const { t } = useTranslation();
  const [view, setView] = useState<View>("list");
  const contacts = useMemo(
    () => [...desk.contacts].sort((a, b) => (a.answered_at ?? "").localeCompare(b.answered_at ?? "") || a.id - b.id),
    [desk.contacts],
  );
  const { selected, select } = useSelection(contacts);
  useDeskAlerts(desk, selected?.id ?? null);
  const open = useCallback(
    (id: number) => {
      select(id);
      setView("talk");
    },
    [select],
  );
  const toTalk = useCallback(() => setView("talk"), []);
  const toList = useCallback(() => setView("list"), []);
  const views = useMemo(() => <Views view={view} onChange={setView} />, [view]);
  const showCitizen = () => {
    setView("citizen");
    setTimeout(() => document.getElementById("citizen-panel")?.focus(), 0);
  };
  useCommand("focusCitizen", showCitizen, selected !== null);

  return (
    <div className={classes.desk} data-view={selected ? view : "list"}>
      <section className={classes.list} aria-label={t("desk.list")}>
        <NotAnswering desk={desk} />
        <ShiftNews desk={desk} selected={selected?.id ?? null} />
        <NotSent me={me} contacts={contacts} />
        <Offers offers={desk.offers} busy={contacts.length > 0} onAccepted={open} />
        <BulletinCards />
        <ContactList desk={desk} contacts={contacts} selectedId={selected?.id ?? null} onOpen={toTalk} />
      </section>
      {selected ? (
        <>
          <ContactPane key={`talk-${selected.id}`} me={me} contact={selected} onBack={toList}>
            {views}
          </ContactPane>
          <CitizenPanel key={`citizen-${selected.id}`} contactId={selected.id}>
            {views}
          </CitizenPanel>
        </>
      ) : (
        <div className={classes.nothing}>
          <Empty icon={<IconHeadset size={36} stroke={1.4} />} title={t("desk.nothing")}>
            {desk.state === "available" || desk.state === "reserved" ? (
              <span>{t("desk.nothingAvailable")}</span>
            ) : (
              <>
                <span>{t("desk.nothingAway")}</span>
                <Resume />
              </>
            )}
          </Empty>
        </div>
      )}
    </div>
  );
}

function Views({ view, onChange }: { view: View; onChange: (view: View) => void }) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      className={classes.views}
      size="xs"
      aria-label={t("desk.views")}
      value={view === "list" ? "talk" : view}
      onChange={(value) => onChange(value as View)}
      data={[
        { value: "talk", label: t("desk.viewTalk") },
        { value: "citizen", label: t("desk.viewCitizen") },
      ]}
    />
  );
}
