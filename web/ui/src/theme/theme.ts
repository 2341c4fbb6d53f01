import { ActionIcon, Button, createTheme, Menu, Select, Tooltip } from "@mantine/core";

/** Mantine draws its widgets with the tokens; anything that this file does not name keeps Mantine's shape. */
export const theme = createTheme({
  primaryColor: "sori",
  primaryShade: 6,
  autoContrast: true,
  colors: {
    // Mantine's dark scale with our dark tokens in it: text, lines, grounds.
    dark: [
      "#e9ebf1",
      "#b9bfcc",
      "#98a0b1",
      "#8a92a3",
      "#717a8c",
      "#282d38",
      "#1c2029",
      "#15181f",
      "#0e1015",
      "#0b0d12",
    ],
    sori: [
      "#eef2ff",
      "#dfe6fe",
      "#c2cffd",
      "#a8bafd",
      "#94aaff",
      "#5c7bf0",
      "#2a4fd0",
      "#2343b3",
      "#1c3793",
      "#162c75",
    ],
  },
  fontFamily: "var(--sori-font)",
  headings: { fontFamily: "var(--sori-font)", fontWeight: "650" },
  defaultRadius: 6,
  fontSizes: { xs: "12px", sm: "14px", md: "14px", lg: "16px", xl: "20px" },
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: "sm" } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray", size: "lg" } }),
    Tooltip: Tooltip.extend({
      // Within the landmark of what it explains, like the menus.
      defaultProps: { openDelay: 400, withArrow: true, withinPortal: false, floatingStrategy: "fixed" },
    }),
    Menu: Menu.extend({
      defaultProps: {
        shadow: "md",
        // Menus stay inside the landmark that opened them; the item marked data-autofocus takes the focus.
        withinPortal: false,
        withInitialFocusPlaceholder: false,
      },
    }),
    Select: Select.extend({
      defaultProps: {
        comboboxProps: { withinPortal: false, floatingStrategy: "fixed" },
        // The list itself scrolls, which assistive technology expects of a listbox.
        withScrollArea: false,
        styles: { options: { maxHeight: 260, overflowY: "auto" } },
      },
    }),
  },
});
