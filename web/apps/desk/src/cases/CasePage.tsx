import type { CaseShown } from "@sori/api";
import { dateTimeText, Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { editsKnowledge, leads } from "../app/access";
import { problemDetail } from "../data/queries";
import { useMe } from "../data/session";
import { useText } from "../i18n/useText";
import knowledge from "../knowledge/Knowledge.module.css";
import { AlikeCases } from "../office/AlikeCases";
import { CaseActions } from "../office/CaseActions";
import { CaseHistory } from "../office/CaseHistory";
import { DueDate } from "../office/DueDate";
import classes from "./Cases.module.css";
import { caseQuery, photoUrl } from "./data";
import { loadTexts } from "./i18n/load";
import { PublicPhoto } from "./PublicPhoto";

loadTexts();

const PointMap = lazy(() => import("../map/PointMap"));

const route = getRouteApi("/staff/cases/$id");

/** A whole case: what was answered, the photos, and where it came from. */
export function CasePage() {
  const { t } = useTranslation("cases");
  const text = useText();
  const { id } = route.useParams();
  const found = useQuery(caseQuery(id));
  const number = found.data?.number;
  useEffect(() => {
    document.title = `${number ?? t("title")} — Sori`;
  }, [number, t]);
  return (
    <div className={knowledge.page}>
      <header className={knowledge.head}>
        <Link to="/cases" className={knowledge.link}>
          {t("back")}
        </Link>
        {found.data && (
          <>
            <h2>
              {found.data.number} {text(found.data.type_name)}
            </h2>
            <span className={knowledge.state}>{t(`state.${found.data.state}`)}</span>
            <DueDate due={found.data.life.due_at} urgency={found.data.life.urgency} />
          </>
        )}
      </header>
      {found.data ? (
        <div className={knowledge.columns}>
          <div className={knowledge.stack}>
            <CaseActions one={found.data} />
            <Answers one={found.data} />
            <Photos one={found.data} />
          </div>
          <div className={knowledge.stack}>
            <AlikeCases one={found.data} />
            <CaseHistory one={found.data} />
            <About one={found.data} />
          </div>
        </div>
      ) : found.isError ? (
        <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={6} height={56} />
      )}
    </div>
  );
}

function Answers({ one }: { one: CaseShown }) {
  const { t } = useTranslation("cases");
  return (
    <section className={knowledge.card} aria-labelledby="case-answers">
      <h3 id="case-answers">{t("answers")}</h3>
      {one.forgotten_at ? (
        <p className={knowledge.soft}>{t("forgotten")}</p>
      ) : (
        <dl className={classes.answers}>
          {one.answers.map((answer) => (
            <div key={answer.question}>
              <dt>{answer.ask}</dt>
              <dd>{answer.value ?? <span className={knowledge.soft}>{t("leftOut")}</span>}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function Photos({ one }: { one: CaseShown }) {
  const { t } = useTranslation("cases");
  return (
    <section className={knowledge.card} aria-labelledby="case-photos">
      <h3 id="case-photos">{t("photos")}</h3>
      {one.photos.length === 0 ? (
        <p className={knowledge.soft}>{t("noPhotos")}</p>
      ) : (
        <ul className={classes.photos}>
          {one.photos.map((photo, index) => (
            <li key={photo.id}>
              {photo.ask && <p className={knowledge.soft}>{photo.ask}</p>}
              <a
                href={photoUrl(one.id, photo.id)}
                target="_blank"
                rel="noreferrer"
                aria-label={t("openPhoto", { number: index + 1, name: photo.name })}
              >
                <img
                  src={photoUrl(one.id, photo.id)}
                  alt={t("photo", { number: index + 1, name: photo.name })}
                  width={photo.width}
                  height={photo.height}
                />
              </a>
              {one.shows_photos && <PublicPhoto caseId={one.id} photo={photo} number={index + 1} />}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function About({ one }: { one: CaseShown }) {
  const { t, i18n } = useTranslation("cases");
  const { t: shared } = useTranslation("ui");
  const text = useText();
  const me = useMe();
  const roles = me?.roles ?? [];
  return (
    <section className={knowledge.card} aria-labelledby="case-about">
      <h3 id="case-about">{t("about")}</h3>
      <dl className={classes.answers}>
        <div>
          <dt>{t("column.received")}</dt>
          <dd>{dateTimeText(one.received_at, i18n.language)}</dd>
        </div>
        <div>
          <dt>{t("column.department")}</dt>
          <dd>{text(one.department)}</dd>
        </div>
        <div>
          <dt>{t("column.district")}</dt>
          <dd>
            {one.place.district
              ? [one.place.district, one.place.neighbourhood].map((area) => area && text(area)).join(" ")
              : t("unplaced")}
          </dd>
          {one.place.latitude !== null && one.place.longitude !== null && (
            <dd className={knowledge.soft}>
              {t("point", { latitude: one.place.latitude.toFixed(5), longitude: one.place.longitude.toFixed(5) })}
              <Suspense fallback={<Loading lines={1} height={220} />}>
                <PointMap label={t("map")} longitude={one.place.longitude} latitude={one.place.latitude} />
              </Suspense>
            </dd>
          )}
        </div>
        <div>
          <dt>{t("channel")}</dt>
          <dd>{shared(`channel.${one.channel}`)}</dd>
        </div>
        <div>
          <dt>{t("citizensLanguage")}</dt>
          <dd>{t(`language.${one.language}`)}</dd>
        </div>
        <div>
          <dt>{t("public")}</dt>
          <dd>{t(one.public ? "isPublic" : "isPrivate")}</dd>
        </div>
        {one.bot_conversation_id !== null && (
          <div>
            <dt>{t("from")}</dt>
            <dd>
              {editsKnowledge(roles) ? (
                <Link to="/knowledge/chatbot/conversations/$id" params={{ id: one.bot_conversation_id }}>
                  {t("botConversation", { id: one.bot_conversation_id })}
                </Link>
              ) : (
                t("botConversation", { id: one.bot_conversation_id })
              )}
            </dd>
            {one.contact_id !== null && (
              <dd>
                {leads(roles) ? (
                  <Link to="/floor/contacts/$contactId" params={{ contactId: one.contact_id }}>
                    {t("contact", { id: one.contact_id })}
                  </Link>
                ) : (
                  t("contact", { id: one.contact_id })
                )}
              </dd>
            )}
          </div>
        )}
      </dl>
    </section>
  );
}
