import type { Menu } from "@sori/api";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format";
import { Announcer } from "./announcer";
import { LanguageSwitch } from "./LanguageSwitch";
import mark from "./mark.svg";

interface FrameProps {
  menu: Menu | undefined;
  /** In a conversation the room belongs to the messages. */
  compact?: boolean;
  children: ReactNode;
}

export function Frame({ menu, compact = false, children }: FrameProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = menu ? t("site.of", { city: format.text(menu.city) }) : t("site.name");
  return (
    <div className={compact ? "frame compact" : "frame"}>
      <div id="krds-skip-link">
        <a href="#content">{t("site.skip")}</a>
      </div>
      <header className="site-head">
        {menu?.simulated && (
          <div id="krds-masthead">
            <div className="toggle-wrap">
              <div className="toggle-head">
                <div className="inner">
                  <p className="demo-text">{t("site.demo")}</p>
                </div>
              </div>
            </div>
          </div>
        )}
        <div className="inner site-bar">
          <p className="brand">
            <img src={mark} alt="" width="36" height="36" />
            <span>{name}</span>
          </p>
          <LanguageSwitch />
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      {!compact && (
        <footer className="site-foot">
          <div className="inner">
            <p>{t("site.emergency")}</p>
            <p className="small">{t("site.footer")}</p>
          </div>
        </footer>
      )}
      <Announcer />
    </div>
  );
}
