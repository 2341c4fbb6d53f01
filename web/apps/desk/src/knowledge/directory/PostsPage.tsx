import { Button, Checkbox, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import type { ImportedPosts, PostSummary } from "@sori/api";
import { dateTimeText, Empty, Failure, Loading } from "@sori/ui";
import { IconAddressBook, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { editsKnowledge } from "../../app/access";
import { problemDetail } from "../../data/queries";
import { useMe } from "../../data/session";
import { useText } from "../../i18n/useText";
import { FileChooser } from "../import/FileChooser";
import { SetAside } from "../import/SetAside";
import classes from "../Knowledge.module.css";
import { More } from "../list/More";
import { Changes } from "./Changes";
import { type PostsSearch, postsQuery, useImportPosts } from "./data";

const route = getRouteApi("/staff/knowledge/directory/posts");

/** The whole directory for those who keep it: posts, what was changed of them, and posts from a file. */
export function PostsPage() {
  const { t } = useTranslation("knowledge");
  const me = useMe();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const found = useInfiniteQuery(postsQuery(search));
  const posts = found.data?.pages.flatMap((page) => page.items) ?? [];
  const total = found.data?.pages.at(-1)?.total;
  const set = (change: PostsSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  const type = useDebouncedCallback((value: string) => set({ text: value || undefined }), 200);
  const edits = me !== null && editsKnowledge(me.roles);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <Link to="/knowledge/directory" className={classes.link}>
          {t("section.directory")}
        </Link>
        <h2>{t("directory.keep")}</h2>
        {total !== undefined && (
          <span className={classes.soft} role="status">
            {t("list.total", { count: total })}
          </span>
        )}
        <span className={classes.grow} />
        {edits && (
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            renderRoot={(props) => <Link to="/knowledge/directory/posts/new" {...props} />}
          >
            {t("directory.new")}
          </Button>
        )}
      </header>
      {edits && <Import />}
      <search className={classes.filters}>
        <TextInput
          label={t("directory.text")}
          defaultValue={search.text ?? ""}
          maxLength={100}
          onChange={(event) => type(event.currentTarget.value)}
        />
        <Checkbox
          label={t("directory.onlyRemoved")}
          checked={search.removed ?? false}
          onChange={(event) => set({ removed: event.currentTarget.checked || undefined })}
        />
      </search>
      {found.data ? (
        <Table posts={posts} />
      ) : found.isError ? (
        <Failure detail={problemDetail(found.error)} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={8} height={40} />
      )}
      <More found={found} />
      <section className={classes.card} aria-labelledby="directory-changes">
        <h3 id="directory-changes">{t("directory.allChanges")}</h3>
        <Changes id={null} />
      </section>
    </div>
  );
}

function Table({ posts }: { posts: readonly PostSummary[] }) {
  const { t, i18n } = useTranslation("knowledge");
  const text = useText();
  if (posts.length === 0) return <Empty icon={<IconAddressBook size={28} />} title={t("directory.nothing")} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the keyboard
    <section className={classes.scroll} aria-label={t("directory.keep")} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("directory.field.title")}</th>
            <th scope="col">{t("directory.field.office")}</th>
            <th scope="col">{t("directory.field.department")}</th>
            <th scope="col">{t("directory.field.district")}</th>
            <th scope="col">{t("directory.field.emergency")}</th>
            <th scope="col">{t("list.changed")}</th>
          </tr>
        </thead>
        <tbody>
          {posts.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <Link to="/knowledge/directory/posts/$id" params={{ id: one.id }}>
                  {one.title}
                </Link>
              </th>
              <td>{one.office}</td>
              <td>{text(one.department)}</td>
              <td>{one.district ? text(one.district) : "–"}</td>
              <td>{one.emergency ? t("directory.yes") : "–"}</td>
              <td>{t("edit.by", { name: one.changed_by, at: dateTimeText(one.changed_at, i18n.language) })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Import() {
  const { t } = useTranslation("knowledge");
  const [name, setName] = useState("");
  const bring = useImportPosts();
  const choose = (file: File) => {
    setName(file.name);
    bring.mutate(file);
  };
  return (
    <section className={classes.card} aria-labelledby="directory-import">
      <h3 id="directory-import">{t("section.import")}</h3>
      <p className={classes.soft}>{t("directory.importAbout")}</p>
      <div className={classes.actions}>
        <FileChooser accept=".csv,.tsv,.xlsx,.toml" variant="default" loading={bring.isPending} onChoose={choose} />
      </div>
      {bring.isError && (
        <p className={classes.warning} data-bad role="alert">
          {problemDetail(bring.error)}
        </p>
      )}
      {bring.data && <Outcome name={name} done={bring.data} />}
    </section>
  );
}

function Outcome({ name, done }: { name: string; done: ImportedPosts }) {
  const { t } = useTranslation("knowledge");
  return (
    <div role="status" className={classes.stack}>
      <strong>
        {t("directory.imported", { name, added: done.added, changed: done.changed, unchanged: done.unchanged })}
      </strong>
      {done.rejected.length > 0 && (
        <>
          <div className={classes.actions}>
            <span>{t("import.rejected", { count: done.rejected.length })}</span>
            <SetAside name={name} rows={done.set_aside} />
          </div>
          <ul className={classes.list}>
            {done.rejected.map((row) => (
              <li key={`${row.line} ${row.field} ${row.reason}`}>
                {t("directory.rejected", { line: row.line, post: row.post, field: row.field, reason: row.reason })}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
