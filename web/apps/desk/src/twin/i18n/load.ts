import i18next from "i18next";
import en from "./en.json";
import ko from "./ko.json";

/** The page brings its texts along when it is opened. */
export function loadTexts(): void {
  i18next.addResourceBundle("ko", "twin", ko);
  i18next.addResourceBundle("en", "twin", en);
}
