import { Button } from "@mantine/core";
import { type BulletinShown, isProblem } from "@sori/api";
import { dateTimeText, Failure, Loading } from "@sori/ui";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { say } from "../../app/say";
import { problemDetail } from "../../data/queries";
import { EditFault } from "../edit/EditFault";
import { useEdited } from "../edit/useEdited";
import classes from "../Knowledge.module.css";
import { BulletinForm } from "./BulletinForm";
import { bulletinQuery, usePublishBulletin, useReviseBulletin, useWithdrawBulletin } from "./data";
import { StandingMark, UrgencyMark } from "./marks";
import { Readers } from "./Readers";

const route = getRouteApi("/staff/knowledge/bulletins/$id");

/** A bulletin as it is worked on, and who has acknowledged it. */
export function BulletinPage() {
  const { id } = route.useParams();
  const bulletin = useQuery(bulletinQuery(id));
  if (bulletin.data) return <Shown key={id} bulletin={bulletin.data} />;
  if (bulletin.isError)
    return <Failure detail={problemDetail(bulletin.error)} onRetry={() => void bulletin.refetch()} />;
  return (
    <div className={classes.page}>
      <Loading lines={8} height={56} />
    </div>
  );
}

function Shown({ bulletin }: { bulletin: BulletinShown }) {
  const { t, i18n } = useTranslation("knowledge");
  const at = (iso: string) => dateTimeText(iso, i18n.language);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <Link to="/knowledge/bulletins/all" className={classes.link}>
          {t("bulletins.keep")}
        </Link>
        <h2>{bulletin.content.title}</h2>
        <UrgencyMark urgency={bulletin.content.urgency ?? "normal"} />
        <StandingMark standing={bulletin.standing} received={bulletin.from_centre !== ""} />
        {bulletin.from_centre !== "" && (
          <span className={classes.soft}>{t("bulletins.from", { centre: bulletin.from_centre })}</span>
        )}
        <span className={classes.soft}>
          {t("edit.by", { name: bulletin.changed_by || bulletin.from_centre, at: at(bulletin.changed_at) })}
        </span>
      </header>
      <div className={classes.columns}>
        <Edit bulletin={bulletin} />
        <div className={classes.stack}>
          <Readers bulletin={bulletin} />
          {bulletin.versions.length > 1 && (
            <section className={classes.card} aria-labelledby="bulletin-versions">
              <h3 id="bulletin-versions">{t("bulletins.versions")}</h3>
              <ul className={classes.list}>
                {bulletin.versions.map((one) => (
                  <li key={one.number}>
                    <details>
                      <summary>
                        {t("bulletins.version", { number: one.number, at: at(one.at), count: one.acknowledged })}
                      </summary>
                      <strong>{one.title}</strong>
                      <p className={classes.pieces}>{one.body}</p>
                    </details>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      </div>
    </div>
  );
}

/** The fields. */
function Edit({ bulletin }: { bulletin: BulletinShown }) {
  const { t } = useTranslation("knowledge");
  const { changed, base, content, edit, discard, rebase } = useEdited(bulletin);
  const keep = useReviseBulletin();
  const publish = usePublishBulletin();
  const withdraw = useWithdrawBulletin();
  const reset = () => {
    keep.reset();
    publish.reset();
    withdraw.reset();
  };
  const error = keep.error ?? publish.error ?? withdraw.error;
  const published = bulletin.standing !== "draft";
  return (
    <section className={classes.card} aria-label={t("edit.text")}>
      <BulletinForm
        content={content}
        readOnly={!bulletin.may_change}
        received={bulletin.from_centre !== ""}
        fault={isProblem(error, 422) || isProblem(error, 400) ? { field: error.field, detail: error.detail } : null}
        onChange={edit}
      />
      <EditFault
        error={error}
        onRebase={() => {
          rebase();
          reset();
        }}
      />
      {changed && published && <p className={classes.soft}>{t("bulletins.anewAbout")}</p>}
      {bulletin.from_centre !== "" && bulletin.standing === "draft" && !bulletin.may_publish && (
        <p className={classes.soft}>{t("bulletins.editorsAccept")}</p>
      )}
      <div className={classes.actions}>
        {bulletin.may_publish && (
          <Button
            loading={publish.isPending}
            disabled={changed}
            onClick={() => {
              reset();
              publish.mutate(bulletin, { onSuccess: () => say(t("bulletins.publishedNow")) });
            }}
          >
            {t(bulletin.from_centre ? "bulletins.accept" : "bulletins.publish")}
          </Button>
        )}
        {changed && bulletin.may_change && (
          <>
            <Button
              variant={bulletin.may_publish ? "default" : "filled"}
              loading={keep.isPending}
              onClick={() => {
                reset();
                keep.mutate(
                  { bulletin: base, content },
                  {
                    onSuccess: () => {
                      discard();
                      say(t("edit.saved"));
                    },
                  },
                );
              }}
            >
              {t("edit.save")}
            </Button>
            <Button
              variant="default"
              onClick={() => {
                discard();
                reset();
              }}
            >
              {t("edit.discard")}
            </Button>
          </>
        )}
        <span className={classes.grow} />
        {bulletin.may_withdraw && (
          <Button
            variant="default"
            loading={withdraw.isPending}
            onClick={() => {
              reset();
              withdraw.mutate(bulletin, { onSuccess: () => say(t("bulletins.withdrawnNow")) });
            }}
          >
            {t(bulletin.standing === "draft" ? "bulletins.decline" : "bulletins.withdraw")}
          </Button>
        )}
      </div>
    </section>
  );
}
