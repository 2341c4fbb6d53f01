import type { AlikeReport } from "@sori/api";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { problemText } from "../api/words";
import { useFormat } from "../i18n/format";
import { Notice } from "../parts/Notice";
import "../styles/tracking.css";
import { followReport } from "./data";

interface AlikeListProps {
  alike: readonly AlikeReport[];
  /** What others reported of the same thing is followed: what was about to be sent need not be. */
  onFollowed?: () => void;
}

/** Open reports of what may be the same thing, each to be followed instead of reporting it again. */
export function AlikeList({ alike, onFollowed }: AlikeListProps) {
  const { t } = useTranslation();
  const follow = useMutation({
    mutationFn: (one: AlikeReport) => followReport(one.number),
    onSuccess: ({ token }) => {
      onFollowed?.();
      window.location.assign(`/case/${token}`);
    },
  });
  return (
    <>
      <ul className="alike-list">
        {alike.map((one) => (
          <li key={one.number}>
            <Alike one={one} />
            <button
              type="button"
              className="krds-btn medium secondary"
              aria-disabled={follow.isPending}
              aria-label={t("report.alike.followOne", { number: one.number })}
              onClick={() => {
                if (!follow.isPending) follow.mutate(one);
              }}
            >
              {t("report.alike.follow")}
            </button>
          </li>
        ))}
      </ul>
      {follow.isError && (
        <Notice tone="danger" urgent>
          {problemText(follow.error, t)}
        </Notice>
      )}
    </>
  );
}

function Alike({ one }: { one: AlikeReport }) {
  const { t } = useTranslation();
  const format = useFormat();
  const area = [one.district, one.neighbourhood].map((name) => name && format.text(name)).filter(Boolean);
  const where = one.metres === null ? t("report.alike.same") : t("report.alike.metres", { count: one.metres });
  return (
    <p>
      <strong>{format.text(one.type_name)}</strong>{" "}
      <span>
        {[...area, where].join(" · ")}
        <br />
        {t("report.alike.since", { when: format.moment(one.received_at), state: t(`report.alike.state.${one.state}`) })}
      </span>
    </p>
  );
}
