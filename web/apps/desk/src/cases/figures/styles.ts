/** The styles of the widgets that this page uses beside those of every page. */
import "@mantine/core/styles/PillsInput.layer.css";
