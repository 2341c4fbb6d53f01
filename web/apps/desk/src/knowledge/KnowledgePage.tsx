import "./styles";
import { Link, Outlet } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { editsKnowledge, importsKnowledge, overseesKnowledge } from "../app/access";
import { useMe } from "../data/session";
import { loadTexts } from "./i18n/load";
import classes from "./Knowledge.module.css";

loadTexts();

/** The centre's knowledge: its sections, each a page, of which everybody sees those that are theirs. */
export function KnowledgePage() {
  const { t } = useTranslation("knowledge");
  const me = useMe();
  useEffect(() => {
    document.title = `${t("title")} — Sori`;
  }, [t]);
  if (!me) return null;
  return (
    <div className={classes.frame}>
      <nav className={classes.tabs} aria-label={t("sections")}>
        <Link to="/knowledge" activeOptions={{ exact: true, includeSearch: false }} className={classes.tab}>
          {t("section.search")}
        </Link>
        <Link to="/knowledge/directory" activeOptions={{ includeSearch: false }} className={classes.tab}>
          {t("section.directory")}
        </Link>
        <Link to="/knowledge/bulletins" activeOptions={{ includeSearch: false }} className={classes.tab}>
          {t("section.bulletins")}
        </Link>
        {overseesKnowledge(me.roles) && (
          <>
            <Link to="/knowledge/articles" className={classes.tab}>
              {t("section.articles")}
            </Link>
            <Link to="/knowledge/review" className={classes.tab}>
              {t("section.review")}
            </Link>
            <Link to="/knowledge/freshness" className={classes.tab}>
              {t("section.freshness")}
            </Link>
          </>
        )}
        {importsKnowledge(me.roles) && (
          <Link to="/knowledge/import" className={classes.tab}>
            {t("section.import")}
          </Link>
        )}
        {importsKnowledge(me.roles) && (
          <Link to="/knowledge/departments" className={classes.tab}>
            {t("section.departments")}
          </Link>
        )}
        {editsKnowledge(me.roles) && (
          <Link to="/knowledge/synonyms" className={classes.tab}>
            {t("section.synonyms")}
          </Link>
        )}
        {editsKnowledge(me.roles) && (
          <Link to="/knowledge/chatbot" activeOptions={{ includeSearch: false }} className={classes.tab}>
            {t("section.chatbot")}
          </Link>
        )}
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the keyboard */}
      <div className={classes.body} tabIndex={0}>
        <Outlet />
      </div>
    </div>
  );
}
