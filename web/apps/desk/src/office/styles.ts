/** The styles of the widgets that only these pages use, in the order in which they build on one another. */
import "@mantine/core/styles/Checkbox.layer.css";
import "@mantine/core/styles/NumberInput.layer.css";
