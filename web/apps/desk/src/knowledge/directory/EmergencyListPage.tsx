import { Button } from "@mantine/core";
import type { PostEntry } from "@sori/api";
import { dateTimeText, Failure, Loading } from "@sori/ui";
import { IconArrowLeft, IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { problemDetail } from "../../data/queries";
import { useText } from "../../i18n/useText";
import "../styles";
import { loadTexts } from "../i18n/load";
import { emergencyQuery } from "./data";
import classes from "./EmergencyList.module.css";

loadTexts();

/** The emergency list to print and hang up: on paper nothing but the list, by day or night scheme alike black on white. */
export function EmergencyListPage() {
  const { t, i18n } = useTranslation("knowledge");
  const text = useText();
  const list = useQuery(emergencyQuery);
  useEffect(() => {
    document.title = `${t("directory.emergencyList")} — Sori`;
  }, [t]);
  return (
    <main className={classes.sheet}>
      <div className={classes.controls}>
        <Button
          variant="default"
          leftSection={<IconArrowLeft size={16} aria-hidden />}
          renderRoot={(props) => <Link to="/knowledge/directory" {...props} />}
        >
          {t("section.directory")}
        </Button>
        <Button leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => window.print()}>
          {t("directory.print")}
        </Button>
      </div>
      {list.data ? (
        <>
          <h1>{t("directory.emergencyTitle", { city: text(list.data.city) })}</h1>
          <p className={classes.asOf}>
            {t("directory.asOf", { at: dateTimeText(list.data.at, i18n.language) })}
            {list.data.changed_at &&
              ` · ${t("directory.lastChange", { at: dateTimeText(list.data.changed_at, i18n.language) })}`}
          </p>
          {list.data.posts.length === 0 ? (
            <p>{t("directory.noEmergency")}</p>
          ) : (
            groups(list.data.posts).map(([name, posts]) => (
              <Group key={name?.ko ?? ""} name={name ? text(name) : t("directory.wholeCity")} posts={posts} />
            ))
          )}
        </>
      ) : list.isError ? (
        <Failure detail={problemDetail(list.error)} onRetry={() => void list.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
    </main>
  );
}

function Group({ name, posts }: { name: string; posts: readonly PostEntry[] }) {
  const { t } = useTranslation("knowledge");
  return (
    <>
      <h2>{name}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the keyboard */}
      <section className={classes.scroll} aria-label={name} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("directory.field.title")}</th>
              <th scope="col">{t("directory.field.numbers")}</th>
              <th scope="col">{t("directory.field.hours")}</th>
              <th scope="col">{t("directory.field.duties")}</th>
              <th scope="col">{t("directory.field.substitutes")}</th>
            </tr>
          </thead>
          <tbody>
            {posts.map(({ id, content }) => (
              <tr key={id}>
                <th scope="row">
                  {content.title}
                  <small>{content.office}</small>
                </th>
                <td className={classes.number}>
                  {content.numbers.map((one) => (
                    <span key={`${one.label} ${one.number}`}>
                      {one.label} <strong>{one.number}</strong>
                    </span>
                  ))}
                </td>
                <td>{content.hours}</td>
                <td>{content.duties?.join(", ")}</td>
                <td>{content.substitutes?.join(", ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

/** The posts by district, in the order given; those of the whole city have none. */
function groups(posts: readonly PostEntry[]) {
  const found = new Map<string, [PostEntry["district"], PostEntry[]]>();
  for (const post of posts) {
    const code = post.content.district ?? "";
    const group = found.get(code) ?? [post.district, []];
    group[1].push(post);
    found.set(code, group);
  }
  return [...found.values()];
}
