import i18next from "i18next";
import citizenEn from "../../../../citizen/src/i18n/en.json";
import citizenKo from "../../../../citizen/src/i18n/ko.json";
import en from "./en.json";
import ko from "./ko.json";

/** These pages bring their texts along when they are opened; those of the citizens' page are for its preview. */
export function loadTexts(): void {
  i18next.addResourceBundle("ko", "admin", ko);
  i18next.addResourceBundle("en", "admin", en);
  i18next.addResourceBundle("ko", "citizen", citizenKo);
  i18next.addResourceBundle("en", "citizen", citizenEn);
}
