import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import classes from "./Reading.module.css";

const plugins = [remarkGfm];
/** Headings of a text stand below those of the page. */
const components = { h1: "h4", h2: "h4", h3: "h5", h4: "h5" } as const;

/** A long answer. HTML in it is shown as text. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.markdown}>
      <ReactMarkdown remarkPlugins={plugins} components={components} disallowedElements={["img"]}>
        {text}
      </ReactMarkdown>
    </div>
  );
}
