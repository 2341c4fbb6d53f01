import { Button } from "@mantine/core";
import type { Reading } from "@sori/api";
import { Failure, Loading } from "@sori/ui";
import { uuid } from "@sori/ui/storage";
import { IconCopy, IconFlag, IconPencil, IconThumbDown, IconThumbUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { overseesKnowledge } from "../../app/access";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import { useMe } from "../../data/session";
import { readingQuery, useRate } from "../data";
import classes from "../Knowledge.module.css";
import { ArticleView } from "./ArticleView";
import { ReportDialog } from "./ReportDialog";

/** The article with this code, with what its reader can do. */
export function ReadingPane({ code }: { code: string }) {
  const article = useQuery(readingQuery(code));
  if (article.data) {
    return (
      <ArticleView article={article.data}>
        <Tools key={article.data.id} article={article.data} />
      </ArticleView>
    );
  }
  if (article.isError) {
    return <Failure detail={problemDetail(article.error)} onRetry={() => void article.refetch()} />;
  }
  return <Loading lines={5} height={56} />;
}

function Tools({ article }: { article: Reading }) {
  const { t } = useTranslation("knowledge");
  const me = useMe();
  const [reporting, setReporting] = useState(false);
  const key = useRef(uuid());
  const rate = useRate();
  const officer = me?.roles.every((role) => role === "officer");
  const helped = (yes: boolean) =>
    rate.mutate({ id: article.id, key: key.current, helped: yes }, { onSuccess: () => say(t("reading.thanks")) });
  const copy = () => void navigator.clipboard.writeText(article.short).then(() => say(t("reading.copied")));
  return (
    <div className={classes.actions}>
      <Button size="xs" variant="default" leftSection={<IconCopy size={14} aria-hidden />} onClick={copy}>
        {t("reading.copy")}
      </Button>
      {!officer && (
        <fieldset className={classes.actions} style={{ border: 0, margin: 0, padding: 0 }}>
          <legend className="sr-only">{t("reading.helped")}</legend>
          <span className={classes.soft} aria-hidden>
            {t("reading.helped")}
          </span>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconThumbUp size={14} aria-hidden />}
            onClick={() => helped(true)}
          >
            {t("reading.yes")}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconThumbDown size={14} aria-hidden />}
            onClick={() => helped(false)}
          >
            {t("reading.no")}
          </Button>
        </fieldset>
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconFlag size={14} aria-hidden />}
        onClick={() => setReporting(true)}
      >
        {t("reading.report")}
      </Button>
      {me && overseesKnowledge(me.roles) && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPencil size={14} aria-hidden />}
          renderRoot={(props) => <Link to="/knowledge/articles/$id" params={{ id: article.id }} {...props} />}
        >
          {t("reading.edit")}
        </Button>
      )}
      <ReportDialog id={article.id} opened={reporting} onClose={() => setReporting(false)} />
    </div>
  );
}
