/** The styles of the widgets that only this page uses. */
import "@mantine/core/styles/PillsInput.layer.css";
