import i18next from "i18next";
import en from "./en.json";
import ko from "./ko.json";

/** These pages bring their texts along when they are opened. */
export function loadTexts(): void {
  i18next.addResourceBundle("ko", "bookings", ko);
  i18next.addResourceBundle("en", "bookings", en);
}
