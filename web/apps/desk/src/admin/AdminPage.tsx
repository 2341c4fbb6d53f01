import "./styles";
import { Select } from "@mantine/core";
import { DatesProvider } from "@mantine/dates";
import "dayjs/locale/ko";
import type { SetupShown } from "@sori/api";
import { Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type ComponentType, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../data/queries";
import classes from "./Admin.module.css";
import { AccessSection } from "./access/AccessSection";
import { AuditSection } from "./audit/AuditSection";
import { setupQuery } from "./data";
import { DispatchSection } from "./dispatch/DispatchSection";
import { AdministrationContext, useAdministration, useNewAdministration } from "./draft/useAdministration";
import { EmergencySection } from "./emergency/EmergencySection";
import { FileSection } from "./file/FileSection";
import { HistorySection } from "./history/HistorySection";
import { HolidaysSection } from "./holidays/HolidaysSection";
import { loadTexts } from "./i18n/load";
import { MenuSection } from "./menu/MenuSection";
import { OfficesSection } from "./offices/OfficesSection";
import { OutgoingSection } from "./outgoing/OutgoingSection";
import { QueuesSection } from "./queues/QueuesSection";
import { DraftBar } from "./review/DraftBar";
import { type Section, sectionOf, sectionsFor } from "./sections";
import { AlertsSection } from "./sections/AlertsSection";
import { AnnouncementsSection } from "./sections/AnnouncementsSection";
import { CentreSection } from "./sections/CentreSection";
import { PhrasesSection } from "./sections/PhrasesSection";
import { SkillsSection } from "./sections/SkillsSection";
import { StaffSection } from "./staff/StaffSection";
import { TopicsSection } from "./topics/TopicsSection";
import { WebhooksSection } from "./webhooks/WebhooksSection";

loadTexts();

const pages: Record<Section, ComponentType> = {
  centre: CentreSection,
  staff: StaffSection,
  skills: SkillsSection,
  queues: QueuesSection,
  holidays: HolidaysSection,
  menu: MenuSection,
  announcements: AnnouncementsSection,
  phrases: PhrasesSection,
  topics: TopicsSection,
  alerts: AlertsSection,
  emergency: EmergencySection,
  history: HistorySection,
  file: FileSection,
  access: AccessSection,
  audit: AuditSection,
  webhooks: WebhooksSection,
  outgoing: OutgoingSection,
  offices: OfficesSection,
  dispatch: DispatchSection,
};

/** Administration: its sections, and one draft for all of them. */
export function AdminPage() {
  const { t } = useTranslation("admin");
  const setup = useQuery(setupQuery);
  useEffect(() => {
    document.title = `${t("title")} — Sori`;
  }, [t]);
  if (setup.data) return <Administered shown={setup.data} />;
  if (setup.isError) return <Failure detail={problemDetail(setup.error)} onRetry={() => void setup.refetch()} />;
  return <Loading lines={10} height={40} />;
}

function Administered({ shown }: { shown: SetupShown }) {
  const { i18n } = useTranslation("admin");
  const administration = useNewAdministration(shown);
  const { section } = useParams({ from: "/staff/admin/$section" });
  const Page = pages[section];
  return (
    <AdministrationContext value={administration}>
      <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: i18n.language === "ko" ? 0 : 1 }}>
        <div className={classes.frame}>
          <div className={classes.page}>
            <SectionList chosen={section} />
            <div className={classes.body}>
              <Page key={section} />
            </div>
          </div>
          <DraftBar />
        </div>
      </DatesProvider>
    </AdministrationContext>
  );
}

/** The sections, those with changes or faults marked. On a narrow screen it is a select. */
function SectionList({ chosen }: { chosen: Section }) {
  const { t } = useTranslation("admin");
  const navigate = useNavigate();
  const { draft, faults, administrator } = useAdministration();
  const listed = sectionsFor(administrator);
  const count = (section: Section) => draft.filter((edit) => sectionOf(edit.kind) === section).length;
  const wrong = (section: Section) => faults.some((fault) => fault.kind !== null && sectionOf(fault.kind) === section);
  return (
    <>
      <nav className={classes.sections} aria-label={t("sections")}>
        {listed.map((section) => (
          <Link key={section} to="/admin/$section" params={{ section }} search={{}} className={classes.section}>
            {t(`section.${section}`)}
            {count(section) > 0 && (
              <span className={classes.count} data-wrong={wrong(section) || undefined}>
                <span aria-hidden>{count(section)}</span>
                <span className="sr-only">{t("bar.changes", { count: count(section) })}</span>
              </span>
            )}
          </Link>
        ))}
      </nav>
      <Select
        className={classes.sectionSelect}
        aria-label={t("sections")}
        data={listed.map((section) => ({
          value: section,
          label: t(`section.${section}`) + (count(section) > 0 ? ` (${count(section)})` : ""),
        }))}
        value={chosen}
        allowDeselect={false}
        onChange={(section) =>
          section && void navigate({ to: "/admin/$section", params: { section: section as Section } })
        }
      />
    </>
  );
}
